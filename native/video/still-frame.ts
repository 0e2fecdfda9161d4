import { buffer } from 'node:stream/consumers';
import { decodeRgb } from '../raster/image-file.ts';
import type { RgbImage } from '../raster/types.ts';
import { stillArguments } from './ffmpeg-arguments.ts';
import { spawnFfmpeg } from './spawn-ffmpeg.ts';

/** Where to look for a frame that shows something: openings are often black; short clips have only their start. */
const placesSec = [1, 0];

/** A frame from the beginning of a video that nothing else is known of, no side above `maxSidePx`; null without any. */
export async function stillFrame(
  path: string,
  maxSidePx: number,
  signal: AbortSignal,
): Promise<RgbImage | null> {
  for (const atSec of placesSec) {
    const ffmpeg = spawnFfmpeg(stillArguments(path, atSec, maxSidePx), signal);
    ffmpeg.stdin.end();
    try {
      const bytes = await buffer(ffmpeg.stdout);
      if (bytes.length > 0) return await decodeRgb(bytes);
    } finally {
      await ffmpeg.stop();
    }
  }
  return null;
}
