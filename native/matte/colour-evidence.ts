import type { RgbImage } from '../raster/types.ts';
import { BACKGROUND, UNKNOWN } from './unknown-band.ts';

/** Colours that a cell keeps of each kind. */
const KEPT = 6;
/** Cells to each side whose colours a pixel is compared with. */
const CELLS = 2;
/** Difference of two colours, of 0..255, within which they count as the same. */
const SAME_COLOUR = 18;

/** A sample of the colours of one kind in every cell of a grid. */
interface CellColours {
  readonly count: Uint8Array;
  /** [cells, KEPT, 3]. */
  readonly colours: Float32Array;
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
    colours: new Float32Array(cols * rows * KEPT * 3),
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
        const to = 3 * (cell * KEPT + count[cell]!++);
        colours[to] = data[3 * i]!;
        colours[to + 1] = data[3 * i + 1]!;
        colours[to + 2] = data[3 * i + 2]!;
      }
    }
  return kinds;
}

/** The squared distance of a colour to the closest of one kind in the cells around. */
function closest(
  { count, colours }: CellColours,
  { cols, rows }: Grid,
  col: number,
  row: number,
  r: number,
  g: number,
  b: number,
) {
  let least = 3 * 255 * 255;
  for (let cy = Math.max(0, row - CELLS); cy <= Math.min(row + CELLS, rows - 1); cy++)
    for (let cx = Math.max(0, col - CELLS); cx <= Math.min(col + CELLS, cols - 1); cx++) {
      const cell = cy * cols + cx;
      const end = 3 * (cell * KEPT + count[cell]!);
      for (let at = 3 * cell * KEPT; at < end; at += 3) {
        const dr = r - colours[at]!;
        const dg = g - colours[at + 1]!;
        const db = b - colours[at + 2]!;
        const far = dr * dr + dg * dg + db * db;
        if (far < least) least = far;
      }
    }
  return least;
}

/**
 * What the colours around say of each unknown pixel, -1 (background) to 1 (foreground), 0 where both sides have its colour
 * or neither: the nearest neighbours among colours that are certain nearby. 0 outside the band.
 */
export function colourEvidence(frame: RgbImage, band: Uint8Array, cellPx: number): Float32Array {
  const { widthPx, heightPx, data } = frame;
  const grid = { cellPx, cols: Math.ceil(widthPx / cellPx), rows: Math.ceil(heightPx / cellPx) };
  const [background, foreground] = cellColours(frame, band, grid);
  const evidence = new Float32Array(band.length);
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      if (band[i] !== UNKNOWN) continue;
      const [r, g, b] = [data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!];
      const col = Math.floor(x / cellPx);
      const row = Math.floor(y / cellPx);
      const toB = closest(background, grid, col, row, r, g, b);
      const toF = closest(foreground, grid, col, row, r, g, b);
      evidence[i] = (toB - toF) / (toB + toF + 2 * SAME_COLOUR * SAME_COLOUR);
    }
  return evidence;
}
