/** The middle one of the values, the upper of two; NaN's place is at the end. 0 where there is none. */
export function median(values: ArrayLike<number>): number {
  const sorted = new Float64Array(values).sort();
  return sorted[sorted.length >> 1] ?? 0;
}
