/** The median of the entries of `values` that belong to `side`; 0 where none do. */
function medianOfSide(values: Float32Array, partition: Uint8Array, side: number): number {
  const entries = values.filter((_, node) => partition[node] === side).sort();
  return entries[entries.length >> 1] ?? 0;
}

/**
 * How far each node lies on side 1 of its bipartition, 0..1: the eigenvector relative to the medians of its two sides.
 * Between them it falls off gradually, which places the object's edge finer than the patches are.
 *
 * @param eigenvector [N]; `partition` [N] of 0 and 1, by the eigenvector's mean.
 */
export function softPartition(eigenvector: Float32Array, partition: Uint8Array): Float32Array {
  const low = medianOfSide(eigenvector, partition, 0);
  const high = medianOfSide(eigenvector, partition, 1);
  if (!(high > low)) return Float32Array.from(partition);
  return eigenvector.map((entry) => Math.min(Math.max((entry - low) / (high - low), 0), 1));
}

/** A soft mask, 0..1, whose values at `threshold`, within 0..1, become 1/2; both parts are stretched linearly. */
export const shiftedThreshold = (soft: Float32Array, threshold: number): Float32Array =>
  soft.map((value) =>
    value < threshold ? value / (2 * threshold) : 1 - (1 - value) / (2 * (1 - threshold)),
  );
