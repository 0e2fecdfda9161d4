import { createClient } from '../../native/api/transport/client.ts';
import type { EngineConnection } from '../../native/api/transport/client.ts';
import type { Channel } from '../../native/api/transport/channel.ts';
import { enginePortMessage } from '../../native/api/transport/host-channels.ts';
import { messagePortChannel } from './message-port-channel.ts';
import { fetchedPictures, picturesOver, type LoadPicture } from './port-pictures.ts';
import { upload, type Upload } from './send-upload.ts';
import { webSocketChannel } from './web-socket-channel.ts';

/** How this user interface reaches its engine, in Electron and in a browser alike. */
export interface EngineAccess {
  readonly engine: EngineConnection;
  /** The address of a path of native/api/media-url.ts, for `src`; null in Electron, where pictures have none. */
  readonly mediaUrl: ((path: string) => string) | null;
  /** The picture at such a path; in Electron over the port to the engine, in a browser by its address. */
  readonly loadPicture: LoadPicture;
  /** Null in Electron, where files have paths. */
  readonly upload: Upload | null;
}

/** Addresses are meant from the page's own, which a reverse proxy may have at any path. */
const addressOf = (path: string) => new URL(path, document.baseURI);
const mediaUrl = (path: string) => addressOf(`media/${path}`).href;

/** Reaches the engine of the host that this page came from; `report` hears what goes wrong without a caller. */
export function openEngineAccess(report?: (sentence: string) => void): EngineAccess {
  const host = window.fodvidHost;
  if (host === undefined)
    return {
      engine: createClient(socketChannel(), report),
      mediaUrl,
      loadPicture: fetchedPictures(mediaUrl),
      upload,
    };
  const { channel, loadPicture } = picturesOver(portChannel(host));
  return { engine: createClient(channel, report), mediaUrl: null, loadPicture, upload: null };
}

function socketChannel(): Channel {
  const address = addressOf('engine');
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return webSocketChannel(() => new WebSocket(address), isLocked);
}

/** Whether the server is there, and asks for another token. */
const isLocked = () =>
  fetch(addressOf('icon.svg'), { method: 'HEAD', cache: 'no-store' }).then(
    ({ status }) => status === 401,
    () => false,
  );

function portChannel(host: NonNullable<typeof window.fodvidHost>): Channel {
  // A refused request needs no answer: the channel stays `connecting`, and the page shows so.
  const channel = messagePortChannel(() => void host.requestEnginePort().catch(() => undefined));
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const port = event.ports[0];
    // Only this window's own preload script may hand over a port.
    if (event.source === window && event.data === enginePortMessage && port !== undefined) channel.take(port);
  });
  return channel;
}
