import type { RgbImage } from '../../../native/raster/types.ts';

/** A pseudo-random number, 0..1, of a lattice point. */
function latticeValue(x: number, y: number, octave: number): number {
  let bits = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(octave + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
  return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
}

const smoothstep = (t: number) => t * t * (3 - 2 * t);

function noiseAt(x: number, y: number, octave: number): number {
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [smoothstep(x - x0), smoothstep(y - y0)];
  const row = (at: number) => latticeValue(x0, at, octave) * (1 - fx) + latticeValue(x0 + 1, at, octave) * fx;
  return row(y0) * (1 - fy) + row(y0 + 1) * fy;
}

/** A random texture of details from 4 to 64 pixels, 0..255, that moves by any fraction of a pixel exactly. */
export function textureAt(x: number, y: number): number {
  let value = 0;
  for (let octave = 0; octave < 5; octave++) value += noiseAt(x / (4 << octave), y / (4 << octave), octave);
  return Math.min(Math.max(128 + 110 * (value - 2.5), 0), 255);
}

/** A gray picture of `sample(x, y)`, 0..255. */
export function grayPicture(
  widthPx: number,
  heightPx: number,
  sample: (x: number, y: number) => number,
): RgbImage {
  const data = new Uint8Array(3 * widthPx * heightPx);
  for (let y = 0, at = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, at += 3) data.fill(Math.round(sample(x, y)), at, at + 3);
  return { widthPx, heightPx, data };
}
