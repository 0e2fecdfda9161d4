import { isOwnChoice } from '../../runs/recut.ts';
import type { FrameFix } from '../../api/runs.ts';

/**
 * Whether a frame's mask is still the run's own, corrected by the brush or with its edge moved: then the run's confidence
 * holds. Of another reading of the cut, or another object, it says nothing.
 */
export const keepsConfidence = (fix: FrameFix | undefined): boolean =>
  fix === undefined || (isOwnChoice(fix) && fix.candidates === undefined);
