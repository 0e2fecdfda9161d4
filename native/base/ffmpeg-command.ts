import { win32 } from 'node:path';
import type { FfmpegCommand } from 'fluent-ffmpeg';

/** Options before the first input of every command. */
export const quietOptions = ['-hide_banner', '-nostdin', '-nostats'];

/** A playlist that calls itself clip.mp4 must not make ffmpeg open network addresses. */
export const localOnly = ['-protocol_whitelist', 'file,pipe'];

/** From here on Windows' older functions take no path (MAX_PATH is 260, and a folder needs room for a file's name). */
const longPath = 248;

/**
 * How ffmpeg is told of a file. A long path is said in the form `\\?\` on Windows: an ffmpeg before 5.1, such as npm's package
 * carries, takes it in no other.
 */
export const fileAddress = (path: string, platform: NodeJS.Platform = process.platform): string =>
  `file:${platform === 'win32' && path.length >= longPath ? win32.toNamespacedPath(path) : path}`;

/**
 * The arguments of what a fluent-ffmpeg command describes. `spawn-ffmpeg.ts` starts the program: fluent-ffmpeg's own start
 * asks every ffmpeg for its formats and encoders first, misreads the answer of newer ones, and kills a program that is
 * slow to end after its last byte. None of its public calls returns the arguments (its event "start" comes once the
 * program runs, with the arguments joined by spaces, which cannot be parted again); this one is in its types.
 */
export const ffmpegArguments = (command: FfmpegCommand): string[] => command._getArguments();
