import { setImmediate } from 'node:timers/promises';
import { throwIfCancelled } from '../../base/errors.ts';
import {
  carryingTrust,
  cutWorths,
  planRepair,
  type RepairedShot,
  repairSoftMasks,
} from '../../flow/mask-repair.ts';
import { grayLevels, sharesOfGray } from '../../raster/gray-levels.ts';
import { resizePlaneBilinear } from '../../raster/resample.ts';
import { stageVersions } from '../../runs/keys/frame-keys.ts';
import { carryingTrustsKey, repairedKeys } from '../../runs/keys/mask-keys.ts';
import { takesMaskStep } from '../../runs/mask-steps.ts';
import { recallFlows } from '../../runs/stored/recall.ts';
import { readFlow } from '../../runs/stored/stored-flows.ts';
import { sceneCutsOf } from '../../runs/shots.ts';
import type { ClipWork } from '../clip-work.ts';
import type { CutMeasures } from './frame-measures.ts';
import { type MaskSource, replaceByStored } from './mask-stage.ts';

/** Masks with repaired frames among them. */
export interface RepairedMasks {
  readonly masks: MaskSource;
  /** The cache keys of the repaired soft masks by frame: [H, W] of the flow's size, 0..255. */
  readonly repaired: ReadonlyMap<number, string>;
}

/** A shot of a clip as the repair reads it; its frames count from 0. */
function repairedShot(work: ClipWork, masks: MaskSource, first: number): RepairedShot {
  const size = work.geometry.flow;
  return {
    soft: (index) => resizePlaneBilinear(masks.coarse(first + index), size),
    flow: (index, offset) => readFlow(recallFlows(work, first + index), offset)!,
  };
}

/** How far the flow to each frame of a shot carries (see `carryingTrust`), [frames] of 0..1, 0 at its start; from the cache, or computed. */
async function carryingTrusts(
  { store, signal }: ClipWork,
  shot: RepairedShot,
  inputs: readonly string[],
): Promise<Float32Array> {
  const key = carryingTrustsKey(inputs);
  const known = store.getBlob(key);
  if (known !== undefined) return sharesOfGray(known);
  const trusts = new Float32Array(inputs.length / 2);
  for (let index = 1; index < trusts.length; index++) {
    throwIfCancelled(signal);
    trusts[index] = carryingTrust(shot, index);
    await setImmediate();
  }
  const bytes = grayLevels(trusts);
  store.putBlobs([{ key, stage: 'repaired', bytes }]);
  return sharesOfGray(bytes);
}

/**
 * The graph cut's masks, those of frames that are worth less than the frames around repaired from these (see
 * `repairSoftMasks`), where the run takes that step.
 */
export async function repairStage(
  work: ClipWork,
  masks: MaskSource,
  measures: readonly CutMeasures[],
): Promise<RepairedMasks> {
  const repaired = new Map<number, string>();
  if (!takesMaskStep(work.config, 'repair')) return { masks, repaired };
  const { clip, shots, store, keys, signal, computed } = work;
  const indices = Array.from({ length: clip.frameCount }, (_, index) => index);
  const starts = [0, ...sceneCutsOf(shots)];
  for (const [k, first] of starts.entries()) {
    const last = starts[k + 1] ?? clip.frameCount;
    const worths = cutWorths(measures.slice(first, last));
    if (planRepair(worths).need.every((share) => share === 0)) continue;
    const shot = repairedShot(work, masks, first);
    const inputs = indices.slice(first, last).flatMap((index) => [masks.key(index), keys.flow(index)]);
    const plan = planRepair(worths, await carryingTrusts(work, shot, inputs));
    const keyOf = repairedKeys(worths, inputs);
    const weak = plan.need.flatMap((share, index) => (share > 0 ? [{ index, key: keyOf(index) }] : []));
    for (const { index, key } of weak) repaired.set(first + index, key);
    if (weak.every(({ key }) => store.hasBlob(key))) continue;
    for (const { index, soft } of repairSoftMasks(shot, plan)) {
      throwIfCancelled(signal);
      const bytes = grayLevels(soft.data);
      store.putBlobs([{ key: repaired.get(first + index)!, stage: 'repaired', bytes }]);
      computed['repaired'] = (computed['repaired'] ?? 0) + 1;
      await setImmediate();
    }
  }
  return { masks: replaceByStored(work, masks, repaired, stageVersions.repair), repaired };
}
