import type { PatchGrid, SampledFlow } from '../../raster/types.ts';
import { decideChain } from './binary-chain.ts';

/** What the clip-wide choice needs to know of one frame's bipartition. */
export interface PartitionEvidence {
  /**
   * How much speaks for "side 1 is the foreground", negative where side 0 is the better one; the unit is one
   * whole e-fold of motion salience.
   */
  readonly support: number;
  /** How much more side 1 moves against the camera than side 0, in e-folds of motion salience. */
  readonly motion: number;
  /**
   * Agreement (-1..1) of this partition with the next frame's, brought here by optical flow; 0 where the next frame
   * belongs to another shot, or is the end.
   */
  readonly agreementWithNext: number;
  /** Whether the next frame belongs to another shot, or there is none. */
  readonly endsShot: boolean;
}

/** Weights of the pieces of evidence, in units of motion salience. */
const BORDER_WEIGHT = 0.5;
const LARGEST_ENTRY_WEIGHT = 0.1;
const AGREEMENT_WEIGHT = 2;

/**
 * Foreground moves by so many e-folds of salience more than the rest. What moves like the rest differs by its noise
 * alone, which is the salience's unit: by some 0.15.
 */
const LEAST_MOTION = 0.3;
/** Evidence that starting or stopping to move takes: a pause of up to about 20 frames is still part of the motion. */
const SWITCH_COST = 3;

function meanOver(values: ArrayLike<number>, chosen: (node: number) => boolean): number {
  let sum = 0;
  let count = 0;
  for (let node = 0; node < values.length; node++) {
    if (!chosen(node)) continue;
    sum += values[node]!;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** How much more side 1 of a partition moves than side 0: the difference of their mean salience, [N] as the partition. */
export function partitionMotion(partition: Uint8Array, salience: Float32Array): number {
  const meanOf = (side: number) => meanOver(salience, (node) => partition[node] === side);
  return partition.includes(0) && partition.includes(1) ? meanOf(1) - meanOf(0) : 0;
}

/**
 * What one frame says about its own sides: moving against the camera speaks for the foreground, touching the
 * picture's border against it, and the eigenvector's largest entry marks it a little (TokenCut, section 3.3).
 *
 * @param partition [N] of 0 and 1; `salience` [N], 0 = moves with the camera; `eigenvector` [N], largest entry positive.
 */
export function partitionSupport(
  partition: Uint8Array,
  salience: Float32Array,
  eigenvector: Float32Array,
  grid: PatchGrid,
): number {
  const onBorder = (node: number) => {
    const row = Math.floor(node / grid.cols);
    const col = node % grid.cols;
    return row === 0 || col === 0 || row === grid.rows - 1 || col === grid.cols - 1;
  };
  const motion = partitionMotion(partition, salience);
  const bordering = 2 * meanOver(partition, onBorder) - 1;
  let largest = 0;
  for (let node = 1; node < eigenvector.length; node++) {
    if (Math.abs(eigenvector[node]!) > Math.abs(eigenvector[largest]!)) largest = node;
  }
  const marked = partition[largest] === 1 ? 1 : -1;
  return motion - BORDER_WEIGHT * bordering + LARGEST_ENTRY_WEIGHT * marked;
}

/**
 * Agreement of a partition with the next frame's after warping: the phi coefficient (-1..1) over the patches that
 * `flow` (to the next frame, any resolution) leads to inside the picture; 0 where either is one-sided.
 */
export function partitionAgreement(
  partition: Uint8Array,
  next: Uint8Array,
  flow: SampledFlow,
  grid: PatchGrid,
): number {
  const counts = [0, 0, 0, 0];
  const plane = flow.widthPx * flow.heightPx;
  for (let row = 0; row < grid.rows; row++) {
    for (let col = 0; col < grid.cols; col++) {
      const px = Math.floor(((col + 0.5) * flow.widthPx) / grid.cols);
      const py = Math.floor(((row + 0.5) * flow.heightPx) / grid.rows);
      const at = py * flow.widthPx + px;
      const toCol = Math.floor(((px + 0.5 + flow.data[at]!) * grid.cols) / flow.widthPx);
      const toRow = Math.floor(((py + 0.5 + flow.data[plane + at]!) * grid.rows) / flow.heightPx);
      if (toCol < 0 || toRow < 0 || toCol >= grid.cols || toRow >= grid.rows) continue;
      const here = partition[row * grid.cols + col]!;
      counts[2 * here + next[toRow * grid.cols + toCol]!]!++;
    }
  }
  const [neither, onlyNext, onlyHere, both] = counts as [number, number, number, number];
  const spread = Math.sqrt(
    (both + onlyHere) * (neither + onlyNext) * (both + onlyNext) * (neither + onlyHere),
  );
  return spread === 0 ? 0 : (both * neither - onlyHere * onlyNext) / spread;
}

/** Whether side 1 of a frame's bipartition is the foreground; null where the frame has none, for nothing moves. */
export type ForegroundSide = boolean | null;

/**
 * Whether a frame's foreground moves in this very frame. In a pause it does not, and the frame tells nothing of the object.
 *
 * @param motion see `partitionMotion`.
 */
export const movesNow = (motion: number, side: ForegroundSide): boolean =>
  side !== null && (side ? motion : -motion) >= LEAST_MOTION;

/**
 * Decides for every frame of a clip which side of its bipartition is the foreground: sides that contradict their warped
 * neighbours are flipped unless their own evidence is stronger. Then, where the foreground does not move against the
 * rest for a while, there is none: a still scene, or a camera that moves alone.
 */
export function chooseForeground(frames: readonly PartitionEvidence[]): ForegroundSide[] {
  const upright = decideChain(
    frames.map(({ support, agreementWithNext }) => ({
      support,
      bond: AGREEMENT_WEIGHT * agreementWithNext,
    })),
  );
  const moving = decideChain(
    frames.map(({ motion, endsShot }, t) => ({
      support: (upright[t] ? motion : -motion) - LEAST_MOTION,
      bond: endsShot ? 0 : SWITCH_COST,
    })),
  );
  return upright.map((side, t) => (moving[t] ? side : null));
}
