/** The official statistics of a sequence's per-frame values (0..1). */
export interface Statistics {
  /** Mean over the frames. */
  readonly mean: number;
  /** Share of the frames with a value above 0.5. */
  readonly recall: number;
  /** Mean of the first quarter minus mean of the last: what is lost over time. */
  readonly decay: number;
}

const recallThreshold = 0.5;
const binCount = 4;

/**
 * Mean, recall and decay of per-frame values as the official `db_statistics` computes them: frames without a value
 * (NaN) are left out of the means and count as not recalled. The toolkit's bin edges wrap at 256 frames (it keeps
 * them in 8 bits); here they do not. No values at all: every statistic is NaN.
 */
export function frameStatistics(values: readonly number[]): Statistics {
  const bins = quarterBins(values);
  return {
    mean: meanOfKnown(values),
    recall: values.filter((value) => value > recallThreshold).length / values.length,
    decay: meanOfKnown(bins[0]!) - meanOfKnown(bins[binCount - 1]!),
  };
}

/** The mean of those values that are not NaN (NumPy's nanmean); NaN where there is none. */
export function meanOfKnown(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Four bins that share their edge frames: edges at round(linspace(1, N, 5) + 1e-10) - 1, both inclusive. */
function quarterBins(values: readonly number[]): number[][] {
  const step = (values.length - 1) / binCount;
  const edges = Array.from({ length: binCount + 1 }, (_, i) => Math.round(1 + i * step + 1e-10) - 1);
  return Array.from({ length: binCount }, (_, i) => values.slice(edges[i], edges[i + 1]! + 1));
}
