import type { RasterSize } from '../raster/types.ts';

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

/**
 * The pixels of a raster of size `to` within `reachPx` of what is marked (not 0) in a raster of size `from`, and some more:
 * what is done around an object's edge is not done for the rest of the picture.
 */
export function zoneAround(marked: Uint8Array, from: RasterSize, reachPx: number, to = from): Zone {
  const cols = Math.ceil(to.widthPx / BLOCK_PX);
  const rows = Math.ceil(to.heightPx / BLOCK_PX);
  const blocks = new Uint8Array(cols * rows);
  const blockOf = (at: number, sides: number, side: number) => Math.floor((at * side) / sides / BLOCK_PX);
  const colOf = Int32Array.from({ length: from.widthPx }, (_, x) => blockOf(x, from.widthPx, to.widthPx));
  for (let y = 0, i = 0; y < from.heightPx; y++) {
    const row = cols * blockOf(y, from.heightPx, to.heightPx);
    for (let x = 0; x < from.widthPx; x++, i++) if (marked[i] !== 0) blocks[row + colOf[x]!] = 1;
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
