import type { RgbImage } from '../../native/raster/types.ts';

/** A smooth random texture that can be sampled anywhere, so that it moves by any fraction of a pixel exactly. */
export function textureAt(x: number, y: number): number {
  let value = 128;
  for (let k = 1; k <= 8; k++) {
    const [fx, fy] = [Math.cos(k * 2.4) * (0.1 + 0.07 * k), Math.sin(k * 2.4) * (0.1 + 0.07 * k)];
    value += (14 + k) * Math.sin(fx * x + fy * y + k * k);
  }
  return Math.min(Math.max(value, 0), 255);
}

/** A gray picture of `sample(x, y)`, 0..255. */
export function pictureOf(
  widthPx: number,
  heightPx: number,
  sample: (x: number, y: number) => number,
): RgbImage {
  const data = new Uint8Array(3 * widthPx * heightPx);
  for (let y = 0, at = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, at += 3) data.fill(Math.round(sample(x, y)), at, at + 3);
  return { widthPx, heightPx, data };
}
