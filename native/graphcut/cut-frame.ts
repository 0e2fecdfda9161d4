import type { PatchGrid } from '../raster/types.ts';
import { bipartition } from './bipartition.ts';
import { withAffinity } from './affinity/affinity.ts';
import type { BinaryAffinity, CutFeatures, FrameCut, FrameCutOptions } from './cut-types.ts';
import { normalizedCut } from './normalized-cut.ts';

/**
 * Cuts one frame in two (section 2.1): affinity, second-smallest generalized eigenvector, bipartition by its mean. A
 * single patch cannot be divided: its eigenvector, eigenvalue and partition are 0. Throws named errors for options out
 * of range, features that are not finite or not on one grid, and an iteration that does not converge.
 */
export async function cutFrame(
  appearance: CutFeatures,
  flow: CutFeatures,
  options: FrameCutOptions,
): Promise<FrameCut> {
  return withAffinity(appearance, flow, options, (affinity) =>
    cutGraph(affinity, appearance, options.eigenvectors),
  );
}

function cutGraph(affinity: BinaryAffinity, { rows, cols }: PatchGrid, eigenvectors = 1): FrameCut {
  const cut = normalizedCut(affinity, { eigenvectors });
  const eigenvector = cut.eigenvectors[0] ?? new Float32Array(affinity.nodes);
  const partition = bipartition(eigenvector);
  return { rows, cols, eigenvector, partition, eigenvalue: cut.eigenvalues[0] ?? 0, cut };
}
