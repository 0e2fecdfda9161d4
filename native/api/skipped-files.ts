import { z } from 'zod';

/** Why a file among clips is not taken: neither video nor frame, a frame without its folder, no bytes, folders too deep. */
export const skipReasons = ['not-video', 'not-frame', 'single-picture', 'empty', 'too-deep'] as const;

/** A file that is not taken, by its name. */
export const skippedFile = z.strictObject({ name: z.string(), reason: z.enum(skipReasons) });
export type SkippedFile = z.infer<typeof skippedFile>;

const systemFiles: readonly string[] = ['thumbs.db', 'desktop.ini'];

/** Whether a system made the file for itself, so that nobody misses it. */
export const isSystemFile = (name: string): boolean =>
  name.startsWith('.') || systemFiles.includes(name.toLowerCase());
