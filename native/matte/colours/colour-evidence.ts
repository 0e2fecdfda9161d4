import type { RgbImage } from '../../raster/types.ts';
import type { Rect } from '../tiles.ts';
import { BACKGROUND, UNKNOWN } from '../unknown-band.ts';

/** Colours that a cell keeps of each kind. */
const KEPT = 6;
/** Cells to each side whose colours a pixel is compared with. */
const CELLS = 2;
/** The most colours that a pixel is compared with. */
const MOST = KEPT * (2 * CELLS + 1) ** 2;
/** Difference of two colours, of 0..255, within which they count as the same. */
const SAME_COLOUR = 18;
/** The squared distance of the two colours that are farthest apart. */
const FARTHEST = 3 * 255 * 255;

/** A sample of the colours of one kind in every cell of a grid. */
interface CellColours {
  readonly count: Uint8Array;
  /** [cells, KEPT]: a colour as one number, its sum of red, green and blue above red and green. */
  readonly colours: Int32Array;
}

interface Grid {
  readonly cellPx: number;
  readonly cols: number;
  readonly rows: number;
}

function cellColours(
  { data, widthPx, heightPx }: RgbImage,
  band: Uint8Array,
  { cellPx, cols, rows }: Grid,
): readonly [background: CellColours, foreground: CellColours] {
  const kinds = [0, 1].map(() => ({
    count: new Uint8Array(cols * rows),
    colours: new Int32Array(cols * rows * KEPT),
  })) as [CellColours, CellColours];
  // A stride that meets all columns and rows of a cell alike.
  const step = Math.max(1, Math.floor((cellPx * cellPx) / (2 * KEPT)));
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++) {
      const cell = row * cols + col;
      for (let k = 0; k < cellPx * cellPx; k += step) {
        const x = col * cellPx + (k % cellPx);
        const y = row * cellPx + Math.floor(k / cellPx);
        if (x >= widthPx || y >= heightPx) continue;
        const i = y * widthPx + x;
        const kind = band[i]!;
        if (kind === UNKNOWN) continue;
        const { count, colours } = kinds[kind === BACKGROUND ? 0 : 1];
        if (count[cell] === KEPT) continue;
        const [r, g, b] = [data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!];
        colours[cell * KEPT + count[cell]!++] = ((r + g + b) << 16) | (r << 8) | g;
      }
    }
  return kinds;
}

/** Writes the colours of one kind in the cells around one into `near`, by their sums; returns how many there are. */
function coloursAround(
  { count, colours }: CellColours,
  { cols, rows }: Grid,
  col: number,
  row: number,
  near: Int32Array,
): number {
  let found = 0;
  for (let cy = Math.max(0, row - CELLS); cy <= Math.min(row + CELLS, rows - 1); cy++)
    for (let cx = Math.max(0, col - CELLS); cx <= Math.min(col + CELLS, cols - 1); cx++) {
      const cell = cy * cols + cx;
      for (let k = 0; k < count[cell]!; k++) near[found++] = colours[cell * KEPT + k]!;
    }
  near.subarray(0, found).sort();
  return found;
}

/** The squared distance of a colour to one of a grid, whose sum is greater by `off`. */
function squaredDistance(colour: number, off: number, r: number, g: number): number {
  const dr = r - ((colour >> 8) & 255);
  const dg = g - (colour & 255);
  const db = -off - dr - dg;
  return dr * dr + dg * dg + db * db;
}

/**
 * The squared distance of a colour to the closest of `near`. Colours whose sums differ by d are at least d / √3 apart: it goes
 * from the colour's own sum upwards and downwards until none can be closer.
 */
function closest(near: Int32Array, count: number, r: number, g: number, b: number): number {
  const sum = r + g + b;
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (near[middle]! >> 16 < sum) low = middle + 1;
    else high = middle;
  }
  let least = FARTHEST;
  for (let k = low; k < count; k++) {
    const colour = near[k]!;
    const off = (colour >> 16) - sum;
    if (off * off >= 3 * least) break;
    const far = squaredDistance(colour, off, r, g);
    if (far < least) least = far;
  }
  for (let k = low - 1; k >= 0; k--) {
    const colour = near[k]!;
    const off = (colour >> 16) - sum;
    if (off * off >= 3 * least) break;
    const far = squaredDistance(colour, off, r, g);
    if (far < least) least = far;
  }
  return least;
}

/**
 * What the colours around say of each unknown pixel in the rectangle `within`, -1 (background) to 1 (foreground), 0 where both
 * sides have its colour or neither: the nearest neighbours among colours that are certain nearby. 0 elsewhere.
 */
export function colourEvidence(
  frame: RgbImage,
  band: Uint8Array,
  cellPx: number,
  within: Rect,
): Float32Array {
  const { widthPx, heightPx, data } = frame;
  const grid = { cellPx, cols: Math.ceil(widthPx / cellPx), rows: Math.ceil(heightPx / cellPx) };
  const [background, foreground] = cellColours(frame, band, grid);
  const [nearB, nearF] = [new Int32Array(MOST), new Int32Array(MOST)];
  const evidence = new Float32Array(band.length);
  const [right, bottom] = [within.left + within.widthPx, within.top + within.heightPx];
  for (let row = Math.floor(within.top / cellPx); row * cellPx < bottom; row++)
    for (let col = Math.floor(within.left / cellPx); col * cellPx < right; col++) {
      let counts: readonly [b: number, f: number] | null = null;
      for (let y = Math.max(row * cellPx, within.top); y < Math.min((row + 1) * cellPx, bottom); y++)
        for (let x = Math.max(col * cellPx, within.left); x < Math.min((col + 1) * cellPx, right); x++) {
          const i = y * widthPx + x;
          if (band[i] !== UNKNOWN) continue;
          counts ??= [
            coloursAround(background, grid, col, row, nearB),
            coloursAround(foreground, grid, col, row, nearF),
          ];
          const [r, g, b] = [data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!];
          const toB = closest(nearB, counts[0], r, g, b);
          const toF = closest(nearF, counts[1], r, g, b);
          evidence[i] = (toB - toF) / (toB + toF + 2 * SAME_COLOUR * SAME_COLOUR);
        }
    }
  return evidence;
}
