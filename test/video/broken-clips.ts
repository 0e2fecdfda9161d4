import { stat, truncate } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { ffmpeg } from './video-fixtures.ts';

/** A clip of moving test patterns, and what of it is damaged. */
export interface BrokenClip {
  readonly file: string;
  readonly what: string;
  readonly options: string;
  readonly frameCount: number;
  /** The packet, in the file's order, in which every third byte or so is wrong; or how many bytes of each hundred are left. */
  readonly damage: { readonly packet: number } | { readonly keptPercent: number };
}

/** H.264 with frames that are predicted from a broken one, MJPEG with a broken picture, and a cut download. */
export const brokenClips = {
  h264: {
    file: 'packet.mp4',
    what: 'H.264 with one broken frame',
    options: '-c:v libx264 -g 20 -bf 2 -pix_fmt yuv420p',
    frameCount: 40,
    damage: { packet: 16 },
  },
  mjpeg: {
    file: 'picture.avi',
    what: 'MJPEG with one broken picture',
    options: '-c:v mjpeg -q:v 3 -pix_fmt yuvj420p',
    frameCount: 20,
    damage: { packet: 12 },
  },
  cut: {
    file: 'download.mkv',
    what: 'cut off',
    options: '-c:v libx264 -g 20 -bf 2 -pix_fmt yuv420p',
    frameCount: 40,
    damage: { keptPercent: 60 },
  },
} as const satisfies Readonly<Record<string, BrokenClip>>;

/** Writes a broken clip of 160x96 pixels into a folder; returns its path. */
export async function writeBrokenClip(folder: string, clip: BrokenClip): Promise<string> {
  const { file, options, frameCount, damage } = clip;
  const path = join(folder, file);
  const intact = join(folder, `${parse(file).name}-intact${parse(file).ext}`);
  await ffmpeg(`-v error -f lavfi -i testsrc2=s=160x96:r=25 ${options} -frames:v ${frameCount} ${intact}`);
  const noise = 'packet' in damage ? `-bsf:v noise=amount=eq(n\\,${damage.packet})*3` : '';
  await ffmpeg(`-v error -i ${intact} -c copy ${noise} ${path}`);
  if ('keptPercent' in damage)
    await truncate(path, Math.round(((await stat(path)).size * damage.keptPercent) / 100));
  return path;
}
