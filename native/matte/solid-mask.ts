import type { Mask } from '../raster/types.ts';
import { cleanMask } from './run-regions.ts';

/** Cracks up to twice as wide and holes up to a square of so many pixels are closed in a picture of the usual size. */
const CRACK_RADIUS_PX = 1;
const HOLE_PX = 10;
const USUAL_PIXELS = 854 * 480;

/** The mask with every pixel of `value` spread by a square of `radiusPx`; nothing comes in from beyond the border. */
export function spread({ widthPx, heightPx, data }: Mask, value: 0 | 1, radiusPx: number): Mask {
  const across = data.slice();
  for (let start = 0; start < data.length; start += widthPx)
    for (const step of [1, -1]) {
      let left = 0;
      for (let k = 0, i = step > 0 ? start : start + widthPx - 1; k < widthPx; k++, i += step) {
        left = data[i] === value ? radiusPx + 1 : left - 1;
        if (left > 0) across[i] = value;
      }
    }
  const spreadAll = across.slice();
  const left = new Int32Array(widthPx);
  for (const step of [1, -1]) {
    left.fill(0);
    for (let k = 0, y = step > 0 ? 0 : heightPx - 1; k < heightPx; k++, y += step)
      for (let x = 0, i = y * widthPx; x < widthPx; x++, i++) {
        left[x] = across[i] === value ? radiusPx + 1 : left[x]! - 1;
        if (left[x]! > 0) spreadAll[i] = value;
      }
  }
  return { widthPx, heightPx, data: spreadAll };
}

/**
 * A mask without the cracks and pinholes that a frame's texture leaves, dark lines on a shell say: closed by a small square,
 * then without small holes. Its sizes grow with the picture.
 */
export function solidMask(mask: Mask): Mask {
  const { widthPx, heightPx } = mask;
  const scale = Math.sqrt((widthPx * heightPx) / USUAL_PIXELS);
  const radiusPx = Math.max(Math.round(CRACK_RADIUS_PX * scale), 1);
  const { data } = spread(spread(mask, 1, radiusPx), 0, radiusPx);
  return { ...mask, data: cleanMask(data, widthPx, heightPx, { holePx: HOLE_PX * scale, speckPx: 0 }) };
}
