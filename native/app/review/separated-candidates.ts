import type { FixChoice } from '../../api/runs.ts';
import type { ProgressSlice } from '../../base/context.ts';
import type { SeparationInput } from '../../flow/background/separate.ts';
import type { FloatPlane } from '../../raster/types.ts';
import { takesMaskStep } from '../../runs/mask-steps.ts';
import {
  chosenCandidates,
  indicesOf,
  shotRange,
  storedCandidates,
} from '../../runs/candidates/shot-candidates.ts';
import type { Run } from '../../runs/run.ts';
import { separatedFrames } from '../../pipeline/masks/separation-stage.ts';
import type { ClipInfo } from '../../video/clip.ts';
import type { PictureParts } from '../media/layer-pictures.ts';

/** What separating candidates needs. */
export interface SeparatingParts extends Pick<PictureParts, 'store' | 'pool'> {
  readonly signal: AbortSignal;
  readonly progress: ProgressSlice;
}

/**
 * The soft masks of chosen candidates in `frames`, ascending, separated from the background behind them as the run's own
 * masks are: [H, W] of the flow's size, 0..1. Empty where the choice is no candidate, or the run takes no such step; null
 * where the cache no longer holds the candidates or the flow.
 */
export async function separatedCandidates(
  run: Run,
  clip: ClipInfo,
  { candidates: choice }: FixChoice,
  frames: readonly number[],
  { store, pool, signal, progress }: SeparatingParts,
): Promise<ReadonlyMap<number, FloatPlane> | null> {
  const separated = new Map<number, FloatPlane>();
  if (choice === undefined || !takesMaskStep(run.config, 'all')) return separated;
  const { shots, geometry, keys } = run;
  const services = {
    parallelism: pool.parallelism,
    signal,
    separate: (input: SeparationInput) => pool.separate(input, signal),
  };
  for (let at = 0; at < frames.length;) {
    const range = shotRange(shots, frames[at]!);
    const within = frames.slice(at).filter((frame) => frame <= range.last);
    const candidates = storedCandidates(run, store, range.first);
    if (candidates === null || indicesOf(range).some((index) => !store.hasBlob(keys.flow(index))))
      return null;
    const masks = { ...range, coarse: (index: number) => chosenCandidates(run, candidates, choice, index) };
    const work = { clip, geometry, shots, store, keys };
    for await (const { index, soft } of separatedFrames(work, masks, within, services)) {
      separated.set(index, soft);
      progress.report(separated.size, frames.length);
    }
    at += within.length;
  }
  return separated;
}
