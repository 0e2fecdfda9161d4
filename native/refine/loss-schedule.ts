import type { SeededRandom } from '../base/seeded-random.ts';

/** What the schedule knows of the frames that it draws from, of one clip or of several in a row. */
export interface ScheduleFrames {
  /** Frames whose pseudo mask says something, ascending. */
  readonly usable: readonly number[];
  /** The offsets among -2, -1, +1, +2 of a frame's usable neighbours in its shot. */
  neighbours(frame: number): readonly number[];
}

/** One sample: the network sees `frame`; its prediction is compared with the pseudo mask of `frame + offset`. */
export interface Draw {
  readonly frame: number;
  /** 0 for the frame's own pseudo mask; otherwise the prediction is warped to that neighbour first. */
  readonly offset: number;
}

/** The share of samples that are compared with their own pseudo mask (p of Algorithm 1). */
const OWN_SHARE = 0.5;

/**
 * Draws one sample by the paper's loss schedule (section 2.2, Algorithm 1): a frame, and with p = 0.5 its own pseudo
 * mask, otherwise that of a neighbour. A frame without neighbours has its own mask only.
 */
export function drawSample(random: SeededRandom, frames: ScheduleFrames): Draw {
  const frame = frames.usable[random.below(frames.usable.length)]!;
  const own = random.next() < OWN_SHARE;
  const offsets = frames.neighbours(frame);
  // Drawn in any case, so that one frame's lack of neighbours does not shift all later draws.
  const pick = random.next();
  if (own || offsets.length === 0) return { frame, offset: 0 };
  return { frame, offset: offsets[Math.floor(pick * offsets.length)]! };
}
