import type { ProgressSlice } from '../../base/context.ts';
import type { CutClip } from '../cut-clip.ts';
import type { MaskSource } from '../masks/mask-stage.ts';
import { settledMasks } from '../masks/settled-masks.ts';
import type { RefinementReport } from './refine-clip.ts';

type SettlingStage = 'refinedSeparation' | 'refinedFilter' | 'refinedContours';

/** The masks that count after a refinement, and what run.json says of it; null where none was asked for. */
export interface RefinedMasks {
  readonly masks: MaskSource;
  readonly report: RefinementReport | null;
}

/** What shows and measures the steps. */
export interface RefinedSettlingView {
  readonly slices: Readonly<Record<SettlingStage, ProgressSlice>>;
  readonly timed: <T>(stage: SettlingStage, work: () => Promise<T>) => Promise<T>;
}

/**
 * Refined masks, settled as the cut's were (see `settledMasks`): the network fills again what the background had taken out,
 * the ground between legs say, and sees one frame at a time. The cut's masks, where these were kept, stay as they are.
 */
export async function settledRefinement(
  refinement: RefinedMasks,
  { work, chosen }: Pick<CutClip, 'work' | 'chosen'>,
  { slices, timed }: RefinedSettlingView,
): Promise<RefinedMasks> {
  const { masks, report } = refinement;
  if (report?.state !== 'refined') return refinement;
  const stages = {
    separation: 'refinedSeparation',
    filter: 'refinedFilter',
    contours: 'refinedContours',
  } as const;
  const settled = await settledMasks(work, masks, chosen, {
    slices: {
      separation: slices.refinedSeparation,
      filter: slices.refinedFilter,
      contours: slices.refinedContours,
    },
    timed: (step, stageWork) => timed(stages[step], stageWork),
  });
  const softMaskKeys = report.softMaskKeys.map(
    (key, index) => settled.filtered.get(index) ?? settled.separated.get(index) ?? key,
  );
  return { masks: settled.masks, report: { ...report, softMaskKeys } };
}
