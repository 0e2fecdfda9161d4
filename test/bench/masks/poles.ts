import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dominantMotion } from '../../../native/features/camera-motion.ts';
import { createEmbeddedFlow } from '../../../native/flow/embedded/embedded-flow.ts';
import { readRgbImage, writeMaskPng, writeRgbJpeg } from '../../../native/raster/image-file.ts';
import { readLabelMask } from '../../../native/raster/label-file.ts';
import { resizeRgbArea } from '../../../native/raster/resample.ts';
import type { RgbImage } from '../../../native/raster/types.ts';

/** How much more than the background poles move, how far apart they are, and how wide, in shares of the picture's width. */
const NEARNESS = 1.7;
const APART = 0.31;
const WIDE = 0.03;
const DARKER = 0.7;

/** How far the camera takes the middle of the picture sideways from each frame to the next, in pixels. */
async function sidewaysSteps(frames: readonly RgbImage[]): Promise<number[]> {
  const flow = createEmbeddedFlow();
  const small = frames.map((frame) =>
    resizeRgbArea(frame, { widthPx: frame.widthPx >> 1, heightPx: frame.heightPx >> 1 }),
  );
  try {
    const steps: number[] = [];
    for (const [index, frame] of small.slice(1).entries()) {
      const [field] = await flow.estimatePairs(small[index]!, [frame], new AbortController().signal);
      steps.push(2 * dominantMotion(field!)[0]!);
    }
    return steps;
  } finally {
    await flow.dispose();
  }
}

/** Writes a sequence of DAVIS with poles in front, cut from its own first frame, that a travelling camera passes by. */
export async function writeBehindPoles(
  from: { readonly pictures: string; readonly truths: string },
  to: { readonly pictures: string; readonly truths: string },
  names: readonly string[],
): Promise<void> {
  await mkdir(to.pictures, { recursive: true });
  await mkdir(to.truths, { recursive: true });
  const frames = await Promise.all(names.map((name) => readRgbImage(join(from.pictures, `${name}.jpg`))));
  const { widthPx, heightPx, data: texture } = frames[0]!;
  const [apart, wide] = [Math.round(APART * widthPx), Math.round(WIDE * widthPx)];
  const steps = await sidewaysSteps(frames);
  let travelled = apart / 2;
  for (const [index, name] of names.entries()) {
    const frame = frames[index]!;
    const truth = await readLabelMask(join(from.truths, `${name}.png`));
    const [data, kept] = [frame.data.slice(), truth.data.slice()];
    const shift = Math.round(travelled);
    for (let y = 0, i = 0; y < heightPx; y++)
      for (let x = 0; x < widthPx; x++, i++) {
        const along = (((x - shift) % apart) + apart) % apart;
        if (along >= wide) continue;
        // Each pole has its own piece of the texture.
        const pole = Math.floor((x - shift) / apart);
        const column = (((pole * 7 * wide + along) % widthPx) + widthPx) % widthPx;
        for (let c = 0; c < 3; c++)
          data[3 * i + c] = DARKER * texture[3 * ((heightPx - 1 - y) * widthPx + column) + c]!;
        kept[i] = 0;
      }
    const number = String(index).padStart(5, '0');
    await writeRgbJpeg(join(to.pictures, `${number}.jpg`), { ...frame, data }, 95);
    await writeMaskPng(join(to.truths, `${number}.png`), { ...truth, data: kept });
    travelled += NEARNESS * (steps[index] ?? 0);
  }
}
