import type { Mask, RasterSize } from '../raster/types.ts';
import { dilateByDisk } from './disk-dilation.ts';
import { emptyPackedMask, packedArea, packedOverlap, packMask, type PackedMask } from './packed-mask.ts';

/** The official tolerance of the boundary measure, as a share of the picture's diagonal. */
const toleranceOfDiagonal = 0.008;

/** Within how many pixels two boundaries match: the official 0.008 of the diagonal, rounded up (8 at 854 × 480). */
export const boundaryTolerancePx = ({ widthPx, heightPx }: RasterSize): number =>
  Math.ceil(toleranceOfDiagonal * Math.sqrt(widthPx * widthPx + heightPx * heightPx));

/**
 * The boundary of a mask, one pixel wide, as the official `seg2bmap` draws it: a pixel that differs from its right,
 * lower or lower right neighbour; the last row looks only right, the last column only down, the last corner is none.
 */
export function maskBoundary(mask: PackedMask): PackedMask {
  const boundary = emptyPackedMask(mask);
  const { words, wordsPerRow, heightPx } = mask;
  for (let y = 0; y < heightPx; y++) {
    const row = y * wordsPerRow;
    // Looking down from the last row meets that row again: no difference, and the diagonal is the right neighbour.
    const below = y + 1 < heightPx ? row + wordsPerRow : row;
    for (let k = 0; k < wordsPerRow; k++) {
      const here = words[row + k]!;
      const south = words[below + k]!;
      const east = eastNeighbours(mask, row, k);
      const southEast = eastNeighbours(mask, below, k);
      boundary.words[row + k] = (here ^ east) | (here ^ south) | (here ^ southEast);
    }
  }
  return boundary;
}

/** For each pixel of word k the pixel to its right; the last column and the bits beyond it meet themselves. */
function eastNeighbours({ words, wordsPerRow, widthPx }: PackedMask, row: number, k: number): number {
  const word = words[row + k]!;
  if (k < wordsPerRow - 1) return (word >>> 1) | (words[row + k + 1]! << 31);
  const lastColumn = 1 << ((widthPx - 1) & 31);
  return (word >>> 1) | (word & lastColumn);
}

/** Boundary measure F of two packed masks of one size, boundaries matching within `tolerancePx`. */
export function packedBoundaryMeasure(
  groundTruth: PackedMask,
  prediction: PackedMask,
  tolerancePx = boundaryTolerancePx(groundTruth),
): number {
  const truth = maskBoundary(groundTruth);
  const guess = maskBoundary(prediction);
  const truthLength = packedArea(truth);
  const guessLength = packedArea(guess);
  // The official rules: an empty prediction is precise but recalls nothing, and the other way round.
  if (truthLength === 0 || guessLength === 0) return truthLength === guessLength ? 1 : 0;
  const precision = packedOverlap(guess, dilateByDisk(truth, tolerancePx)) / guessLength;
  const recall = packedOverlap(truth, dilateByDisk(guess, tolerancePx)) / truthLength;
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

/**
 * Boundary measure F (DAVIS), 0..1: the harmonic mean of boundary precision and recall of two masks of one size,
 * boundaries matching within `boundaryTolerancePx`. Equal to the official toolkit's `db_eval_boundary`.
 */
export const boundaryMeasure = (groundTruth: Mask, prediction: Mask): number =>
  packedBoundaryMeasure(packMask(groundTruth), packMask(prediction));
