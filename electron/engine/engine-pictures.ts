import type { PictureAnswer, PictureMessage } from '../../native/api/transport/picture-messages.ts';
import type { Engine } from '../../native/app/engine.ts';

/** Answers the requests for pictures of one page. */
export interface PictureAnswers {
  receive(message: PictureMessage): void;
  /** The page is gone: what is under way is cancelled. */
  close(): void;
}

/** Each request is answered once unless it is cancelled; the engine hears of a cancellation at once. */
export function createPictureAnswers(
  media: Engine['media'],
  send: (answer: PictureAnswer) => void,
  log: (line: string) => void,
): PictureAnswers {
  const underWay = new Map<number, AbortController>();

  async function answer(picture: number, path: string): Promise<void> {
    const controller = new AbortController();
    underWay.set(picture, controller);
    const found = await media(path, controller.signal).catch((error: unknown) => {
      if (!controller.signal.aborted) log(`The picture ${path} cannot be shown: ${String(error)}`);
      return null;
    });
    const bytes = found === null ? null : wholeOf(found.bytes);
    if (!underWay.delete(picture)) return;
    send({ picture, contentType: found?.contentType ?? '', bytes });
  }

  function cancel(id: number): void {
    underWay.get(id)?.abort();
    underWay.delete(id);
  }

  return {
    receive(message) {
      if ('cancelPicture' in message) cancel(message.cancelPicture);
      else void answer(message.picture, message.path);
    },
    close() {
      for (const id of [...underWay.keys()]) cancel(id);
    },
  };
}

/** A picture's bytes in memory of their own, for a view is sent with all of the memory that it is a part of. */
function wholeOf(bytes: Uint8Array): PictureAnswer['bytes'] {
  const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
  return whole as PictureAnswer['bytes'];
}
