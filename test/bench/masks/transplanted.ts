import { mkdir, readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import sharp from 'sharp';
import { SeededRandom } from '../../../native/base/seeded-random.ts';
import { RasterPlace, sampleBilinear } from '../../../native/raster/along-flow.ts';
import { boxMeans } from '../../../native/raster/box-sums.ts';
import { readRgbImage, writeMaskPng, writeRgbJpeg } from '../../../native/raster/image-file.ts';
import { readLabelMask } from '../../../native/raster/label-file.ts';
import type { Mask } from '../../../native/raster/types.ts';

/** Where a sequence's pictures and ground truth lie. */
export interface SequenceFolders {
  readonly pictures: string;
  readonly truths: string;
}

/** A part of a sequence's pictures that its object hardly touches. */
export interface EmptyScene extends SequenceFolders {
  readonly names: readonly string[];
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const LONGEST = 40;
/** An empty scene is half as wide and high as the picture; the object may cover so much of it. */
const HALF = 0.5;
const HARDLY = 0.002;
const STEP_PX = 16;
/** How large the object becomes, and how fast it crosses the picture, in pixels a frame. */
const [SMALLEST, LARGEST] = [0.55, 0.8];
const [SLOWEST, FASTEST] = [0.5, 4];
const SLOPE = 0.15;

const namesOf = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).map((file) => parse(file).name).sort();

const readTruths = (folder: string, names: readonly string[]): Promise<Mask[]> =>
  Promise.all(names.map((name) => readLabelMask(join(folder, `${name}.png`))));

/** How often each pixel is foreground, [H * W] of 0..1. */
function shareOfFrames(truths: readonly Mask[]): Float64Array {
  const share = new Float64Array(truths[0]!.data.length);
  for (const { data } of truths) for (const i of share.keys()) share[i]! += data[i]! / truths.length;
  return share;
}

/** The emptiest part of a sequence's first frames; null where the object is everywhere. */
export async function emptyScene(folders: SequenceFolders): Promise<EmptyScene | null> {
  const names = (await namesOf(folders.truths)).slice(0, LONGEST);
  const truths = await readTruths(folders.truths, names);
  const { widthPx, heightPx } = truths[0]!;
  const [width, height] = [Math.floor(HALF * widthPx), Math.floor(HALF * heightPx)];
  const share = shareOfFrames(truths);
  let [least, best] = [HARDLY * width * height, null as EmptyScene | null];
  for (let top = 0; top + height <= heightPx; top += STEP_PX)
    for (let left = 0; left + width <= widthPx; left += STEP_PX) {
      let covered = 0;
      for (let y = top; y < top + height && covered < least; y++)
        for (let x = left; x < left + width; x++) covered += share[y * widthPx + x]!;
      if (covered < least) [least, best] = [covered, { ...folders, names, left, top, width, height }];
    }
  return best;
}

/** The middle of what is ever foreground, in pixels. */
function middleOf(truths: readonly Mask[]): readonly [number, number] {
  const { widthPx } = truths[0]!;
  let [sumX, sumY, count] = [0, 0, 0];
  for (const [i, share] of shareOfFrames(truths).entries()) {
    if (share === 0) continue;
    sumX += i % widthPx;
    sumY += Math.floor(i / widthPx);
    count++;
  }
  return [sumX / count, sumY / count];
}

/**
 * Writes the object of a sequence of DAVIS, cut out by its ground truth and made smaller, on its way through an empty scene of
 * another sequence, both drawn by chance from `seed`.
 */
export async function writeTransplanted(
  object: SequenceFolders,
  scenes: readonly EmptyScene[],
  to: SequenceFolders,
  seed: number,
): Promise<void> {
  const random = new SeededRandom(seed);
  const between = (least: number, most: number) => least + (most - least) * random.next();
  const others = scenes.filter(({ pictures }) => pictures !== object.pictures);
  const scene = others[random.below(others.length)]!;
  const names = (await namesOf(object.truths)).slice(0, Math.min(LONGEST, scene.names.length));
  const truths = await readTruths(object.truths, names);
  const [middleX, middleY] = middleOf(truths);
  const scale = between(SMALLEST, LARGEST);
  const speed = between(SLOWEST, FASTEST);
  const [stepX, stepY] = [speed, SLOPE * speed].map((by) => (random.next() < 0.5 ? -by : by)) as [
    number,
    number,
  ];
  await mkdir(to.pictures, { recursive: true });
  await mkdir(to.truths, { recursive: true });
  for (const [index, truth] of truths.entries()) {
    const { widthPx, heightPx } = truth;
    const own = await readRgbImage(join(object.pictures, `${names[index]!}.jpg`));
    const data = await sharp(join(scene.pictures, `${scene.names[index]!}.jpg`))
      .extract(scene)
      .resize(widthPx, heightPx, { kernel: 'cubic', fit: 'fill' })
      .raw()
      .toBuffer();
    const opacity = boxMeans(Float32Array.from(truth.data), widthPx, heightPx, 1);
    const mask = new Uint8Array(widthPx * heightPx);
    const place = new RasterPlace(truth);
    const along = index - names.length / 2;
    for (let y = 0, i = 0; y < heightPx; y++)
      for (let x = 0; x < widthPx; x++, i++) {
        const fromX = middleX + (x - widthPx / 2 - stepX * along) / scale;
        const fromY = middleY + (y - heightPx / 2 - stepY * along) / scale;
        if (!(fromX >= 0 && fromY >= 0 && fromX <= widthPx - 1 && fromY <= heightPx - 1)) continue;
        place.go(fromX, fromY);
        const { at, right, below, fx, fy } = place;
        const alpha = sampleBilinear(opacity, at, right, below, fx, fy);
        mask[i] = Number(alpha >= 0.5);
        for (let c = 0; c < 3; c++) {
          const colour = sampleBilinear(own.data, 3 * at + c, 3 * right, 3 * below, fx, fy);
          data[3 * i + c] = Math.round(alpha * colour + (1 - alpha) * data[3 * i + c]!);
        }
      }
    const number = String(index).padStart(5, '0');
    await writeRgbJpeg(join(to.pictures, `${number}.jpg`), { widthPx, heightPx, data }, 90);
    await writeMaskPng(join(to.truths, `${number}.png`), { widthPx, heightPx, data: mask });
  }
}
