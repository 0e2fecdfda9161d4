import { z } from 'zod';
import { frameIndex, frameRange, method, share } from './method.ts';
import { candidateChoice, runDetails } from './runs.ts';

/** Something that may be the object, all through a shot. */
export const candidate = z.strictObject({
  /** Its place in the list, by which it is chosen and its picture fetched (`candidatePath`). */
  id: z.int().min(0),
  /** Whether it is the run's own choice. */
  automatic: z.boolean(),
  /** Its mean share of the picture. */
  area: share,
});
export type Candidate = z.infer<typeof candidate>;

const inShot = { runId: z.int(), frame: frameIndex };

export const candidateMethods = {
  /** What may be the object in the shot of a frame, the likeliest first. Computed from the cache, in seconds. */
  'candidates.find': method(
    z.strictObject(inShot),
    z.strictObject({ range: frameRange, candidates: z.array(candidate) }),
  ),
  /** Makes the chosen candidates, joined, the object all through the shot of a frame; locked frames stay. */
  'candidates.choose': method(
    z.strictObject({ ...inShot, choice: candidateChoice }),
    z.strictObject({
      range: frameRange,
      changed: z.array(frameIndex),
      undo: z.int().nullable(),
      run: runDetails,
    }),
  ),
} as const;
