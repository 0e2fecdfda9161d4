import type { PictureAnswer, PictureMessage } from '../../native/api/transport/picture-messages.ts';
import type { Engine } from '../../native/app/engine.ts';
import { answerWhole } from './engine-media.ts';

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

  async function answer(id: number, path: string): Promise<void> {
    const controller = new AbortController();
    underWay.set(id, controller);
    const request = { path, range: null, ifNoneMatch: null };
    const { headers, body } = await answerWhole(media, request, controller.signal, log);
    if (!underWay.delete(id)) return;
    // A view is sent with all of the memory that it is a part of.
    const whole = body === null || body.byteLength === body.buffer.byteLength ? body : body.slice();
    send({ picture: id, contentType: headers['Content-Type'] ?? '', bytes: whole as PictureAnswer['bytes'] });
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
