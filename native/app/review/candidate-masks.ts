import { indicesOf } from '../../base/frame-indices.ts';
import type { FixChoice } from '../../api/runs.ts';
import type { ProgressSlice } from '../../base/context.ts';
import type { SeparationInput } from '../../flow/background/separate.ts';
import { separatedFrames } from '../../pipeline/masks/separation-stage.ts';
import { withoutSpuriousParts } from '../../pipeline/masks/spurious-parts-stage.ts';
import { filteredFrames, withFilterReach } from '../../pipeline/masks/temporal-filter-stage.ts';
import type { TemporalFilterTask } from '../../pipeline/masks/temporal-filter-task.ts';
import { grayLevels, sharesOfGray } from '../../raster/gray-levels.ts';
import type { FloatPlane } from '../../raster/types.ts';
import { takesMaskStep } from '../../runs/mask-steps.ts';
import type { Run } from '../../runs/run.ts';
import { chosenCandidates, shotRange, storedCandidates } from '../../runs/candidates/shot-candidates.ts';
import type { ClipInfo } from '../../video/clip.ts';
import type { PictureParts } from '../media/layer-pictures.ts';

/** What the masks of candidates are made with. */
export interface CandidateMaskParts extends Pick<PictureParts, 'store' | 'pool'> {
  readonly signal: AbortSignal;
  readonly progress: ProgressSlice;
}

/**
 * The soft masks of chosen candidates in `frames`, ascending, separated from the background behind them, filtered over
 * time and freed of spurious parts as the run's own masks are: [H, W] of the flow's size, 0..1. Empty where the choice is
 * no candidate, or the run takes no such step; null where the cache no longer holds the candidates or the flow.
 */
export async function candidateMasks(
  run: Run,
  clip: ClipInfo,
  { candidates: choice }: FixChoice,
  frames: readonly number[],
  { store, pool, signal, progress }: CandidateMaskParts,
): Promise<ReadonlyMap<number, FloatPlane> | null> {
  const made = new Map<number, FloatPlane>();
  if (choice === undefined || !takesMaskStep(run.config, 'background')) return made;
  const filters = takesMaskStep(run.config, 'all');
  const { shots, geometry, keys } = run;
  const { parallelism } = pool;
  const separate = (input: SeparationInput) => pool.separate(input, signal);
  const filter = (task: TemporalFilterTask) => pool.filter(task, signal);
  for (let at = 0; at < frames.length;) {
    const range = shotRange(shots, frames[at]!);
    const within = frames.slice(at).filter((frame) => frame <= range.last);
    const candidates = storedCandidates(run, store, range.first);
    if (candidates === null || indicesOf(range).some((index) => !store.hasBlob(keys.flow(index))))
      return null;
    const masks = { ...range, coarse: (index: number) => chosenCandidates(run, candidates, choice, index) };
    const work = { clip, geometry, shots, store, keys };
    const wide = filters ? withFilterReach(within, range.first, range.last) : within;
    // Bytes as the store keeps them, so that the run's own choice gives the run's own masks.
    const shares = new Map<number, Uint8Array>();
    for await (const { index, soft } of separatedFrames(work, masks, wide, {
      parallelism,
      signal,
      separate,
    })) {
      shares.set(index, grayLevels(soft.data));
      progress.report(at + (within.length * shares.size) / wide.length, frames.length);
    }
    const seen = { frames: wide, shares: (index: number) => shares.get(index)! };
    if (filters)
      for await (const one of filteredFrames(work, seen, { parallelism, signal, filter }))
        shares.set(one.index, one.shares);
    // Of several that a person joins, none is spurious.
    if (filters && choice.add.length === 1)
      for await (const one of withoutSpuriousParts({ ...seen, frames: within }, geometry.flow, signal))
        shares.set(one.index, one.shares);
    for (const index of within) made.set(index, { ...geometry.flow, data: sharesOfGray(shares.get(index)!) });
    at += within.length;
  }
  return made;
}
