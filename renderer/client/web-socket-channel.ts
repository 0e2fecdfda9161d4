import type { Channel, ChannelListener, ChannelState } from '../../native/api/transport/channel.ts';

const firstDelayMs = 250;
const longestDelayMs = 5_000;

/** The part of a WebSocket that a channel needs; the browser's own and `ws` both have it. */
export type SocketLike = Pick<
  WebSocket,
  'send' | 'close' | 'onopen' | 'onmessage' | 'onclose' | 'onerror' | 'readyState'
>;

/**
 * A channel over WebSockets that `open` makes: where one is closed another is tried, after a quarter of a second at
 * first and five seconds at last. Where `isRefused` says that the server does not let this page in any more, no other is
 * tried. Messages travel as JSON; what is not JSON comes out as its text.
 */
export function webSocketChannel(
  open: () => SocketLike,
  isRefused: () => Promise<boolean> = () => Promise.resolve(false),
): Channel {
  let listener: ChannelListener | null = null;
  let state: ChannelState = 'connecting';
  let socket: SocketLike | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delayMs = firstDelayMs;

  function change(next: ChannelState): void {
    if (state === next || state === 'closed') return;
    state = next;
    listener?.state(next);
  }

  function connect(): void {
    const made = open();
    socket = made;
    made.onopen = () => {
      delayMs = firstDelayMs;
      change('open');
    };
    made.onmessage = ({ data }: MessageEvent) => listener?.message(parsed(data));
    made.onerror = () => undefined; // A close follows each error.
    made.onclose = () => {
      if (socket !== made || state === 'closed') return;
      const wasOpen = state === 'open';
      if (wasOpen) change('lost');
      timer = setTimeout(() => void tryAgain(wasOpen), delayMs);
      delayMs = Math.min(2 * delayMs, longestDelayMs);
    };
  }

  async function tryAgain(wasOpen: boolean): Promise<void> {
    if (!wasOpen && (await isRefused())) change('closed');
    else if (state !== 'closed') connect();
  }

  return {
    get state() {
      return state;
    },
    send(message) {
      if (state === 'open') socket?.send(JSON.stringify(message));
    },
    listen(own) {
      listener = own;
      if (socket === null) connect();
    },
    close() {
      clearTimeout(timer);
      change('closed');
      socket?.close();
    },
  };
}

function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
