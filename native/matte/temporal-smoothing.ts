import type { FlowField, RasterSize, RgbImage } from '../raster/types.ts';

/** Raised when masks or mattes are smoothed differently, or something else is smoothed in their place. */
export const temporalSmoothingVersion = 2;

/** A frame with its matte as levels, [H, W] of 0..65535, and what `blockLevels` says of it. */
export interface MattedFrame {
  readonly frame: RgbImage;
  readonly alpha: Uint16Array;
  readonly blocks: Int32Array;
}

/** A neighbour in time, and the flow that leads to it from the frame which is smoothed, at any size. */
export interface TemporalNeighbour extends MattedFrame {
  readonly flow: FlowField;
}

/**
 * Frames before and after one that its matte is smoothed with, time after time. Each time takes more of the flicker; two
 * frames again would blunt fast limbs.
 */
export const smoothingReaches = [2, 1, 1] as const;

/** Frames to either side that a smoothed matte hangs on. */
export const smoothingReach = smoothingReaches.reduce((sum: number, reach) => sum + reach, 0);

/** Difference of colours, of 0..255, from which a point is no longer taken for the same one. */
const SAME_POINT = 22;
/** Side of the blocks that are left as they are where nothing changes. */
const BLOCK_PX = 16;
/** A block that has more than one level. */
const MIXED = -1;

const blocksOf = (sidePx: number) => Math.ceil(sidePx / BLOCK_PX);

/** The level of each block of a matte where all of its pixels have one, else -1. */
export function blockLevels(alpha: Uint16Array, { widthPx, heightPx }: RasterSize): Int32Array {
  const cols = blocksOf(widthPx);
  const levels = new Int32Array(cols * blocksOf(heightPx));
  for (let y = 0; y < heightPx; y++) {
    const row = cols * Math.floor(y / BLOCK_PX);
    for (let x = 0; x < widthPx; x += BLOCK_PX) {
      const block = row + x / BLOCK_PX;
      const start = y * widthPx + x;
      const end = start + Math.min(BLOCK_PX, widthPx - x);
      const level = y % BLOCK_PX === 0 ? alpha[start]! : levels[block]!;
      let at = start;
      while (at < end && alpha[at] === level) at++;
      levels[block] = at === end ? level : MIXED;
    }
  }
  return levels;
}

/** How a frame's pixels find theirs in a neighbour. */
interface Way {
  readonly neighbour: TemporalNeighbour;
  /** The flow's sample of each column and line. */
  readonly columns: Int32Array;
  readonly lines: Int32Array;
  /** The frame's pixels in one of the flow's. */
  readonly scaleX: number;
  readonly scaleY: number;
}

function wayTo(neighbour: TemporalNeighbour, size: RasterSize): Way {
  const { flow } = neighbour;
  const places = (sidePx: number, samples: number) =>
    Int32Array.from({ length: sidePx }, (_, at) =>
      Math.min(Math.floor(at * (samples / sidePx)), samples - 1),
    );
  return {
    neighbour,
    columns: places(size.widthPx, flow.widthPx),
    lines: places(size.heightPx, flow.heightPx),
    scaleX: flow.widthPx / size.widthPx,
    scaleY: flow.heightPx / size.heightPx,
  };
}

/** Whether all that the flow leads to from a block has this level, too. */
function isSteady(
  { neighbour: { flow, blocks }, columns, lines, scaleX, scaleY }: Way,
  { widthPx, heightPx }: RasterSize,
  left: number,
  top: number,
  level: number,
): boolean {
  const [right, bottom] = [Math.min(left + BLOCK_PX, widthPx) - 1, Math.min(top + BLOCK_PX, heightPx) - 1];
  const plane = flow.widthPx * flow.heightPx;
  let [leastU, mostU, leastV, mostV] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let fy = lines[top]!; fy <= lines[bottom]!; fy++)
    for (let fx = columns[left]!; fx <= columns[right]!; fx++) {
      const u = flow.data[fy * flow.widthPx + fx]!;
      const v = flow.data[plane + fy * flow.widthPx + fx]!;
      leastU = Math.min(leastU, u);
      mostU = Math.max(mostU, u);
      leastV = Math.min(leastV, v);
      mostV = Math.max(mostV, v);
    }
  const blockAt = (px: number, sidePx: number) =>
    Math.floor(Math.min(Math.max(px, 0), sidePx - 1) / BLOCK_PX);
  const toCol = blockAt(Math.round(right + mostU / scaleX), widthPx);
  const toRow = blockAt(Math.round(bottom + mostV / scaleY), heightPx);
  const cols = blocksOf(widthPx);
  for (let row = blockAt(Math.round(top + leastV / scaleY), heightPx); row <= toRow; row++)
    for (let col = blockAt(Math.round(left + leastU / scaleX), widthPx); col <= toCol; col++)
      if (blocks[row * cols + col] !== level) return false;
  return true;
}

/**
 * Smooths a matte over time: each pixel becomes the mean of itself and of the points that the flow leads to in the frames
 * before and after, as far as these have its colour. Neighbours count alike on both sides, so nothing lags behind.
 *
 * @param amount 0 leaves the matte as it is, 1 gives each neighbour the same say as the frame itself.
 * @param smooth a copy of the matte, which is smoothed and returned.
 * @returns [H, W] of 0..65535.
 */
export function smoothOverTime(
  { frame, alpha, blocks }: MattedFrame,
  neighbours: readonly TemporalNeighbour[],
  amount: number,
  smooth: Uint16Array = alpha.slice(),
): Uint16Array {
  const { widthPx, heightPx, data } = frame;
  if (amount === 0 || neighbours.length === 0) return smooth;
  const ways = neighbours.map((neighbour) => wayTo(neighbour, frame));
  const tolerance = 1 / (2 * SAME_POINT * SAME_POINT);
  const smoothed = (x: number, y: number): number => {
    const i = y * widthPx + x;
    const own = alpha[i]!;
    let sum = own;
    let weights = 1;
    for (let k = 0; k < ways.length; k++) {
      const { neighbour, columns, lines, scaleX, scaleY } = ways[k]!;
      const { flow, frame: other, alpha: others } = neighbour;
      const at = lines[y]! * flow.widthPx + columns[x]!;
      const px = Math.round(x + flow.data[at]! / scaleX);
      const py = Math.round(y + flow.data[flow.widthPx * flow.heightPx + at]! / scaleY);
      if (px < 0 || py < 0 || px >= widthPx || py >= heightPx) continue;
      const j = py * widthPx + px;
      if (others[j] === own) {
        sum += own;
        weights++;
        continue;
      }
      const dr = data[3 * i]! - other.data[3 * j]!;
      const dg = data[3 * i + 1]! - other.data[3 * j + 1]!;
      const db = data[3 * i + 2]! - other.data[3 * j + 2]!;
      const weight = amount * Math.exp(-(dr * dr + dg * dg + db * db) * tolerance);
      sum += weight * others[j]!;
      weights += weight;
    }
    return Math.round(sum / weights);
  };
  for (let top = 0, block = 0; top < heightPx; top += BLOCK_PX)
    for (let left = 0; left < widthPx; left += BLOCK_PX, block++) {
      // Nearly everywhere nothing changes, and no pixel has to be looked at.
      const level = blocks[block]!;
      if (level !== MIXED && ways.every((way) => isSteady(way, frame, left, top, level))) continue;
      for (let y = top; y < Math.min(top + BLOCK_PX, heightPx); y++)
        for (let x = left; x < Math.min(left + BLOCK_PX, widthPx); x++)
          smooth[y * widthPx + x] = smoothed(x, y);
    }
  return smooth;
}
