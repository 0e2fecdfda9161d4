import type { Series } from './run-series.ts';

/** How many frames have a value in [from, to); the last bin has 1 too. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Counts the known values 0..1 into bins of equal width. */
export function histogram(values: Series, binCount: number): Bin[] {
  const counts = new Array<number>(binCount).fill(0);
  for (const value of values) {
    if (value === null) continue;
    const bin = Math.min(binCount - 1, Math.max(0, Math.floor(value * binCount)));
    counts[bin]! += 1;
  }
  return counts.map((count, bin) => ({ from: bin / binCount, to: (bin + 1) / binCount, count }));
}

/** What a series comes to; all null where no value is known. */
export interface SeriesSummary {
  readonly mean: number | null;
  readonly median: number | null;
  readonly lowest: number | null;
  readonly highest: number | null;
  /** The share of known values below one half. */
  readonly belowHalf: number | null;
}

/** Mean, median, extremes, and how much of the clip is bad. */
export function summaryOf(values: Series): SeriesSummary {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  if (known.length === 0) return { mean: null, median: null, lowest: null, highest: null, belowHalf: null };
  const middle = known.length / 2;
  return {
    mean: known.reduce((sum, value) => sum + value, 0) / known.length,
    median: (known[Math.ceil(middle) - 1]! + known[Math.floor(middle)]!) / 2,
    lowest: known[0]!,
    highest: known.at(-1)!,
    belowHalf: known.filter((value) => value < 0.5).length / known.length,
  };
}
