import { throwIfCancelled } from '../errors.ts';
import type { ProgressSlice } from '../context.ts';
import { bipartition } from '../graphcut/bipartition.ts';
import type { CutPool } from '../graphcut/cut-pool.ts';
import {
  chooseForeground,
  partitionAgreement,
  type PartitionEvidence,
  partitionSupport,
} from '../graphcut/foreground-choice.ts';
import { decodeFloat16 } from '../raster/float16.ts';
import type { PatchFeatures } from '../raster/types.ts';
import { type ClipWork, cutOptions } from './clip-work.ts';
import { readFlows } from './frame-tasks.ts';
import { recall, recallFlows } from './motion-stage.ts';
import { orderedMap } from './ordered-map.ts';

function recallFeatures(work: ClipWork, side: 'appearance' | 'motion', index: number): PatchFeatures {
  const data = decodeFloat16(recall(work, work.keys[side](index), side, index));
  return { ...work.geometry.grid, dim: work.encoder.dim, data };
}

/** The normalized cut of every frame (paper section 2.1) from cached features: the second eigenvector is kept. */
export async function cutStage(work: ClipWork, cuts: CutPool, progress: ProgressSlice): Promise<void> {
  const { clip, store, keys, config, computed } = work;
  const total = clip.frameCount;
  const indices = Array.from({ length: total }, (_, index) => index);
  const done = orderedMap(indices, cuts.parallelism, async (index) => {
    throwIfCancelled(work.signal);
    if (store.hasBlob(keys.cut(index))) return index;
    const [appearance, motion] = [
      recallFeatures(work, 'appearance', index),
      recallFeatures(work, 'motion', index),
    ];
    const { eigenvector } = await cuts.cutFrame(appearance, motion, cutOptions(config));
    store.putBlobs([
      { key: keys.cut(index), stage: 'cut', bytes: new Uint8Array(eigenvector.slice().buffer) },
    ]);
    computed['cut'] = (computed['cut'] ?? 0) + 1;
    return index;
  });
  for await (const index of done) progress.report(index + 1, total);
}

/** The cached eigenvector of a frame, [N], largest entry positive. */
export function recallEigenvector(work: ClipWork, index: number): Float32Array {
  return new Float32Array(recall(work, work.keys.cut(index), 'cut', index).slice().buffer);
}

function evidence(work: ClipWork, index: number): PartitionEvidence {
  const { geometry, shots, clip } = work;
  const eigenvector = recallEigenvector(work, index);
  const partition = bipartition(eigenvector);
  const salience = decodeFloat16(recall(work, work.keys.salience(index), 'salience', index));
  const support = partitionSupport(partition, salience, eigenvector, geometry.grid);
  const alone = index + 1 >= clip.frameCount || shots.shotOf[index] !== shots.shotOf[index + 1];
  if (alone) return { support, agreementWithNext: 0 };
  const toNext = readFlows(recallFlows(work, index)).find(({ offset }) => offset === 1)!.flow;
  const next = bipartition(recallEigenvector(work, index + 1));
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

/** The foreground patches of a frame, [N] of 0 and 1. */
export function foregroundPatches(work: ClipWork, index: number, sideOneIsForeground: boolean): Uint8Array {
  const partition = bipartition(recallEigenvector(work, index));
  return sideOneIsForeground ? partition : partition.map((side) => 1 - side);
}
