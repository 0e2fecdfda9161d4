import { failedError } from '../../base/errors.ts';
import { largestTridiagonalPair } from './tridiagonal.ts';

/** A symmetric matrix, known by its products. */
export interface SymmetricOperator {
  readonly size: number;
  /** y = A x, both [size]. */
  apply(x: Float64Array, y: Float64Array): void;
}

/** When to stop. */
export interface LanczosLimits {
  /** The largest norm of A v - theta v for v of unit length. */
  readonly tolerance: number;
  /** The largest number of products. */
  readonly maxSteps: number;
}

/** An eigenpair: `vector` [size] is of unit length and orthogonal to the excluded ones. */
export interface RitzPair {
  readonly value: number;
  readonly vector: Float64Array;
  /** The norm of A v - theta v, computed from v itself. */
  readonly residual: number;
  readonly steps: number;
}

/** Vectors of the last size that `largestEigenpair` was asked for: fresh memory for each would cost as much as the products. */
let workspace: { size: number; readonly vectors: Float64Array[] } = { size: 0, vectors: [] };

/** The k-th vector of the workspace, with whatever an earlier call left in it. */
function workVector(size: number, k: number): Float64Array {
  if (workspace.size !== size) workspace = { size, vectors: [] };
  return (workspace.vectors[k] ??= new Float64Array(size));
}

/** Below this, relative to a matrix of norm 1, a new direction is rounding noise: the Krylov space is invariant. */
const breakdown = 1e-13;

/**
 * The eigenpair of largest eigenvalue among vectors orthogonal to `excluded` (orthonormal, spanning an invariant
 * space), for a matrix of norm about 1. Lanczos with full re-orthogonalisation from a fixed start; the start has a
 * part in every eigenspace, so that an invariant Krylov space, too, holds the answer. Throws where `maxSteps` are
 * not enough.
 */
export function largestEigenpair(
  matrix: SymmetricOperator,
  excluded: readonly Float64Array[],
  limits: LanczosLimits,
): RitzPair {
  const { size } = matrix;
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const offDiagonal: number[] = [];
  const last = Math.min(limits.maxSteps, size - excluded.length);
  let direction = startVector(size, excluded);
  let nextCheck = 8;
  for (let step = 1; step <= last; step++) {
    const image = workVector(size, step - 1);
    matrix.apply(direction, image);
    basis.push(direction);
    diagonal.push(dot(image, direction));
    addScaled(image, -diagonal[step - 1]!, direction);
    if (step > 1) addScaled(image, -offDiagonal[step - 2]!, basis[step - 2]!);
    orthogonalise(image, excluded);
    orthogonalise(image, basis);
    const norm = Math.sqrt(dot(image, image));
    if (step >= nextCheck || step === last || norm <= breakdown) {
      const { value, vector } = largestTridiagonalPair(diagonal, offDiagonal);
      const estimate = norm * Math.abs(vector[step - 1]!);
      if (estimate <= limits.tolerance) return ritzPair(matrix, basis, value, vector);
      // Checks are O(step); growing gaps keep their sum below the products' cost.
      nextCheck = step + Math.max(2, step >> 3);
    }
    offDiagonal.push(norm);
    scale(image, 1 / norm);
    direction = image;
  }
  throw failedError(
    `The eigenvector of a graph of ${size} patches was not found in ${last} Lanczos steps; ` +
      'choose another tau, which changes the graph.',
    { stage: 'graphcut' },
  );
}

function ritzPair(
  matrix: SymmetricOperator,
  basis: readonly Float64Array[],
  value: number,
  weights: Float64Array,
): RitzPair {
  const vector = new Float64Array(matrix.size);
  basis.forEach((direction, j) => addScaled(vector, weights[j]!, direction));
  scale(vector, 1 / Math.sqrt(dot(vector, vector)));
  const rest = new Float64Array(matrix.size);
  matrix.apply(vector, rest);
  addScaled(rest, -value, vector);
  return { value, vector, residual: Math.sqrt(dot(rest, rest)), steps: basis.length };
}

/**
 * A fixed vector without structure (hashed indices), orthogonal to `excluded`, of unit length. Each number of excluded
 * vectors has its own: once the part in a repeated eigenvalue's space is excluded, the same start has no other there.
 */
function startVector(size: number, excluded: readonly Float64Array[]): Float64Array {
  const start = new Float64Array(size).map((_, i) => hash(i + size * excluded.length) / 2 ** 31);
  // A second pass removes what rounding left of the first.
  for (let pass = 0; pass < 2; pass++) {
    orthogonalise(start, excluded);
    scale(start, 1 / Math.sqrt(dot(start, start)));
  }
  return start;
}

/** A well-mixed signed 32-bit number of `index` (the finaliser of MurmurHash3). */
function hash(index: number): number {
  let h = Math.imul(index + 1, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Removes from x its parts along the orthonormal `directions`. */
function orthogonalise(x: Float64Array, directions: readonly Float64Array[]): void {
  for (const direction of directions) addScaled(x, -dot(x, direction), direction);
}

/** Four running sums: one alone would wait for each addition to end. */
function dot(a: Float64Array, b: Float64Array): number {
  const whole = a.length & ~3;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < whole; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  for (let i = whole; i < a.length; i++) s0 += a[i]! * b[i]!;
  return s0 + s1 + (s2 + s3);
}

function addScaled(x: Float64Array, factor: number, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i]! += factor * y[i]!;
}

function scale(x: Float64Array, factor: number): void {
  for (let i = 0; i < x.length; i++) x[i]! *= factor;
}
