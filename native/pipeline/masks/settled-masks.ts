import type { ProgressSlice } from '../../base/context.ts';
import type { ForegroundSide } from '../../graphcut/choice/foreground-choice.ts';
import type { ClipWork } from '../clip-work.ts';
import { stageVersions } from '../../runs/keys/frame-keys.ts';
import { type MaskSource, replaceByStored } from './mask-stage.ts';
import { type SeparatedMasks, separationStage } from './separation-stage.ts';
import { spuriousPartsStage } from './spurious-parts-stage.ts';
import { steadyStage } from './steady-stage.ts';
import { temporalFilterStage } from './temporal-filter-stage.ts';

/** The steps that are shown and measured; spurious parts count with the filter. */
export type SettlingStep = 'separation' | 'filter' | 'contours';

/** What shows and measures the steps. */
export interface SettlingView {
  readonly slices: Readonly<Record<SettlingStep, ProgressSlice>>;
  readonly timed: <T>(step: SettlingStep, work: () => Promise<T>) => Promise<T>;
}

/** Masks after all steps, the cache keys of their soft masks after the first, and after the others. */
export interface SettledMasks extends SeparatedMasks {
  /** By frame: [H, W] of the flow's size, 0..255. */
  readonly filtered: ReadonlyMap<number, string>;
}

/**
 * Masks that heed what the rest of their shot shows, where the run takes these steps: separated from the background behind
 * them, filtered over time, and freed of spurious parts. Their contours are then drawn, and smoothed over time.
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
  const filtered = await timed('filter', async () =>
    spuriousPartsStage(work, await temporalFilterStage(work, separated, slices.filter)),
  );
  const soft = replaceByStored(work, apart, filtered, stageVersions.filter);
  const steady = await timed('contours', () => steadyStage(work, soft, filtered.keys(), slices.contours));
  return { masks: steady, separated, filtered };
}
