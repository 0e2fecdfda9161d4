import { isDeepStrictEqual } from 'node:util';
import type { Fixes } from '../../runs/fixes-file.ts';
import type { RunReport } from '../../runs/report.ts';

/** Whether a refined run was corrected since, by fixes or hold-out regions, so that another refinement learns from it. */
export const hasUnlearned = ({ refinement }: RunReport, { fixed, heldOut }: Fixes): boolean =>
  refinement !== null && (fixed.size > 0 || !isDeepStrictEqual([...heldOut], refinement.heldOut));
