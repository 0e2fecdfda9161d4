import type { SeededRandom } from '../base/seeded-random.ts';

/** Draws of a scene's quantities from a seeded generator. */
export interface Draws {
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Uniform in its logarithm: as often from 1 to 2 as from 2 to 4. */
  scale(low: number, high: number): number;
  /** True so often out of 1. */
  chance(share: number): boolean;
  /** Whole numbers from `low` to `high`, both included. */
  count(low: number, high: number): number;
  /** One of several. */
  pick<T>(from: readonly T[]): T;
  /** Normal with mean 0 and this deviation. */
  normal(deviation: number): number;
  /** A 31-bit seed for something else. */
  seed(): number;
}

/** The draws of a generator. */
export function drawsOf(random: SeededRandom): Draws {
  const between = (low: number, high: number) => low + (high - low) * random.next();
  return {
    between,
    scale: (low, high) => low * (high / low) ** random.next(),
    chance: (share) => random.next() < share,
    count: (low, high) => low + random.below(high - low + 1),
    pick: (from) => from[random.below(from.length)]!,
    normal: (deviation) => deviation * random.normal(),
    seed: () => random.below(0x7fffffff),
  };
}
