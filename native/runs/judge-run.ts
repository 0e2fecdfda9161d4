import { type FrameRange, rangeLength, rangesWhere } from '../base/frame-indices.ts';
import { quantile } from '../base/numbers.ts';
import type { Grade, Verdict, VerdictReason } from '../api/verdict.ts';

/** What a verdict is made of, as a run's report tells it. */
export interface VerdictEvidence {
  readonly perFrame: readonly {
    readonly confidence: number | null;
    readonly stability: number | null;
    readonly area: number | null;
  }[];
  /** First frames of shots after the first. */
  readonly sceneCuts: readonly number[];
  /** How many things move apart from each other in the usual frame; null where it was not counted. */
  readonly movers: number | null;
}

/**
 * How far the surer frames are trusted, those above all but a fifth, tells whether the right thing was found: of single
 * frames in which it moves little the mean says no more (docs/results.md, Verdicts).
 */
const SURER = 0.8;
const GOOD_FROM = 0.748;
/** A mean confidence below which a run is bad. */
const BAD_BELOW = 0.45;
/** A mask of less than this share of the picture is none. */
const NO_AREA = 0.0005;
/** So many frames without motion, or with unsteady masks, in a row are told. */
const TOLD_FRAMES = 3;
/** Share of frames without an object from which the run is bad. */
const MOSTLY = 0.5;
const JUMP = Math.log(2);
const UNSTEADY_BELOW = 0.6;

/** Ranges of frames, at least `TOLD_FRAMES` long, for which `holds`. */
const longRangesWhere = (count: number, holds: (frame: number) => boolean): FrameRange[] =>
  rangesWhere(count, holds).filter((range) => rangeLength(range) >= TOLD_FRAMES);

/** The stretch of a tenth of the frames whose mean confidence is lowest. */
function leastSure(confidence: readonly number[]): FrameRange {
  const length = Math.max(1, Math.round(confidence.length / 10));
  let sum = confidence.slice(0, length).reduce((total, value) => total + value, 0);
  let [least, first] = [sum, 0];
  for (let start = 1; start + length <= confidence.length; start++) {
    sum += confidence[start + length - 1]! - confidence[start - 1]!;
    if (sum < least) [least, first] = [sum, start];
  }
  return { first, last: first + length - 1 };
}

/**
 * Judges a run's masks without ground truth: by the confidence of its frames, jumps of the masks' area, their agreement
 * along the flow, frames without motion, and how many things move. It gets no better where any of these gets worse.
 */
export function judge({ perFrame, sceneCuts, movers }: VerdictEvidence): Verdict {
  const count = perFrame.length;
  const confidence = perFrame.map((frame) => frame.confidence ?? 0);
  const score = confidence.reduce((sum, value) => sum + value, 0) / Math.max(count, 1);
  const isEmpty = (frame: number) => (perFrame[frame]!.area ?? 1) < NO_AREA;
  const empty = longRangesWhere(count, isEmpty);
  const emptyFrames = empty.reduce((sum, range) => sum + rangeLength(range), 0);
  if (count === 0 || emptyFrames === count) return { grade: 'bad', score: 0, reasons: [{ kind: 'empty' }] };
  const cuts = new Set(sceneCuts);
  const jumps = rangesWhere(count, (frame) => {
    if (frame === 0 || cuts.has(frame) || isEmpty(frame) || isEmpty(frame - 1)) return false;
    const [before, now] = [perFrame[frame - 1]!.area, perFrame[frame]!.area];
    return before !== null && now !== null && Math.abs(Math.log(now / before)) > JUMP;
  });
  const unsteady = longRangesWhere(count, (frame) => (perFrame[frame]!.stability ?? 1) < UNSTEADY_BELOW);
  const reasons: VerdictReason[] = [
    ...empty.map(({ first, last }): VerdictReason => ({
      kind: last === count - 1 && first > 0 ? 'leaves' : 'still',
      first,
      last,
    })),
    ...jumps.map((range) => ({ kind: 'jump', ...range }) as const),
    ...unsteady.map((range) => ({ kind: 'unsteady', ...range }) as const),
    ...(movers !== null && movers > 1 ? [{ kind: 'movers', count: movers } as const] : []),
  ];
  if (quantile(Float64Array.from(confidence).sort(), SURER) < GOOD_FROM)
    reasons.push({ kind: 'unsure', ...leastSure(confidence) });
  const isBad = score < BAD_BELOW || emptyFrames > MOSTLY * count;
  return { grade: isBad ? 'bad' : reasons.length > 0 ? 'check' : 'good', score, reasons };
}

/** A reason in words; `firstFrame` is the number, in the whole clip, of the run's first. */
export function reasonInWords(reason: VerdictReason, firstFrame = 0): string {
  const frames = ({ first, last }: FrameRange) =>
    first === last ? `frame ${firstFrame + first}` : `frames ${firstFrame + first} to ${firstFrame + last}`;
  switch (reason.kind) {
    case 'empty':
      return 'nothing moves';
    case 'still':
      return reason.first === 0
        ? `nothing moves before frame ${firstFrame + reason.last + 1}`
        : `nothing moves in ${frames(reason)}`;
    case 'leaves':
      return `the object leaves at frame ${firstFrame + reason.first}`;
    case 'jump':
      return `the mask jumps at frame ${firstFrame + reason.first}`;
    case 'unsteady':
      return `the masks flicker in ${frames(reason)}`;
    case 'movers':
      return `${reason.count} objects move`;
    case 'unsure':
      return `least certain in ${frames(reason)}`;
  }
}

const gradeWords: Readonly<Record<Grade, string>> = { good: 'Good', check: 'Check', bad: 'Bad' };

/** A verdict in words: `Check: the mask jumps at frame 20`. */
export const verdictInWords = ({ grade, reasons }: Verdict, firstFrame = 0): string =>
  [
    gradeWords[grade],
    reasons
      .slice(0, 3)
      .map((reason) => reasonInWords(reason, firstFrame))
      .join('; '),
  ]
    .filter((part) => part !== '')
    .join(': ');
