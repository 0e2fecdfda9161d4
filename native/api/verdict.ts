import { z } from 'zod';
import { frameIndex, share } from './method.ts';

const frames = { first: frameIndex, last: frameIndex };

/** Why a run is to be looked at, with the frames that it is about. */
export const verdictReason = z.discriminatedUnion('kind', [
  /** No frame has an object. */
  z.strictObject({ kind: z.literal('empty') }),
  /** Nothing moves against the camera there. */
  z.strictObject({ kind: z.literal('still'), ...frames }),
  /** The object leaves, or is lost, at `first`, and does not come back. */
  z.strictObject({ kind: z.literal('leaves'), ...frames }),
  /** The mask's area more than halves or doubles from one frame to the next. */
  z.strictObject({ kind: z.literal('jump'), ...frames }),
  /** The masks do not follow the motion there. */
  z.strictObject({ kind: z.literal('unsteady'), ...frames }),
  /** Several things move apart from each other. */
  z.strictObject({ kind: z.literal('movers'), count: z.int() }),
  /** The confidence is low, lowest there. */
  z.strictObject({ kind: z.literal('unsure'), ...frames }),
]);
export type VerdictReason = z.infer<typeof verdictReason>;

/** How far a run's masks need a look. */
export const grades = ['good', 'check', 'bad'] as const;
export type Grade = (typeof grades)[number];

/** A run's verdict. */
export const verdict = z.strictObject({
  grade: z.enum(grades),
  /** The mean confidence over the frames; frames in which nothing moves count 0. */
  score: share,
  /** The most important first. */
  reasons: z.array(verdictReason),
});
export type Verdict = z.infer<typeof verdict>;
