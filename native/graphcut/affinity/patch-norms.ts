import { failedError } from '../../base/errors.ts';
import type { CutFeatures } from '../cut-types.ts';

const origin = { stage: 'graphcut' };

/**
 * The reciprocal length of each patch's feature vector, [N]; 0 for a zero vector, whose cosine with all others is 0.
 * Throws an error that names the frame (`label`), the kind of feature and the patch where a value is not finite.
 */
export function reciprocalNorms(features: CutFeatures, kind: string, label: string): Float64Array {
  const { rows, cols, dim, data } = features;
  if (rows * cols < 1 || data.length !== rows * cols * dim)
    throw failedError(
      `The ${kind} features of ${label} have ${data.length} values, not ${rows} x ${cols} patches of ${dim}.`,
      origin,
    );
  const norms = new Float64Array(rows * cols);
  for (let patch = 0; patch < norms.length; patch++) {
    const square = squaredNorm(data, patch * dim, dim);
    if (!Number.isFinite(square))
      throw failedError(
        `The ${kind} features of ${label} are not finite at patch row ${Math.floor(patch / cols)}, ` +
          `column ${patch % cols}; compute them again.`,
        origin,
      );
    norms[patch] = square === 0 ? 0 : 1 / Math.sqrt(square);
  }
  return norms;
}

// Doubles hold the square of every float32: no overflow, no underflow.
function squaredNorm(data: CutFeatures['data'], start: number, dim: number): number {
  let sum = 0;
  for (let k = start; k < start + dim; k++) sum += data[k]! * data[k]!;
  return sum;
}

/** Throws where the two features of a frame are not on the same patch grid. */
export function requireSameGrid(appearance: CutFeatures, flow: CutFeatures, label: string): void {
  if (appearance.rows !== flow.rows || appearance.cols !== flow.cols)
    throw failedError(
      `The appearance features of ${label} are on a grid of ${appearance.rows} x ${appearance.cols} patches, ` +
        `its flow features on ${flow.rows} x ${flow.cols}; both need the same grid.`,
      origin,
    );
}

/** One of the two features that make up the similarity. */
export interface WeightedFeatures {
  readonly features: CutFeatures;
  readonly reciprocalNorms: Float64Array;
  /** Its share of the similarity, 0..1. */
  readonly weight: number;
}

/**
 * Writes to `rows` [N, D1 + D2 + ...] those whose inner products are the weighted sum of the parts' cosines: each part's
 * unit vector times the root of its weight.
 */
export function similarityRows(parts: readonly WeightedFeatures[], rows: Float32Array): void {
  const dim = parts.reduce((sum, { features }) => sum + features.dim, 0);
  let column = 0;
  for (const { features, reciprocalNorms, weight } of parts) {
    for (let node = 0; node < reciprocalNorms.length; node++) {
      const scale = Math.sqrt(weight) * reciprocalNorms[node]!;
      const from = node * features.dim;
      const to = node * dim + column;
      for (let k = 0; k < features.dim; k++) rows[to + k] = features.data[from + k]! * scale;
    }
    column += features.dim;
  }
}
