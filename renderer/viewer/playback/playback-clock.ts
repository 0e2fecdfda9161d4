import type { FrameRange } from '../../../native/base/frame-indices.ts';

/** Play that began at a frame at a moment, at a multiple of the real speed; negative rates play backwards. */
export interface Play {
  readonly fromFrame: number;
  readonly fromMs: number;
  readonly rate: number;
  readonly loop: boolean;
  readonly range: FrameRange;
}

/** Where play has come to. */
export interface PlayPosition {
  readonly frame: number;
  /** Whether the range's end was reached without a loop. */
  readonly ended: boolean;
}

/** The spacing of frames that stands where a clip has a single one. */
const stillSpacingSec = 1 / 25;

/** The median spacing of ascending presentation times; a clip of one frame counts as 25 frames per second. */
export function frameSpacingSec(timesSec: readonly number[]): number {
  const spacings = timesSec.slice(1).map((time, index) => time - timesSec[index]!);
  const median = spacings.toSorted((a, b) => a - b)[Math.floor(spacings.length / 2)];
  return median !== undefined && median > 0 ? median : stillSpacingSec;
}

/** The frame shown at a time: the last that has begun; times before the first give the first. */
export function frameAtTime(timesSec: readonly number[], timeSec: number): number {
  let low = 0;
  let high = timesSec.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (timesSec[middle]! <= timeSec) low = middle;
    else high = middle - 1;
  }
  return low;
}

const remainder = (value: number, length: number) => ((value % length) + length) % length;

/**
 * The frame that play shows at `nowMs` by the clip's own presentation times, which need not be evenly spaced: a frame
 * stands until the next begins, the last one for the clip's median spacing.
 */
export function playPosition(timesSec: readonly number[], play: Play, nowMs: number): PlayPosition {
  const { first, last } = play.range;
  const startSec = timesSec[first]!;
  const endSec = (timesSec[last + 1] ?? timesSec[last]! + frameSpacingSec(timesSec)) - startSec;
  const fromSec = timesSec[play.fromFrame]! - startSec;
  // Played backwards, a frame is left at its beginning: it starts from the end of its own time.
  const lead = play.rate < 0 ? (timesSec[play.fromFrame + 1] ?? endSec + startSec) - startSec - fromSec : 0;
  // Half a microsecond: a moment computed to be a frame's beginning must not fall just before it.
  const slackSec = play.rate < 0 ? -5e-7 : 5e-7;
  const atSec = fromSec + lead + ((nowMs - play.fromMs) / 1000) * play.rate + slackSec;
  if (!play.loop && play.rate > 0 && atSec >= endSec) return { frame: last, ended: true };
  if (!play.loop && play.rate < 0 && atSec < 0) return { frame: first, ended: true };
  const frame = frameAtTime(timesSec, startSec + (play.loop ? remainder(atSec, endSec) : atSec));
  return { frame: Math.min(last, Math.max(first, frame)), ended: false };
}

const fastest = 8;

/** The rate after a press of J (-1) or L (+1): real speed at first, twice as fast with each further press, as on editing decks. */
export function shuttleRate(rate: number, direction: -1 | 1): number {
  if (rate * direction <= 0) return direction;
  return direction * Math.min(fastest, Math.abs(rate) * 2);
}

const twoDigits = (value: number) => String(value).padStart(2, '0');

/** Hours, minutes, seconds and the frame within the second, `00:00:04:07`, at the clip's nominal rate. */
export function timecode(timeSec: number, spacingSec: number): string {
  const rate = Math.max(1, Math.round(1 / spacingSec));
  const frames = Math.round(timeSec * rate);
  const wholeSec = Math.floor(frames / rate);
  const parts = [Math.floor(wholeSec / 3600), Math.floor(wholeSec / 60) % 60, wholeSec % 60, frames % rate];
  return parts.map(twoDigits).join(':');
}
