import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeRgbPng } from '../../../native/raster/image-file.ts';
import type { Mask, RgbImage } from '../../../native/raster/types.ts';
import { SeededRandom } from '../../../native/base/seeded-random.ts';
import { textureAt } from './gray-texture.ts';

/** Pictures of all scenes. */
export const sceneSize = { widthPx: 192, heightPx: 112 };
const { widthPx, heightPx } = sceneSize;

type Point = readonly [x: number, y: number];

/** One frame of a scene: where the camera looks, where the object is, and what light and lens do to the picture. */
export interface SceneFrame {
  /** Which ground is filmed; another number is another place. */
  readonly place?: number;
  /** Where the ground's origin lies, in pixels, and how much it is enlarged. */
  readonly camera?: Point;
  readonly zoom?: number;
  /** The object's centre; without it there is none. */
  readonly object?: Point;
  /** Factor of all light; what exceeds white is white. */
  readonly light?: number;
  /** Rows of black bar above and below. */
  readonly barPx?: number;
  /** Greatest noise of the sensor, in levels. */
  readonly noise?: number;
}

const objectRadiusPx = 20;
const groundTones = [
  [0.5, 0.62, 0.4],
  [0.65, 0.5, 0.38],
] as const;
const objectTone = [1.1, 0.55, 0.5] as const;

const isInside = (frame: SceneFrame, x: number, y: number): boolean =>
  frame.object !== undefined && Math.hypot(x - frame.object[0], y - frame.object[1]) < objectRadiusPx;

/** The texture, 0..255, that is seen at a pixel, and what its colour makes of that in each channel. */
function seenAt(frame: SceneFrame, x: number, y: number): { level: number; tone: readonly number[] } {
  const { place = 0, camera = [0, 0], zoom = 1, object } = frame;
  if (isInside(frame, x, y))
    return {
      level: textureAt(2 * (x - object![0]) + 900, 2 * (y - object![1]) + 900),
      tone: objectTone,
    };
  const u = (x - widthPx / 2) / zoom - camera[0] + 1000 * place;
  const v = (y - heightPx / 2) / zoom - camera[1] + 1000 * place;
  return { level: textureAt(u + 400, v + 400), tone: groundTones[place % groundTones.length]! };
}

function render(frame: SceneFrame, random: SeededRandom): RgbImage {
  const { light: brightness = 1, barPx = 0, noise = 0 } = frame;
  const data = new Uint8ClampedArray(3 * widthPx * heightPx);
  for (let y = barPx; y < heightPx - barPx; y++)
    for (let x = 0; x < widthPx; x++) {
      const { level, tone } = seenAt(frame, x, y);
      for (let channel = 0; channel < 3; channel++)
        data[3 * (y * widthPx + x) + channel] =
          brightness * level * tone[channel]! + noise * (2 * random.next() - 1);
    }
  return { widthPx, heightPx, data: new Uint8Array(data.buffer) };
}

/** Writes a scene as a folder of frames, 00000.png and on. */
export async function writeScene(folder: string, frames: readonly SceneFrame[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const random = new SeededRandom(1);
  for (const [index, frame] of frames.entries())
    await writeRgbPng(join(folder, `${String(index).padStart(5, '0')}.png`), render(frame, random));
}

/** Where the object is seen. */
export function sceneTruth(frame: SceneFrame): Mask {
  const data = Uint8Array.from({ length: widthPx * heightPx }, (_, i) => {
    const y = Math.floor(i / widthPx);
    const { barPx = 0 } = frame;
    return Number(y >= barPx && y < heightPx - barPx && isInside(frame, i % widthPx, y));
  });
  return { ...sceneSize, data };
}
