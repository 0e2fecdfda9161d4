import { z } from 'zod';
import type { ErrorWords } from '../../base/error-words.ts';
import { errorWordsSchema } from '../error-words-schema.ts';
import { events, methods } from '../contract.ts';

/** `invalid`: the message is not of the contract; `unavailable`: the engine is not there; the others as in errors.ts. */
export const errorKinds = ['failed', 'usage', 'cancelled', 'invalid', 'unavailable'] as const;

/** What a failed call says. */
export const errorBody = z.strictObject({
  kind: z.enum(errorKinds),
  message: z.string(),
  words: errorWordsSchema.optional(),
});

/** A failed call, as an error of the client. */
export class EngineError extends Error {
  readonly kind: (typeof errorKinds)[number];
  /** For the window to word it in the person's language; undefined where the message has to do. */
  readonly words: ErrorWords | undefined;

  constructor({ kind, message, words }: z.infer<typeof errorBody>) {
    super(message);
    this.words = words;
    this.name = 'EngineError';
    this.kind = kind;
  }
}

/** What a call that was given up is rejected with. */
export const cancelledCall = () => new EngineError({ kind: 'cancelled', message: 'Cancelled.' });

const callId = z.int().min(0);

/** From a user interface: a call, or the request to cancel one. The parameters are checked by the method's own schema. */
export const requestMessage = z.union([
  z.strictObject({
    id: callId,
    method: z.enum(Object.keys(methods) as [keyof typeof methods]),
    params: z.unknown(),
  }),
  z.strictObject({ cancel: callId }),
]);

/** From the engine: an answer, a failure (of no call where the message was of no known form), or an event. */
export const replyMessage = z.union([
  z.strictObject({ id: callId, result: z.unknown() }),
  z.strictObject({ id: callId.nullable(), error: errorBody }),
  z.strictObject({ event: z.enum(Object.keys(events) as [keyof typeof events]), payload: z.unknown() }),
]);

export type RequestMessage = z.infer<typeof requestMessage>;
export type ReplyMessage = z.infer<typeof replyMessage>;
