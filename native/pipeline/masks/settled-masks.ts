import type { ProgressSlice } from '../../base/context.ts';
import type { ProgressNode } from '../../base/progress.ts';
import type { ForegroundSide } from '../../graphcut/choice/foreground-choice.ts';
import type { ClipWork } from '../clip-work.ts';
import { stageVersions } from '../../runs/keys/frame-keys.ts';
import { type MaskSource, replaceByStored } from './mask-stage.ts';
import { type SeparatedMasks, separationStage } from './separation-stage.ts';
import { spuriousPartsStage } from './spurious-parts-stage.ts';
import { steadyStage } from './steady-stage.ts';
import { temporalFilterStage } from './temporal-filter-stage.ts';

/** Drawing contours takes longer than filtering what they are drawn of. */
const filterShares = [1, 4];

/** What shows and measures the steps; spurious parts and smoothed contours count with the filter. */
export interface SettlingView {
  readonly slices: { readonly separation: ProgressSlice; readonly filter: ProgressNode };
  readonly timed: <T>(step: 'separation' | 'filter', work: () => Promise<T>) => Promise<T>;
}

/** Masks after all steps, the cache keys of their soft masks after the first, and after the others. */
export interface SettledMasks extends SeparatedMasks {
  /** By frame: [H, W] of the flow's size, 0..255. */
  readonly filtered: ReadonlyMap<number, string>;
}

/**
 * Masks that heed what the rest of their shot shows, where the run takes these steps: separated from the background behind
 * them, then filtered over time, then freed of spurious parts; the contours that are drawn of these are smoothed over time once more.
 *
 * @param chosen for each frame, which side of its bipartition is the foreground; null: none.
 */
export async function settledMasks(
  work: ClipWork,
  masks: MaskSource,
  chosen: readonly ForegroundSide[],
  { slices, timed }: SettlingView,
): Promise<SettledMasks> {
  const { masks: apart, separated } = await timed('separation', () =>
    separationStage(work, masks, chosen, slices.separation),
  );
  return timed('filter', async () => {
    const [soft, drawn] = slices.filter.divide(filterShares);
    const filtered = await spuriousPartsStage(work, await temporalFilterStage(work, separated, soft!));
    const whole = replaceByStored(work, apart, filtered, stageVersions.filter);
    return { masks: await steadyStage(work, whole, filtered.keys(), drawn!), separated, filtered };
  });
}
