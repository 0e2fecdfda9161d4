import type { Channel, ChannelListener, ChannelState } from '../../native/api/transport/channel.ts';

/** The part of a MessagePort that a channel needs. */
export type PortLike = Pick<MessagePort, 'postMessage' | 'close' | 'start' | 'onmessage'> & {
  /** Chromium tells when the other end is gone. */
  onclose?: ((event: Event) => void) | null;
};

/** A channel whose ports come one after the other: each new one takes the place of the one before. */
export interface PortChannel extends Channel {
  /** A port to a (new) engine is here. */
  take(port: PortLike): void;
}

/** A channel over MessagePorts. `ask` is called for the first one; the others come by themselves, after a restart of the engine. */
export function messagePortChannel(ask: () => void): PortChannel {
  let listener: ChannelListener | null = null;
  let state: ChannelState = 'connecting';
  let current: PortLike | null = null;

  function change(next: ChannelState): void {
    if (state === next || state === 'closed') return;
    state = next;
    listener?.state(next);
  }

  function lose(): void {
    current = null;
    if (state === 'open') change('lost');
  }

  return {
    get state() {
      return state;
    },
    send(message) {
      if (state === 'open') current?.postMessage(message);
    },
    listen(own) {
      listener = own;
      ask();
    },
    take(port) {
      if (state === 'closed') return;
      const old = current;
      lose();
      old?.close();
      current = port;
      port.onmessage = ({ data }: MessageEvent) => listener?.message(data);
      port.onclose = () => {
        if (current === port) lose();
      };
      port.start();
      change('open');
    },
    close() {
      change('closed');
      current?.close();
    },
  };
}
