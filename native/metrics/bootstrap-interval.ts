import { quantile } from '../base/numbers.ts';
import { SeededRandom } from '../base/seeded-random.ts';
import { meanOfKnown } from './statistics.ts';

/** A percentile bootstrap: how often is drawn, what share the interval covers, and the seed of the draws. */
export interface BootstrapOptions {
  readonly resamples: number;
  readonly level: number;
  readonly seed: number;
}

/** What a report uses. */
export const defaultBootstrap: BootstrapOptions = { resamples: 10_000, level: 0.95, seed: 0 };

/** The lower and the upper end of a confidence interval. */
export type Interval = readonly [low: number, high: number];

/**
 * The percentile bootstrap interval of the mean (Efron, 1979): values are drawn with replacement as often as there are
 * some. Null for fewer than two values, of which nothing can be said; values that are NaN are left out.
 */
export function meanInterval(values: readonly number[], options = defaultBootstrap): Interval | null {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length < 2) return null;
  const random = new SeededRandom(options.seed);
  const means = Float64Array.from({ length: options.resamples }, () =>
    meanOfKnown(known.map(() => known[random.below(known.length)]!)),
  ).sort();
  const tail = (1 - options.level) / 2;
  return [quantile(means, tail), quantile(means, 1 - tail)];
}
