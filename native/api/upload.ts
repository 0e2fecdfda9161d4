import { z } from 'zod';
import { pathText } from './method.ts';

/** What PUT /upload/<name> of `fodvid serve` answers: the file as it now lies in the library folder. */
export const uploadedFile = z.strictObject({ path: pathText, sizeBytes: z.int() });
export type UploadedFile = z.infer<typeof uploadedFile>;

/** The most frames that a sent folder may have. */
export const mostFolderFiles = 20_000;

/**
 * How the body of PUT /upload-folder/<name> begins, which sends a folder of frames at once, so that there is all of it or
 * nothing: the length of this list as JSON (32 bits, big-endian), the list, then the contents one after the other.
 */
export const folderFiles = z
  .array(z.strictObject({ name: z.string().min(1).max(400), sizeBytes: z.int().min(0) }))
  .min(1)
  .max(mostFolderFiles);
export type FolderFiles = z.infer<typeof folderFiles>;
