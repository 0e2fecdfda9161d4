import type { RasterSize } from '../raster/types.ts';
import { searchable } from './run-regions.ts';

/** Runs of pixels of a raster [H, W], in its order: pairs of the first index and one past the last. None spans two lines. */
export type Zone = Int32Array;

/** Side, in pixels, of the blocks that a zone is made of. */
const BLOCK_PX = 8;

/** Blocks within `reach` blocks of marked ones, across and down. */
function dilated(blocks: Uint8Array, cols: number, rows: number, reach: number): Uint8Array {
  const across = new Uint8Array(blocks.length);
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++)
      if (blocks[row * cols + col] !== 0)
        across.fill(1, row * cols + Math.max(0, col - reach), row * cols + Math.min(cols, col + reach + 1));
  const grown = new Uint8Array(blocks.length);
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++)
      if (across[row * cols + col] !== 0)
        for (let r = Math.max(0, row - reach); r < Math.min(rows, row + reach + 1); r++)
          grown[r * cols + col] = 1;
  return grown;
}

/** Where a raster [H, W] of 0 and 1 has a 1, in its order: few places of many, as along an edge. */
export function markedPlaces(marks: Uint8Array): Int32Array {
  const bytes = searchable(marks);
  const places: number[] = [];
  for (let at = bytes.indexOf(1); at >= 0; at = bytes.indexOf(1, at)) {
    while (bytes[at] === 1) places.push(at++);
  }
  return Int32Array.from(places);
}

/**
 * The pixels of a raster of size `to` within `reachPx` of marked ones of a raster of size `from`, and some more:
 * what is done around an object's edge is not done for the rest of the picture.
 */
export function zoneAround(marked: Int32Array, from: RasterSize, reachPx: number, to = from): Zone {
  const cols = Math.ceil(to.widthPx / BLOCK_PX);
  const rows = Math.ceil(to.heightPx / BLOCK_PX);
  const blocks = new Uint8Array(cols * rows);
  const blockOf = (at: number, sides: number, side: number) => Math.floor((at * side) / sides / BLOCK_PX);
  for (let k = 0; k < marked.length; k++) {
    const y = Math.floor(marked[k]! / from.widthPx);
    const x = marked[k]! - y * from.widthPx;
    blocks[cols * blockOf(y, from.heightPx, to.heightPx) + blockOf(x, from.widthPx, to.widthPx)] = 1;
  }
  const grown = dilated(blocks, cols, rows, Math.ceil(reachPx / BLOCK_PX));
  const runs: number[] = [];
  for (let y = 0; y < to.heightPx; y++) {
    const row = cols * Math.floor(y / BLOCK_PX);
    for (let col = 0; col < cols; col++) {
      if (grown[row + col] === 0) continue;
      const start = y * to.widthPx + col * BLOCK_PX;
      while (col + 1 < cols && grown[row + col + 1] !== 0) col++;
      runs.push(start, y * to.widthPx + Math.min((col + 1) * BLOCK_PX, to.widthPx));
    }
  }
  return Int32Array.from(runs);
}
