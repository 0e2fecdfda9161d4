/** The value, brought into 0..1. */
export const clampUnit = (value: number): number => Math.min(Math.max(value, 0), 1);

/** The mean of some numbers; NaN of none. */
export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The middle one of the values, the upper of two; NaN's place is at the end. 0 where there is none. */
export function median(values: ArrayLike<number>): number {
  const sorted = new Float64Array(values).sort();
  return sorted[sorted.length >> 1] ?? 0;
}

/** The quantile of sorted numbers, between two of them linearly (NumPy's default). */
export function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (place - low) * (sorted[high]! - sorted[low]!);
}
