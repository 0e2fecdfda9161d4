import { throwIfCancelled } from '../../base/errors.ts';
import { pseudoMaskWeight } from '../../refine/pseudo-masks.ts';
import { recall, recallFlows } from '../../runs/stored/recall.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import type { ClipWork } from '../clip-work.ts';
import type { RefineWork } from './refine-work.ts';
import { neighbourOffsets } from '../../runs/shots.ts';

/** How one kind of soft mask is averaged over time. */
interface Averaging {
  /** Cache keys of what is averaged and of what comes out. */
  readonly from: (index: number) => string;
  readonly to: (index: number) => string;
  readonly stage: 'target' | 'fused';
  readonly weight: (index: number) => number;
  /** A soft mask of the same frame that gets a third of the say. */
  readonly other?: (index: number) => Uint8Array;
}

/** Averages every frame's mask that is not in the store; commits each at once, and returns their number. */
async function averageOverTime(
  { work, segmenter }: RefineWork<ClipWork>,
  { from, to, stage, weight, other }: Averaging,
): Promise<number> {
  const { clip, shots, store, pool, signal } = work;
  const missing = Array.from({ length: clip.frameCount }, (_, index) => index).filter(
    (index) => !store.hasBlob(to(index)),
  );
  const averaged = orderedMap(missing, pool.parallelism, async (index) => {
    throwIfCancelled(signal);
    const frames = [index, ...neighbourOffsets(shots, index).map((offset) => index + offset)];
    const bytes = await pool.run('temporalMeanTask', {
      size: segmenter.output,
      masks: frames.map((frame) => ({
        shares: recall(work, from(frame), 'soft mask', frame),
        weight: weight(frame),
      })),
      flows: recallFlows(work, index),
      ...(other === undefined ? {} : { other: other(index) }),
    });
    store.putBlobs([{ key: to(index), stage, bytes }]);
    return 1;
  });
  let count = 0;
  for await (const one of averaged) count += one;
  return count;
}

/** The pseudo masks that are learned: the graph cut's, averaged over time where the preset says so. */
export async function pseudoMaskStage(refine: RefineWork<ClipWork>): Promise<void> {
  const { preset, keys, confidence } = refine;
  if (!preset.temporalMean) return;
  const weight = (index: number) => pseudoMaskWeight(confidence[index]!);
  await averageOverTime(refine, { from: keys.share, to: keys.target, stage: 'target', weight });
}

/** The soft masks that count: the network's, averaged over time and with the graph cut's own where the preset says so. */
export async function fusionStage(refine: RefineWork<ClipWork>): Promise<void> {
  const { preset, keys } = refine;
  if (!preset.temporalMean) return;
  const other = (index: number) => recall(refine.work, keys.share(index), 'pseudo mask', index);
  await averageOverTime(refine, { from: keys.soft, to: keys.fused, stage: 'fused', weight: () => 1, other });
}
