import type { PatchGrid } from '../raster/types.ts';

/** Feature vectors of a frame's patches, [N, D], each of unit length. */
export interface UnitFeatures {
  readonly data: Float32Array;
  readonly dim: number;
}

/** What a patch looks like and how it moves. */
export interface PatchLook {
  readonly appearance: UnitFeatures;
  readonly motion: UnitFeatures;
}

/** The grid's eight-neighbour graph: `to[k]` are the neighbours of patch k, `weights[k]` how alike they are, 0..1. */
export interface PatchGraph {
  readonly to: readonly (readonly number[])[];
  readonly weights: readonly Float32Array[];
  /** Mean cosine distances of neighbours: what a difference is measured by. */
  readonly meanAppearance: number;
  readonly meanMotion: number;
}

/** Mean distances that make neighbours e-fold less alike. Chosen on DAVIS: see `npm run bench -- dab`. */
const APPEARANCE_SCALE = 0.6;
const MOTION_SCALE = 0.8;
/** The chance that the walk ends at a step, of the mean link: chosen on DAVIS, as small as no touch spoils its frame. */
const ENDING = 0.002;
const MOST_ROUNDS = 200;
const CONVERGED = 1e-4;

/** 1 less the cosine of two patches, which may be of two frames. */
export function cosineDistance(a: UnitFeatures, i: number, b: UnitFeatures, j: number): number {
  let dot = 0;
  for (let d = 0; d < a.dim; d++) dot += a.data[i * a.dim + d]! * b.data[j * a.dim + d]!;
  return 1 - dot;
}

function neighboursOf(node: number, { rows, cols }: PatchGrid): number[] {
  const [row, col] = [Math.floor(node / cols), node % cols];
  const found: number[] = [];
  for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++)
    for (let c = Math.max(0, col - 1); c <= Math.min(cols - 1, col + 1); c++)
      if (r !== row || c !== col) found.push(r * cols + c);
  return found;
}

const meanOf = (lists: readonly (readonly number[])[]): number => {
  const all = lists.flat();
  return Math.max(all.reduce((sum, value) => sum + value, 0) / all.length, 1e-6);
};

/** Links neighbouring patches by how alike they are, against how alike neighbours of this frame usually are. */
export function patchGraph({ appearance, motion }: PatchLook, grid: PatchGrid): PatchGraph {
  const to = Array.from({ length: grid.rows * grid.cols }, (_, node) => neighboursOf(node, grid));
  const distances = (features: UnitFeatures) =>
    to.map((around, node) => around.map((next) => cosineDistance(features, node, features, next)));
  const [looks, moves] = [distances(appearance), distances(motion)];
  const [meanAppearance, meanMotion] = [meanOf(looks), meanOf(moves)];
  const weights = looks.map((look, node) =>
    Float32Array.from(look, (distance, at) =>
      Math.exp(
        -distance / (APPEARANCE_SCALE * meanAppearance) - moves[node]![at]! / (MOTION_SCALE * meanMotion),
      ),
    ),
  );
  return { to, weights, meanAppearance, meanMotion };
}

/**
 * The region of `pool` (1 where a patch belongs to it) around `seeds` that is held together by how alike its patches are:
 * those from which a random walk within the pool, which ends at every step with a small chance, still reaches a seed more
 * often than not (Grady, Random walks for image segmentation, 2006). Strong edges bound it, and so does distance: what a
 * touch changes must not grow into all of the object. Empty where no seed lies in the pool.
 */
export function localRegion(
  { to, weights }: PatchGraph,
  pool: Uint8Array,
  seeds: readonly number[],
): number[] {
  const reaching = new Float32Array(pool.length);
  const fixed = new Uint8Array(pool.length);
  const inPool = Array.from(pool.keys()).filter((node) => pool[node] === 1);
  for (const node of seeds) if (pool[node] === 1) reaching[node] = fixed[node] = 1;
  const links = weights.reduce((sum, own) => sum + own.reduce((total, weight) => total + weight, 0), 0);
  const ending = ENDING * (links / pool.length);
  let change = Infinity;
  for (let round = 0; round < MOST_ROUNDS && change > CONVERGED; round++) {
    change = 0;
    for (const node of inPool) {
      if (fixed[node] === 1) continue;
      let [weighted, total] = [0, ending];
      to[node]!.forEach((next, at) => {
        if (pool[next] === 0) return;
        weighted += weights[node]![at]! * reaching[next]!;
        total += weights[node]![at]!;
      });
      const value = weighted / total;
      change = Math.max(change, Math.abs(value - reaching[node]!));
      reaching[node] = value;
    }
  }
  return inPool.filter((node) => reaching[node]! >= 0.5);
}
