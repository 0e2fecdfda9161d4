import { type FrameRange, indicesOf } from '../../base/frame-indices.ts';
import { throwIfCancelled } from '../../base/errors.ts';
import { warpPlane } from '../../flow/warp.ts';
import { meanOfKnown } from '../../metrics/statistics.ts';
import { contestedRanges, pseudoMaskWeight, softOverlap } from '../../refine/pseudo-masks.ts';
import { readFlowAt } from '../../runs/stored/stored-flows.ts';
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
  /** A soft mask of the same frame that gets half of the say. */
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

/** How well some soft masks agree from frame to frame along the flow, 0..1, within a range and at both its ends. */
function steadiness(
  { work, segmenter }: RefineWork<ClipWork>,
  maskOf: (index: number) => Uint8Array,
  { first, last }: FrameRange,
): number {
  const { shotOf } = work.shots;
  const overlaps: number[] = [];
  for (let index = first; index <= last + 1; index++) {
    if (shotOf[index - 1] === undefined || shotOf[index - 1] !== shotOf[index]) continue;
    const flow = readFlowAt(recallFlows(work, index), -1, segmenter.output)!;
    const before = { ...segmenter.output, data: Float32Array.from(maskOf(index - 1)) };
    overlaps.push(softOverlap(Uint8Array.from(warpPlane(before, flow).data), maskOf(index)));
  }
  return overlaps.length === 0 ? 0 : meanOfKnown(overlaps);
}

/** The frames whose cut is kept: of contested ranges those in which the cut is the steadier one. */
function keptFrames(refine: RefineWork<ClipWork>): number[] {
  const { work, keys } = refine;
  const network = (index: number) => recall(work, keys.soft(index), 'soft mask', index);
  const cut = (index: number) => recall(work, keys.share(index), 'pseudo mask', index);
  const overlaps = Array.from({ length: work.clip.frameCount }, (_, index) =>
    softOverlap(network(index), cut(index)),
  );
  return contestedRanges(overlaps, work.shots.shotOf).flatMap((range) => {
    throwIfCancelled(work.signal);
    if (steadiness(refine, network, range) > steadiness(refine, cut, range)) return [];
    return indicesOf(range);
  });
}

/**
 * The soft masks that count: the network's, averaged over time and with the graph cut's where the preset says so; there
 * the cut's stay where the network shows something else, less steadily.
 */
export async function fusionStage(refine: RefineWork<ClipWork>): Promise<void> {
  const { work, preset, keys } = refine;
  if (!preset.temporalMean) return;
  const cut = (index: number) => recall(work, keys.share(index), 'pseudo mask', index);
  const indices = Array.from({ length: work.clip.frameCount }, (_, index) => index);
  if (indices.every((index) => work.store.hasBlob(keys.fused(index)))) return;
  const kept = keptFrames(refine).map((index) => ({
    key: keys.fused(index),
    stage: 'fused' as const,
    bytes: cut(index),
  }));
  work.store.putBlobs(kept);
  await averageOverTime(refine, {
    from: keys.soft,
    to: keys.fused,
    stage: 'fused',
    weight: () => 1,
    other: cut,
  });
}
