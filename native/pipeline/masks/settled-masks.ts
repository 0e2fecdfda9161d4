import type { ProgressSlice } from '../../base/context.ts';
import type { ForegroundSide } from '../../graphcut/choice/foreground-choice.ts';
import type { ClipWork } from '../clip-work.ts';
import type { MaskSource } from './mask-stage.ts';
import { type SeparatedMasks, separationStage } from './separation-stage.ts';
import { type FilteredMasks, temporalFilterStage } from './temporal-filter-stage.ts';

/** What shows and measures the two steps. */
export interface SettlingView {
  readonly slices: { readonly separation: ProgressSlice; readonly filter: ProgressSlice };
  readonly timed: <T>(step: 'separation' | 'filter', work: () => Promise<T>) => Promise<T>;
}

/** Masks after both steps, and the cache keys of their soft masks after each. */
export type SettledMasks = FilteredMasks & Pick<SeparatedMasks, 'separated'>;

/**
 * Masks that heed what the rest of their shot shows, where the run takes these steps: separated from the background behind
 * them, then filtered over time.
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
  const filtered = await timed('filter', () => temporalFilterStage(work, apart, separated, slices.filter));
  return { ...filtered, separated };
}
