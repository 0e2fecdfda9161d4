import type { Channel, ChannelState } from '../../native/api/transport/channel.ts';
import { pictureAnswer } from '../../native/api/transport/picture-messages.ts';
import type { PictureMessage } from '../../native/api/transport/picture-messages.ts';

/** Fetches the picture at a path of native/api/media-url.ts; rejects where there is none, and with the signal's abort. */
export type LoadPicture = (path: string, signal: AbortSignal) => Promise<Blob>;

interface WaitingPicture {
  readonly path: string;
  readonly resolve: (picture: Blob) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Pictures over the channel to the engine, which carries the contract's messages too: `channel` is what is left for
 * these. A request that is aborted is cancelled in the engine; one that is under way when the engine goes away is sent
 * again to the next one.
 */
export function picturesOver(inner: Channel): {
  readonly channel: Channel;
  readonly loadPicture: LoadPicture;
} {
  const waiting = new Map<number, WaitingPicture>();
  let nextId = 0;
  const send = (message: PictureMessage) => inner.send(message);

  function receive(message: unknown): boolean {
    const answer = pictureAnswer.safeParse(message);
    if (!answer.success) return false;
    const { picture, contentType, bytes } = answer.data;
    const request = waiting.get(picture);
    waiting.delete(picture);
    if (bytes === null) request?.reject(new Error(`There is no picture at ${request.path}.`));
    else request?.resolve(new Blob([bytes], { type: contentType }));
    return true;
  }

  function follow(state: ChannelState): void {
    if (state === 'open') for (const [picture, { path }] of waiting) send({ picture, path });
  }

  return {
    channel: {
      get state() {
        return inner.state;
      },
      send: (message) => inner.send(message),
      listen: (listener) =>
        inner.listen({
          message(message) {
            if (!receive(message)) listener.message(message);
          },
          state(state) {
            follow(state);
            listener.state(state);
          },
        }),
      close: () => inner.close(),
    },
    loadPicture(path, signal) {
      const picture = nextId++;
      const { promise, resolve, reject } = Promise.withResolvers<Blob>();
      const cancel = () => {
        if (waiting.delete(picture)) send({ cancelPicture: picture });
        reject(new DOMException('The picture is not wanted any more.', 'AbortError'));
      };
      if (signal.aborted) cancel();
      else {
        waiting.set(picture, { path, resolve, reject });
        signal.addEventListener('abort', cancel, { once: true });
        if (inner.state === 'open') send({ picture, path });
      }
      return promise.finally(() => signal.removeEventListener('abort', cancel));
    },
  };
}

/** Fetches pictures by their addresses, as browsers do. */
export const fetchedPictures =
  (mediaUrl: (path: string) => string): LoadPicture =>
  async (path, signal) => {
    const response = await fetch(mediaUrl(path), { signal });
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    return response.blob();
  };
