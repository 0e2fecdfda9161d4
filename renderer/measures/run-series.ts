import type { FrameFacts } from '../../native/api/runs.ts';

/** What is known of every frame, 0..1 each. */
export const measures = ['J', 'F', 'confidence', 'stability', 'area'] as const;
export type Measure = (typeof measures)[number];

/** A measure's value of each frame; null where it is unknown. */
export type Series = readonly (number | null)[];

export const seriesOf = (frames: readonly FrameFacts[], measure: Measure): Series =>
  frames.map((frame) => frame[measure]);

/** The measures that some frame has a value of. */
export const knownMeasures = (frames: readonly FrameFacts[]): Measure[] =>
  measures.filter((measure) => frames.some((frame) => frame[measure] !== null));

/** What a run is judged by: J where there is ground truth, else the confidence; null where nothing is known. */
export const judgingMeasure = (frames: readonly FrameFacts[]): 'J' | 'confidence' | null =>
  (['J', 'confidence'] as const).find((measure) => frames.some((frame) => frame[measure] !== null)) ?? null;

/** The frames that a column of a strip stands for. */
export interface SeriesColumn {
  readonly lowest: number;
  readonly mean: number;
  readonly highest: number;
}

function summarised(values: Series, from: number, to: number): SeriesColumn | null {
  let lowest = Infinity;
  let highest = -Infinity;
  let sum = 0;
  let count = 0;
  for (let index = from; index < to; index++) {
    const value = values[index] ?? null;
    if (value === null) continue;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
    sum += value;
    count++;
  }
  return count === 0 ? null : { lowest, mean: sum / count, highest };
}

/** One summary per column of a strip, so that drawing takes as long for 10,000 frames as for 100; null: nothing known. */
export function seriesColumns(values: Series, columnCount: number): (SeriesColumn | null)[] {
  const framesPerColumn = values.length / columnCount;
  return Array.from({ length: columnCount }, (_, column) => {
    const from = Math.floor(column * framesPerColumn);
    return summarised(values, from, Math.max(from + 1, Math.floor((column + 1) * framesPerColumn)));
  });
}

/** Frames from the worst to the best; frames without a value or locked by a person (found good) are left out. */
export function worstFirst(frames: readonly FrameFacts[]): number[] {
  const measure = judgingMeasure(frames);
  if (measure === null) return [];
  const judged = frames.flatMap((facts, frame) => {
    const value = facts[measure];
    return value === null || facts.locked ? [] : [{ frame, value }];
  });
  return judged.toSorted((a, b) => a.value - b.value || a.frame - b.frame).map(({ frame }) => frame);
}

/** Below this a frame is bad whatever the others are; else where it lies so far below the clip's mean. */
const BAD = 0.5;
const BELOW_MEAN = 0.05;

/** The frames that are low: bad, or clearly worse than the clip usually is. */
function lowFrames(frames: readonly FrameFacts[]): ReadonlySet<number> {
  const measure = judgingMeasure(frames);
  if (measure === null) return new Set();
  const values = seriesOf(frames, measure);
  const known = values.filter((value) => value !== null);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const limit = Math.max(BAD, mean - BELOW_MEAN);
  return new Set(values.flatMap((value, frame) => (value !== null && value < limit ? [frame] : [])));
}

/**
 * The worst moments, worst first, real lows only: of neighbouring bad frames only the worst stands, for a person who looks at one has
 * seen the others. Moments are at least a hundredth of the clip apart.
 */
export function worstMoments(frames: readonly FrameFacts[], count: number): number[] {
  const apart = Math.max(1, Math.round(frames.length / 100));
  const moments: number[] = [];
  const low = lowFrames(frames);
  for (const frame of worstFirst(frames).filter((each) => low.has(each))) {
    if (moments.length >= count) break;
    if (moments.every((other) => Math.abs(other - frame) >= apart)) moments.push(frame);
  }
  return moments;
}

/** The moment after this frame in the order of `moments`, the first again after the last. */
export function nextMoment(moments: readonly number[], frame: number): number | undefined {
  const place = moments.indexOf(frame);
  return moments[(place + 1) % Math.max(1, moments.length)];
}
