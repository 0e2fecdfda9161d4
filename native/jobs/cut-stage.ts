import { throwIfCancelled } from '../errors.ts';
import type { ProgressSlice } from '../context.ts';
import { bipartition } from '../graphcut/bipartition.ts';
import type { CutPool } from '../graphcut/cut-pool.ts';
import type { FrameCut } from '../graphcut/cut-types.ts';
import {
  chooseForeground,
  partitionAgreement,
  type PartitionEvidence,
  partitionSupport,
} from '../graphcut/foreground-choice.ts';
import { softPartition } from '../graphcut/soft-partition.ts';
import { decodeFloat16 } from '../raster/float16.ts';
import type { PatchFeatures } from '../raster/types.ts';
import { type ClipWork, cutOptions } from './clip-work.ts';
import { readFlow } from './frame-tasks.ts';
import { recall, recallFlows } from './motion-stage.ts';
import { orderedMap } from './ordered-map.ts';

function recallFeatures(work: ClipWork, side: 'appearance' | 'motion', index: number): PatchFeatures {
  const data = decodeFloat16(recall(work, work.keys[side](index), side, index));
  return { ...work.geometry.grid, dim: work.encoder.dim, data };
}

/** The normalized cut of every frame (paper section 2.1) from cached features; eigenvalue and eigenvector are kept. */
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
    const cut = await cuts.cutFrame(appearance, motion, cutOptions(config));
    store.putBlobs([{ key: keys.cut(index), stage: 'cut', bytes: cutToBytes(cut) }]);
    computed['cut'] = (computed['cut'] ?? 0) + 1;
    return index;
  });
  for await (const index of done) progress.report(index + 1, total);
}

/** An eigenvalue from which the graph holds no structure: all patches alike, or all unlike (a black frame, say). */
const STRUCTURELESS = 1 - 1e-6;

/** Whether a cut of this eigenvalue separates nothing. */
export const structureless = (eigenvalue: number): boolean => !(eigenvalue < STRUCTURELESS);

/** A frame's cut as it is cached. */
export interface StoredCut {
  /** The second-smallest eigenvector, [N], largest entry positive. */
  readonly eigenvector: Float32Array;
  /** Sides 0 and 1 by the eigenvector's mean, [N]; null where the graph holds no structure to cut along. */
  readonly partition: Uint8Array | null;
}

/** A cut as the cache keeps it: the eigenvalue and then the eigenvector, float32 [1 + N]. */
export function cutToBytes({
  eigenvalue,
  eigenvector,
}: Pick<FrameCut, 'eigenvalue' | 'eigenvector'>): Uint8Array {
  const values = new Float32Array(1 + eigenvector.length);
  values[0] = eigenvalue;
  values.set(eigenvector, 1);
  return new Uint8Array(values.buffer);
}

/** The cut in the bytes that `cutToBytes` made. */
export function cutFromBytes(bytes: Uint8Array): StoredCut {
  const values = new Float32Array(bytes.slice().buffer);
  const eigenvector = values.subarray(1);
  return { eigenvector, partition: structureless(values[0]!) ? null : bipartition(eigenvector) };
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
