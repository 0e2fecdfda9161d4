import type { Mask } from '../raster/types.ts';
import { contourInstability, maskShape, sequenceInstability } from './contours/contour-stability.ts';
import { flicker } from './flicker.ts';
import { packMask, type PackedMask } from './packed-mask.ts';
import type { ShapeContexts } from './contours/shape-context.ts';

/** How steady a sequence's masks are in time, without ground truth. */
export interface TemporalScores {
  /** Temporal (in-)stability T (DAVIS 2016): 0 is steady; null where no two neighbouring masks have a contour. */
  readonly mean: number | null;
  /** The cost of the step into each frame, before the toolkit's factor of 5; null for a frame without predecessor. */
  readonly perFrame: readonly (number | null)[];
  /** Pixels that are foreground, or background, in one frame alone, as a share of all foreground. */
  readonly flicker: number | null;
}

/** Takes a sequence's masks in order and measures how steady they are. */
export interface TemporalScorer {
  /** `follows` says whether the mask is that of the very next frame of the clip. */
  add(mask: Mask, follows: boolean): void;
  /** Under the official rule the first and the last frame do not count, nor the step into the second. */
  scores(rule: 'official' | 'all'): TemporalScores;
}

/** The longest runs of masks without a gap. */
function withoutGaps(masks: readonly PackedMask[], follows: readonly boolean[]): PackedMask[][] {
  const runs: PackedMask[][] = [];
  masks.forEach((mask, i) => {
    if (i > 0 && follows[i] === true) runs.at(-1)!.push(mask);
    else runs.push([mask]);
  });
  return runs;
}

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** A scorer of one sequence. */
export function temporalScorer(): TemporalScorer {
  const steps: (number | null)[] = [];
  const masks: PackedMask[] = [];
  const following: boolean[] = [];
  let last: ShapeContexts | null = null;
  return {
    add(mask, follows) {
      const shape = maskShape(mask);
      const step = follows && masks.length > 0 ? contourInstability(last, shape) : NaN;
      steps.push(Number.isNaN(step) ? null : step);
      last = shape;
      masks.push(packMask(mask));
      following.push(follows);
    },
    scores(rule) {
      const counted = rule === 'official' ? steps.slice(2, -1) : steps;
      const known = counted.filter((step) => step !== null);
      const flickers = withoutGaps(masks, following).flatMap((run) => flicker(run) ?? []);
      return {
        mean: known.length === 0 ? null : sequenceInstability(known),
        perFrame: steps,
        flicker: meanOf(flickers),
      };
    },
  };
}
