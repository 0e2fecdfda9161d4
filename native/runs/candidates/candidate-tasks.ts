import type { PatchGrid } from '../../raster/types.ts';
import { withAffinity } from '../../graphcut/affinity/affinity.ts';
import { type RankedFrame, shotCandidates } from '../../graphcut/choice/followed-candidates.ts';
import type { CutFeatures, CutOptions } from '../../graphcut/cut-types.ts';
import { ShotFollower } from '../../graphcut/choice/followed-choice.ts';
import { frameParts } from '../../graphcut/choice/frame-parts.ts';
import { normalizedCut } from '../../graphcut/normalized-cut.ts';
import { type PatchWarp, patchWarp } from '../../graphcut/patch-warp.ts';
import { grayLevels } from '../../raster/gray-levels.ts';
import { decodeFloat16, viewFloat16 } from '../../raster/float16.ts';
import { structureless } from '../stored/stored-cut.ts';
import { sampledFlow, type StoredFlows } from '../stored/stored-flows.ts';

/** Eigenvectors that parts are made of. */
const EIGENVECTORS = 4;
/** Finds the same sides as the cut's own limit, in two thirds of its time. */
const TOLERANCE = 1e-5;
/** Dimensions of the appearance that following compares: of the lifted colours any will do. */
const COMPARED_DIMENSIONS = 32;

/** The cached features of a frame, float16 [N, D] each, and how its graph is made. */
export interface EigenvectorsTask {
  readonly appearance: Uint8Array;
  readonly motion: Uint8Array;
  readonly grid: PatchGrid;
  readonly options: CutOptions & { readonly label: string };
}

/** The smallest eigenvectors of a frame after the constant one, those without structure left out: float32 [K, N]. */
export async function eigenvectorsTask(task: EigenvectorsTask): Promise<Uint8Array> {
  const { grid, options } = task;
  const nodes = grid.rows * grid.cols;
  const features = (halves: Uint8Array): CutFeatures => {
    const data = viewFloat16(halves);
    return { ...grid, dim: data.length / nodes, data };
  };
  const { eigenvalues, eigenvectors } = await withAffinity(
    features(task.appearance),
    features(task.motion),
    options,
    (affinity) => normalizedCut(affinity, { eigenvectors: EIGENVECTORS, tolerance: TOLERANCE }),
  );
  const kept = eigenvectors.filter((_, k) => !structureless(eigenvalues[k]!));
  const values = new Float32Array(kept.length * nodes);
  kept.forEach((vector, k) => values.set(vector, k * nodes));
  return new Uint8Array(values.buffer);
}

/** What a frame's candidates are made of, as it lies in the cache. */
export interface StoredShotFrame {
  /** Float32 [K, N]. */
  readonly eigenvectors: Uint8Array;
  /** Float16 [N]. */
  readonly salience: Uint8Array;
  /** Float16 [N, D]. */
  readonly appearance: Uint8Array;
  /** The run's own choice, [N] of 0..1. */
  readonly automatic: Float32Array;
  readonly flows: StoredFlows;
}

/** A shot and its grid; `shown` [N] is 1 where a patch shows picture, 0 in black bars. */
export interface ShotCandidatesTask {
  readonly frames: readonly StoredShotFrame[];
  readonly grid: PatchGrid;
  readonly shown: Uint8Array;
}

/** The candidates of a shot, the run's own first where it has one: `gray` [C, T, N], 0..255. */
export interface StoredCandidates {
  readonly automatic: boolean;
  readonly gray: Uint8Array;
}

/** Every `dim / COMPARED_DIMENSIONS`-th number of each patch's features. */
function comparedAppearance(halves: Uint8Array, nodes: number): ShotFrameAppearance {
  const all = viewFloat16(halves);
  const from = all.length / nodes;
  const dim = Math.min(from, COMPARED_DIMENSIONS);
  const step = Math.floor(from / dim);
  const data = new Float32Array(nodes * dim);
  for (let node = 0, at = 0; node < nodes; node++)
    for (let d = 0; d < dim; d++, at++) data[at] = all[node * from + d * step]!;
  return { data, dim };
}

type ShotFrameAppearance = RankedFrame['appearance'];

function openFrame({ frames, grid, shown }: ShotCandidatesTask, t: number): RankedFrame {
  const { eigenvectors, salience: halves, appearance, automatic, flows } = frames[t]!;
  const nodes = grid.rows * grid.cols;
  const values = new Float32Array(eigenvectors.slice().buffer);
  const salience = decodeFloat16(halves);
  const vectors = Array.from({ length: values.length / nodes }, (_, k) =>
    values.subarray(k * nodes, (k + 1) * nodes),
  );
  // A piece of a long shot has neighbours that are not followed into.
  const warp = (offset: number): PatchWarp | null => {
    const flow = frames[t + offset] === undefined ? undefined : sampledFlow(flows, offset);
    return flow === undefined ? null : patchWarp(flow, grid);
  };
  const inPicture = (node: number) => shown[node] === 1;
  const compared = comparedAppearance(appearance, nodes);
  return {
    parts: frameParts({ eigenvectors: vectors, salience, appearance: compared, automatic, inPicture }, grid),
    salience,
    appearance: compared,
    fromPrevious: warp(-1),
    fromNext: warp(1),
  };
}

/** What may be the object in a shot (see `shotCandidates`). */
export function shotCandidatesTask(task: ShotCandidatesTask): StoredCandidates {
  const { grid } = task;
  const nodes = grid.rows * grid.cols;
  const frames = task.frames.map((_, t) => openFrame(task, t));
  const candidates = shotCandidates(frames, new ShotFollower(frames), grid);
  const gray = new Uint8Array(candidates.length * frames.length * nodes);
  candidates.forEach(({ masks }, c) =>
    masks.forEach((mask, t) => {
      gray.set(grayLevels(mask), (c * frames.length + t) * nodes);
    }),
  );
  return { automatic: candidates[0]?.automatic ?? false, gray };
}
