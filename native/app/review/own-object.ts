import { isOwnChoice } from '../../runs/recut.ts';
import type { FrameFix } from '../../api/runs.ts';

/**
 * Whether a frame shows the object that the run found, corrected by the brush or with its edge moved. Where a person chose
 * another reading of the cut, or another object, the run's doubts about its own are settled.
 */
export const isOwnObject = (fix: FrameFix | undefined): boolean =>
  fix === undefined || (isOwnChoice(fix) && fix.candidates === undefined);
