import { z } from 'zod';

/**
 * Pictures over a page's own port to the engine, beside the contract's messages: a request that nobody waits for any more
 * can be cancelled, which no request for an address of Electron's own schemes can, and the bytes cross one border only.
 */
export const pictureMessage = z.union([
  /** `path` as media-url.ts makes it. */
  z.strictObject({ picture: z.int().min(0), path: z.string().max(4096) }),
  z.strictObject({ cancelPicture: z.int().min(0) }),
]);
export type PictureMessage = z.infer<typeof pictureMessage>;

/** The answer to a request: the picture's file, or null where there is none. */
export const pictureAnswer = z.strictObject({
  picture: z.int().min(0),
  contentType: z.string(),
  bytes: z.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array).nullable(),
});
export type PictureAnswer = z.infer<typeof pictureAnswer>;
