import { FodvidError, throwIfCancelled } from '../errors.ts';
import type { ProgressSlice } from '../context.ts';
import {
  chooseForeground,
  partitionAgreement,
  type PartitionEvidence,
  partitionSupport,
} from '../graphcut/foreground-choice.ts';
import { softPartition } from '../graphcut/soft-partition.ts';
import { decodeFloat16 } from '../raster/float16.ts';
import { type ClipWork, cutOptions } from './clip-work.ts';
import { readFlow } from './frame-tasks.ts';
import { recall, recallFlows } from './motion-stage.ts';
import { orderedMap } from './ordered-map.ts';
import { cutFromBytes, type StoredCut } from './stored-cut.ts';

/** The normalized cut of every frame (paper section 2.1) from cached features; eigenvalue and eigenvector are kept. */
export async function cutStage(work: ClipWork, progress: ProgressSlice): Promise<void> {
  const { clip, store, keys, computed, pool } = work;
  const total = clip.frameCount;
  const indices = Array.from({ length: total }, (_, index) => index);
  const done = orderedMap(indices, pool.parallelism, async (index) => {
    throwIfCancelled(work.signal);
    if (store.hasBlob(keys.cut(index))) return index;
    const answer = await pool.run('cutTask', {
      appearance: recall(work, keys.appearance(index), 'appearance', index),
      motion: recall(work, keys.motion(index), 'motion', index),
      grid: work.geometry.grid,
      options: { ...cutOptions(work.config), label: `frame ${index} of ${clip.name}` },
    });
    if ('error' in answer)
      throw new FodvidError(answer.error.kind, answer.error.message, answer.error.origin);
    store.putBlobs([{ key: keys.cut(index), stage: 'cut', bytes: answer.cut }]);
    computed['cut'] = (computed['cut'] ?? 0) + 1;
    return index;
  });
  for await (const index of done) progress.report(index + 1, total);
}

/** The cached cut of a frame. */
export const recallCut = (work: ClipWork, index: number): StoredCut =>
  cutFromBytes(recall(work, work.keys.cut(index), 'cut', index));

function evidence(work: ClipWork, index: number): PartitionEvidence {
  const { geometry, shots, clip } = work;
  const { eigenvector, partition } = recallCut(work, index);
  if (partition === null) return { support: 0, agreementWithNext: 0 };
  const salience = decodeFloat16(recall(work, work.keys.salience(index), 'salience', index));
  const support = partitionSupport(partition, salience, eigenvector, geometry.grid);
  const alone = index + 1 >= clip.frameCount || shots.shotOf[index] !== shots.shotOf[index + 1];
  const next = alone ? null : recallCut(work, index + 1).partition;
  if (next === null) return { support, agreementWithNext: 0 };
  const toNext = readFlow(recallFlows(work, index), 1)!;
  return { support, agreementWithNext: partitionAgreement(partition, next, toNext, geometry.grid) };
}

/** For every frame, whether the upper side of its bipartition is the foreground: decided over the whole clip. */
export function foregroundStage(work: ClipWork, progress: ProgressSlice): boolean[] {
  const total = work.clip.frameCount;
  const frames: PartitionEvidence[] = [];
  for (let index = 0; index < total; index++) {
    throwIfCancelled(work.signal);
    frames.push(evidence(work, index));
    progress.report(index + 1, total);
  }
  return chooseForeground(frames);
}

/** How far each patch of a frame is foreground, [N] of 0..1: nowhere where the graph holds no structure. */
export function foregroundPatches(work: ClipWork, index: number, sideOneIsForeground: boolean): Float32Array {
  const { partition, eigenvector } = recallCut(work, index);
  if (partition === null) return new Float32Array(eigenvector.length);
  const soft = softPartition(eigenvector, partition);
  return sideOneIsForeground ? soft : soft.map((side) => 1 - side);
}
