import { usageError } from '../base/errors.ts';
import type { PatchFeatures } from '../raster/types.ts';

/** Patch features as they are computed, or as the cache keeps them. */
export interface CutFeatures extends Omit<PatchFeatures, 'data'> {
  /** [N, D]. */
  readonly data: Float32Array | Float16Array;
}

/** How patches become a graph: S = alpha · cos(appearance) + (1 - alpha) · cos(flow), W = 1 where S >= tau, else eps. */
export interface CutOptions {
  /** Weight of appearance against flow, 0..1. */
  readonly alpha: number;
  /** Similarity from which two patches are joined, -1..1. */
  readonly tau: number;
  /** Weight of all other edges, above 0 (so that the graph is connected) and below 1. */
  readonly eps: number;
}

/** The paper's values for DINO features (sections 2.1 and 3.1). */
export const paperCutOptions: CutOptions = { alpha: 0.7, tau: 0.25, eps: 1e-5 };

/** What a single cut is asked for besides the graph. */
export interface FrameCutOptions extends CutOptions {
  /** How many eigenvectors after the constant one, 1 (the default) to 4. */
  readonly eigenvectors?: number;
  /** Names the frame in error messages, `frame 12 of dog` say. */
  readonly label?: string;
}

/** A graph of N nodes with edge weights 1 and eps, and its degrees. */
export interface BinaryAffinity {
  readonly nodes: number;
  readonly eps: number;
  /**
   * Bit b of word [w, i] says that nodes i and 32 w + b are joined by weight 1: [ceil(N / 32), 32 · ceil(N / 32)],
   * symmetric; bits beyond N are 0.
   */
  readonly words: Int32Array;
  /** Row sums of W: [N]. */
  readonly degree: Float64Array;
}

/** Solutions of (D - W) x = lambda D x after the constant one, by rising lambda. */
export interface NormalizedCut {
  /** Generalized eigenvalues in 0..2, the second-smallest first: [k]; a graph of N nodes has at most N - 1. */
  readonly eigenvalues: Float64Array;
  /** Their eigenvectors, of unit length, the entry of largest magnitude positive: k times [N]. */
  readonly eigenvectors: readonly Float32Array[];
  /** Row sums of W: [N]. */
  readonly degree: Float64Array;
  /** The largest norm of (D^-1/2 W D^-1/2 - theta) v over the solutions, v of unit length. */
  readonly residual: number;
  /** Lanczos steps taken in all. */
  readonly iterations: number;
}

/** One frame, cut in two. */
export interface FrameCut {
  readonly rows: number;
  readonly cols: number;
  /** The second-smallest generalized eigenvector: [N], unit length, the entry of largest magnitude positive. */
  readonly eigenvector: Float32Array;
  /** 1 where the eigenvector is above its mean: [N]. */
  readonly partition: Uint8Array;
  /** Its eigenvalue; near 0 for two clear parts, about 1 where the graph holds no structure. */
  readonly eigenvalue: number;
  /** All solutions asked for; none for a frame of a single patch. */
  readonly cut: NormalizedCut;
}

const rangeError = (name: string, value: number, range: string) =>
  usageError(`The graph cut's ${name} is ${value}; it must be a number ${range}.`, { stage: 'graphcut' });

/** Throws a usage error that names the option out of its range. */
export function checkCutOptions({ alpha, tau, eps }: CutOptions): void {
  if (!(alpha >= 0 && alpha <= 1)) throw rangeError('alpha', alpha, 'from 0 to 1');
  if (!(tau >= -1 && tau <= 1)) throw rangeError('tau', tau, 'from -1 to 1');
  if (!(eps > 0 && eps < 1)) throw rangeError('eps', eps, 'above 0 and below 1');
}
