import { median } from '../base/numbers.ts';
import { forwardBackwardConsistency } from './consistency.ts';
import { warpPlane } from './warp.ts';
import type { FloatPlane, FlowField } from '../raster/types.ts';

/** Raised when frames are repaired differently, so that older masks no longer count. */
export const maskRepairVersion = 3;

/** How much of a neighbour's say is left one frame further away. */
const MEMORY = 0.93;
/** What neighbours count against the frame itself. */
const NEIGHBOURS = 2;
/** A frame stays as it is from this share of its neighbours' worth on; below the other it takes all from them. */
const KEPT_FROM = 0.8;
const REPAIRED_BELOW = 0.4;
/** Neighbours further away than this have nothing left to say. */
const REACH = 100;
/** Frames that are repaired in one go: what these hold in memory does not grow with the clip. */
const BLOCK = 400;

/** What a side would carry to a frame if endlessly many frames there were worth 1 each. */
const FULL = MEMORY / (1 - MEMORY);

/** What is carried to each frame from those before it, in the order of `worths`; a step to frame t is trusted by `trusts[t]`. */
function carry(worths: readonly number[], trusts: ArrayLike<number>): number[] {
  let sum = 0;
  return worths.map((own, t) => {
    const carried = MEMORY * trusts[t]! * sum;
    sum = own + carried;
    return carried;
  });
}

/** Frames at either side that tell how much foreground is usual, */
const AROUND = 15;
/** and so many that must be there: near a shot's ends objects come and go. */
const ENDS = 8;
/** Steps of growth as small as this (natural logarithm) are the flow's errors, which must not sum up. */
const NOISE = 0.05;
/** What is foreground in frames of less confidence, in a pause say, tells nothing of how large the object is: they do not count. */
const TELLS_FROM = 0.2;
/** Worths are rounded, so that cache keys do not hang on a last bit. */
const WORTH_STEPS = 10_000;

/**
 * How far a number stands out from those around it: less where it lies between what is usual before and behind, as while an
 * object enters the picture, and near either end.
 */
function excessOf(values: readonly number[], index: number): number {
  const value = values[index]!;
  const before = values.slice(Math.max(index - AROUND, 0), index);
  const behind = values.slice(index + 1, index + AROUND + 1);
  const known = Math.min(before.length, behind.length, ENDS) / ENDS;
  if (known === 0) return 0;
  const [fromBefore, fromBehind] = [value - median(before), value - median(behind)];
  const isBetween = fromBefore * fromBehind < 0;
  const sides = [Math.abs(fromBefore), Math.abs(fromBehind)];
  const between = isBetween ? Math.min(...sides) / Math.max(...sides) : 0;
  return known * (1 - between) * Math.abs(value - median([...before, value, ...behind]));
}

/**
 * What the cut of each frame of a shot is worth beside the others', above 0 and up to 1: the square of its confidence, less
 * where its foreground is larger or smaller than around by more than the flow explains (steps of `growth`, summed up).
 */
export function cutWorths(
  measures: readonly { readonly confidence: number; readonly growth: number }[],
): number[] {
  let sum = 0;
  const grown = measures.map(
    ({ growth }) => (sum += Math.sign(growth) * Math.max(Math.abs(growth) - NOISE, 0)),
  );
  const telling = measures.flatMap(({ confidence }, index) => (confidence < TELLS_FROM ? [] : [index]));
  const told = telling.map((index) => grown[index]!);
  const excess = new Map(telling.map((index, k) => [index, excessOf(told, k)]));
  return measures.map(({ confidence }, index) => {
    const worth = (confidence * Math.exp(-2 * (excess.get(index) ?? 0))) ** 2;
    return Math.max(Math.round(WORTH_STEPS * worth), 1) / WORTH_STEPS;
  });
}

/** How a shot's frames help each other. */
export interface RepairPlan {
  /** What each frame counts; above 0. */
  readonly worths: readonly number[];
  /** What comes to each frame from those before it, and from those behind. */
  readonly before: readonly number[];
  readonly behind: readonly number[];
  /** How much of each frame's soft mask is replaced, 0..1. */
  readonly need: readonly number[];
}

/**
 * Which frames of a shot are to be repaired: those that are worth clearly less than the frames around, as far as the flow
 * can bring these. Frames that are not there count as worth nothing: near a shot's ends little is repaired.
 *
 * @param worths what each frame's soft mask is worth, above 0.
 * @param trusts how far the flow between each frame and the one before can be trusted, 0..1 (see `carryingTrust`).
 */
export function planRepair(
  worths: readonly number[],
  trusts: ArrayLike<number> = worths.map(() => 1),
): RepairPlan {
  const before = carry(worths, trusts);
  const toNext = worths.map((_, t) => trusts[t + 1] ?? 0);
  const behind = carry(worths.toReversed(), toNext.reverse()).reverse();
  const need = worths.map((own, t) => {
    const around = (before[t]! + behind[t]!) / (2 * FULL);
    if (around === 0) return 0;
    return Math.min(Math.max((KEPT_FROM - own / around) / (KEPT_FROM - REPAIRED_BELOW), 0), 1);
  });
  return { worths, before, behind, need };
}

/** What a repair reads of a shot. */
export interface RepairedShot {
  /** The soft mask of a frame, 0..1; all of one size. */
  soft(index: number): FloatPlane;
  /** The flow from a frame to its neighbour at `offset`, -1 or 1, at the soft masks' size. */
  flow(index: number, offset: -1 | 1): FlowField;
}

/** From this share of consistent flow on, what the flow carries counts in full. */
const TRUSTED_FROM = 0.25;

/**
 * How far the flow between a frame of a shot, not its first, and the frame before can be trusted to carry the foreground,
 * 0..1: by the share of pixels, foreground there or by what the frame before shows, where the flows to and fro agree
 * (`forwardBackwardConsistency`). In quick motion they do not, and what they carry is no evidence.
 */
export function carryingTrust(shot: RepairedShot, index: number): number {
  const back = shot.flow(index, -1);
  const consistent = forwardBackwardConsistency(back, shot.flow(index - 1, 1)).data;
  const own = shot.soft(index).data;
  const before = warpPlane(shot.soft(index - 1), back).data;
  let [count, agreeing] = [0, 0];
  for (let i = 0; i < own.length; i++) {
    if (own[i]! < 0.5 && before[i]! < 0.5) continue;
    count++;
    agreeing += consistent[i]!;
  }
  return count === 0 ? 1 : Math.min(agreeing / count / TRUSTED_FROM, 1);
}

/** A mean of planes under way: their weighted sum over the sum of weights. */
function weightedMean(parts: readonly (readonly [FloatPlane, number])[]): FloatPlane {
  const [[first]] = parts as [(typeof parts)[number]];
  const data = new Float32Array(first.data.length);
  const total = parts.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [plane, weight] of parts)
    for (let i = 0; i < data.length; i++) data[i]! += (weight / total) * plane.data[i]!;
  return { ...first, data };
}

/** Walks a window of a shot in one direction; yields what the frames passed so far predict for each next one. */
function* predictions(
  shot: RepairedShot,
  { worths }: RepairPlan,
  carried: readonly number[],
  { from, to }: { readonly from: number; readonly to: number },
): Generator<{ readonly index: number; readonly predicted: FloatPlane | null }> {
  const step = from <= to ? 1 : -1;
  let mean: FloatPlane | null = null;
  for (let index = from; index !== to; index += step) {
    const predicted: FloatPlane | null =
      mean === null ? null : warpPlane(mean, shot.flow(index, step === 1 ? -1 : 1));
    yield { index, predicted };
    const own = shot.soft(index);
    mean =
      predicted === null
        ? own
        : weightedMean([
            [own, worths[index]!],
            [predicted, carried[index]!],
          ]);
  }
}

/**
 * Repairs the soft masks of a shot's weak frames from the frames around them: those are carried along the flow from
 * frame to frame, each by its worth, and lose a little of their say at each step. So a frame in which the cut has lost
 * the object, or taken in the ground, shows what its neighbours show (a recursive filter over time, forwards and
 * backwards). Yields the repaired frames, ascending; the others stay as they are.
 */
export function* repairSoftMasks(
  shot: RepairedShot,
  plan: RepairPlan,
): Generator<{ readonly index: number; readonly soft: FloatPlane }> {
  const { worths, before, behind, need } = plan;
  const count = worths.length;
  for (let start = 0; start < count; start += BLOCK) {
    const end = Math.min(start + BLOCK, count);
    const weak = (index: number): boolean => index >= start && index < end && need[index]! > 0;
    if (!need.slice(start, end).some((share) => share > 0)) continue;
    const fromBehind = new Map<number, FloatPlane>();
    const backwards = { from: Math.min(end + REACH, count) - 1, to: start - 1 };
    for (const { index, predicted } of predictions(shot, plan, behind, backwards))
      if (weak(index) && predicted !== null) fromBehind.set(index, predicted);
    const forwards = { from: Math.max(start - REACH, 0), to: end };
    for (const { index, predicted } of predictions(shot, plan, before, forwards)) {
      if (!weak(index)) continue;
      const own = shot.soft(index);
      const helpers: (readonly [FloatPlane, number])[] = [[own, worths[index]!]];
      if (predicted !== null) helpers.push([predicted, NEIGHBOURS * before[index]!]);
      const later = fromBehind.get(index);
      if (later !== undefined) helpers.push([later, NEIGHBOURS * behind[index]!]);
      const share = need[index]!;
      yield {
        index,
        soft: weightedMean([
          [own, 1 - share],
          [weightedMean(helpers), share],
        ]),
      };
    }
  }
}
