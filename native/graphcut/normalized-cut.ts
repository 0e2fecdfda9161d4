import { usageError } from '../base/errors.ts';
import { normalizedAffinity } from './affinity/affinity-product.ts';
import type { BinaryAffinity, NormalizedCut } from './cut-types.ts';
import { type LanczosLimits, largestEigenpair } from './eigen/lanczos.ts';

/** The most eigenvectors that can be asked for. */
export const maxEigenvectors = 4;

/** Far below what moves a node across the mean, even where eigenvalues lie 1e-5 apart (parts joined only by eps). */
const defaultLimits: LanczosLimits = { tolerance: 1e-11, maxSteps: 2048 };

/** What `normalizedCut` may be asked for. */
export interface CutRequest extends Partial<LanczosLimits> {
  /** 1 (the default) to 4. */
  readonly eigenvectors?: number;
}

/**
 * The smallest solutions of (D - W) x = lambda D x after the constant one (section 2.1): with v = D^1/2 x they are the
 * largest of D^-1/2 W D^-1/2 v = (1 - lambda) v, orthogonal to the known first v = D^1/2 1. Each is sought by itself,
 * the ones before excluded: a single Krylov space shows only one vector of a repeated eigenvalue. Throws where the
 * iteration does not converge.
 */
export function normalizedCut(affinity: BinaryAffinity, request: CutRequest = {}): NormalizedCut {
  const { eigenvectors: wanted = 1, ...given } = request;
  if (!(Number.isInteger(wanted) && wanted >= 1 && wanted <= maxEigenvectors))
    throw usageError(
      `The number of eigenvectors is ${wanted}; it must be a whole number from 1 to ${maxEigenvectors}.`,
      { stage: 'graphcut' },
    );
  const limits = { ...defaultLimits, ...given };
  const { nodes, degree } = affinity;
  const matrix = normalizedAffinity(affinity);
  const found = [constantSolution(degree)];
  const eigenvalues = new Float64Array(Math.min(wanted, nodes - 1));
  const eigenvectors: Float32Array[] = [];
  let residual = 0;
  let iterations = 0;
  for (let k = 0; k < eigenvalues.length; k++) {
    const pair = largestEigenpair(matrix, found, limits);
    found.push(pair.vector);
    eigenvalues[k] = 1 - pair.value;
    eigenvectors.push(generalizedVector(pair.vector, degree));
    residual = Math.max(residual, pair.residual);
    iterations += pair.steps;
  }
  return { eigenvalues, eigenvectors, degree, residual, iterations };
}

/** D^1/2 1, of unit length. */
function constantSolution(degree: Float64Array): Float64Array {
  const total = degree.reduce((sum, d) => sum + d, 0);
  return degree.map((d) => Math.sqrt(d / total));
}

/** x = D^-1/2 v of unit length, the entry of largest magnitude (the first of equal ones) positive. */
function generalizedVector(v: Float64Array, degree: Float64Array): Float32Array {
  const entries = v.map((value, i) => value / Math.sqrt(degree[i]!));
  const length = Math.sqrt(entries.reduce((sum, entry) => sum + entry * entry, 0));
  const x = Float32Array.from(entries, (entry) => entry / length);
  const largest = x.reduce((best, entry) => (Math.abs(entry) > Math.abs(best) ? entry : best), 0);
  return largest < 0 ? x.map((entry) => -entry) : x;
}
