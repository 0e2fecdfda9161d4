import { z } from 'zod';
import { pathText } from './method.ts';

/** What PUT /upload/<name> of `fodvid serve` answers: the file as it now lies in the library folder. */
export const uploadedFile = z.strictObject({ path: pathText, sizeBytes: z.int() });
export type UploadedFile = z.infer<typeof uploadedFile>;
