import { z } from 'zod';

/** `ErrorWords` as they are sent: a code that the window does not know leaves it the sentence. */
export const errorWordsSchema = z.strictObject({
  code: z.string().max(40),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** What cannot be done, in one English sentence, and for the window to word. */
export const failureFields = { error: z.string(), words: errorWordsSchema.optional() };

/** `WordedFailure` as it is sent. */
export const wordedFailure = z.strictObject(failureFields);
