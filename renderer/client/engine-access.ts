import { createClient } from '../../native/api/client.ts';
import type { EngineConnection } from '../../native/api/client.ts';
import { enginePortMessage } from '../../native/api/host-channels.ts';
import { messagePortChannel } from './message-port-channel.ts';
import { upload, type Upload } from './upload.ts';
import { webSocketChannel } from './web-socket-channel.ts';

/** How this user interface reaches its engine, in Electron and in a browser alike. */
export interface EngineAccess {
  readonly engine: EngineConnection;
  /** The address of a path of native/api/media-url.ts, for `src` and `fetch`. */
  mediaUrl(path: string): string;
  /** Null in Electron, where files have paths. */
  readonly upload: Upload | null;
}

/** Reaches the engine of the host that this page came from; `report` hears what goes wrong without a caller. */
export function openEngineAccess(report?: (sentence: string) => void): EngineAccess {
  const host = window.fodvidHost;
  return {
    engine: createClient(host === undefined ? socketChannel() : portChannel(host), report),
    mediaUrl: (path) => new URL(`/media/${path}`, location.href).href,
    upload: host === undefined ? upload : null,
  };
}

function socketChannel() {
  const address = new URL('/engine', location.href);
  address.protocol = 'ws:';
  return webSocketChannel(() => new WebSocket(address));
}

function portChannel(host: NonNullable<typeof window.fodvidHost>) {
  // A refused wish needs no answer: the channel stays `connecting`, and the page shows so.
  const channel = messagePortChannel(() => void host.requestEnginePort().catch(() => undefined));
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const port = event.ports[0];
    // Only this window's own preload script may hand over a port.
    if (event.source === window && event.data === enginePortMessage && port !== undefined) channel.take(port);
  });
  return channel;
}
