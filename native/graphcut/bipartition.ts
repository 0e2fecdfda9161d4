/** The two sides of an eigenvector [N]: 1 where it is above its mean, else 0 (section 2.1). */
export function bipartition(eigenvector: Float32Array): Uint8Array {
  let sum = 0;
  for (const entry of eigenvector) sum += entry;
  const mean = sum / eigenvector.length;
  return Uint8Array.from(eigenvector, (entry) => Number(entry > mean));
}
