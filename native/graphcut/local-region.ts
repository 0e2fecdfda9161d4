/** Rows and columns of the patch grid. */
interface Grid {
  readonly rows: number;
  readonly cols: number;
}

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
/** A random walk begins anew with this probability at every step. */
const RESTART = 0.02;
const STEPS = 120;
/** A region has at least so many patches, leaves at least this share of its pool, and is no larger than this share of the grid. */
const LEAST_PATCHES = 6;
const LEFT_SHARE = 0.15;
const LARGEST_SHARE = 0.3;

/** 1 less the cosine of two patches, which may be of two frames. */
export function cosineDistance(a: UnitFeatures, i: number, b: UnitFeatures, j: number): number {
  let dot = 0;
  for (let d = 0; d < a.dim; d++) dot += a.data[i * a.dim + d]! * b.data[j * a.dim + d]!;
  return 1 - dot;
}

function neighboursOf(node: number, { rows, cols }: Grid): number[] {
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
export function patchGraph({ appearance, motion }: PatchLook, grid: Grid): PatchGraph {
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

/** The sum of each patch's links within the pool. */
function degreesIn({ to, weights }: PatchGraph, pool: Uint8Array): Float32Array {
  return Float32Array.from(pool, (inside, node) =>
    inside === 0
      ? 0
      : to[node]!.reduce((sum, next, at) => (pool[next] === 0 ? sum : sum + weights[node]![at]!), 0),
  );
}

/** Where a lazy random walk within the pool is that begins anew at the seed: a probability for each patch. */
function walked(graph: PatchGraph, pool: Uint8Array, seed: readonly number[], degrees: Float32Array) {
  const start = new Float32Array(pool.length);
  for (const node of seed) start[node] = 1 / seed.length;
  let here = start;
  for (let step = 0; step < STEPS; step++) {
    const next = new Float32Array(pool.length);
    for (let node = 0; node < pool.length; node++) {
      const mass = here[node]!;
      if (mass === 0) continue;
      if (degrees[node] === 0) {
        next[node]! += mass;
        continue;
      }
      next[node]! += mass / 2;
      graph.to[node]!.forEach((other, at) => {
        if (pool[other] === 1) next[other]! += (mass / 2) * (graph.weights[node]![at]! / degrees[node]!);
      });
    }
    here = next.map((mass, node) => RESTART * start[node]! + (1 - RESTART) * mass);
  }
  return here;
}

/**
 * The region of `pool` (1 where a patch belongs to it) around `seed` that is held together better than it is linked to
 * the rest: of the sets that a random walk from the seed reaches first, the one of the least conductance (Andersen, Chung
 * and Lang, Local graph partitioning using PageRank vectors, 2006). Empty where no seed lies in the pool.
 */
export function localRegion(graph: PatchGraph, pool: Uint8Array, seeds: readonly number[]): number[] {
  const seed = seeds.filter((node) => pool[node] === 1);
  if (seed.length === 0) return [];
  const degrees = degreesIn(graph, pool);
  const walk = walked(graph, pool, seed, degrees);
  const density = walk.map((mass, node) => mass / Math.max(degrees[node]!, 1e-6));
  const order = Array.from(pool.keys())
    .filter((node) => walk[node]! > 0)
    .sort((a, b) => density[b]! - density[a]! || a - b);
  const total = degrees.reduce((sum, degree) => sum + degree, 0);
  const most = Math.min(LARGEST_SHARE * pool.length, (1 - LEFT_SHARE) * order.length);
  const inside = new Uint8Array(pool.length);
  let [volume, cut, least, size] = [0, 0, Infinity, order.length];
  order.forEach((node, at) => {
    inside[node] = 1;
    volume += degrees[node]!;
    graph.to[node]!.forEach((next, k) => {
      if (pool[next] === 1) cut += (inside[next] === 1 ? -1 : 1) * graph.weights[node]![k]!;
    });
    const conductance = cut / Math.max(Math.min(volume, total - volume), 1e-9);
    if (at + 1 < LEAST_PATCHES || at + 1 > most || conductance >= least) return;
    [least, size] = [conductance, at + 1];
  });
  // Too small to be divided: all of it.
  return order.slice(0, size);
}
