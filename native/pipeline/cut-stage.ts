import { FodvidError, throwIfCancelled } from '../base/errors.ts';
import type { ProgressSlice } from '../base/context.ts';
import { type FrameRange, indicesOf } from '../base/frame-indices.ts';
import {
  chooseForeground,
  type ForegroundSide,
  movesNow,
  partitionAgreement,
  type PartitionEvidence,
  partitionMotion,
  partitionSupport,
} from '../graphcut/choice/foreground-choice.ts';
import { softPartition } from '../graphcut/soft-partition.ts';
import { decodeFloat16 } from '../raster/float16.ts';
import { cutOptions } from '../runs/keys/frame-keys.ts';
import { pictureOf } from '../runs/shots.ts';
import type { ClipWork } from './clip-work.ts';
import { recall, recallCut, recallFlows } from '../runs/stored/recall.ts';
import { orderedMap } from '../base/ordered-map.ts';
import { sampledFlow } from '../runs/stored/stored-flows.ts';

/** The normalized cut of every frame, or of some (paper section 2.1), from cached features; eigenvalue and eigenvector are kept. */
export async function cutStage(
  work: ClipWork,
  progress: ProgressSlice,
  frames: FrameRange = { first: 0, last: work.clip.frameCount - 1 },
): Promise<void> {
  const { clip, store, keys, computed, pool } = work;
  const total = clip.frameCount;
  const done = orderedMap(indicesOf(frames), pool.parallelism, async (index) => {
    throwIfCancelled(work.signal);
    if (store.hasBlob(keys.cut(index))) return index;
    const appearance = recall(work, keys.appearance(index), 'appearance', index);
    const motion = recall(work, keys.motion(index), 'motion', index);
    const options = { ...cutOptions(work.config), label: `frame ${index} of ${clip.name}` };
    const task = { appearance, motion, grid: work.geometry.grid, options };
    const answer = await pool.run('cutTask', task, { handedOver: [appearance, motion] });
    if ('error' in answer)
      throw new FodvidError(answer.error.kind, answer.error.message, answer.error.origin);
    store.putBlobs([{ key: keys.cut(index), stage: 'cut', bytes: answer.cut }]);
    computed['cut'] = (computed['cut'] ?? 0) + 1;
    return index;
  });
  for await (const index of done) progress.report(index + 1, total);
}

/** Beside a bar the flow is drawn towards the bar's, which stands still: that is no motion of what is seen there. */
const EVIDENCE_MARGIN = 1;

/** The share of a partition's sides that lies within the picture, of the one that is less so: 0 where it is the bars. */
function shareWithin(partition: Uint8Array, within: Uint8Array): number {
  const count = (nodes: Uint8Array, side: number) =>
    nodes.reduce((sum, value) => sum + Number(value === side), 0);
  return Math.min(...[0, 1].map((side) => count(within, side) / Math.max(count(partition, side), 1)));
}

function evidence(work: ClipWork, index: number): PartitionEvidence {
  const { geometry, shots, clip } = work;
  const endsShot = index + 1 >= clip.frameCount || shots.shotOf[index] !== shots.shotOf[index + 1];
  const { eigenvector, partition } = recallCut(work, index);
  if (partition === null) return { support: 0, motion: 0, agreementWithNext: 0, endsShot };
  const picture = pictureOf(work, EVIDENCE_MARGIN);
  const within = (_: unknown, node: number) => picture.has(node);
  const salience = decodeFloat16(recall(work, work.keys.salience(index), 'salience', index)).filter(within);
  const sides = partition.filter(within);
  const support = partitionSupport(sides, salience, eigenvector.filter(within), picture);
  const motion = partitionMotion(sides, salience) * shareWithin(partition, sides);
  const next = endsShot ? null : recallCut(work, index + 1).partition;
  if (next === null) return { support, motion, agreementWithNext: 0, endsShot };
  const toNext = sampledFlow(recallFlows(work, index), 1)!;
  const agreementWithNext = partitionAgreement(partition, next, toNext, geometry.grid);
  return { support, motion, agreementWithNext, endsShot };
}

/** What each frame of a clip shows as its foreground. */
export interface FoundForeground {
  /** Which side of its bipartition is the foreground, if any: decided over the whole clip. */
  readonly chosen: readonly ForegroundSide[];
  /** Whether that side moves in the frame itself (see `movesNow`). */
  readonly moving: readonly boolean[];
}

/** Finds the foreground of every frame of a clip. */
export function foregroundStage(work: ClipWork): FoundForeground {
  const total = work.clip.frameCount;
  const frames: PartitionEvidence[] = [];
  for (let index = 0; index < total; index++) {
    throwIfCancelled(work.signal);
    frames.push(evidence(work, index));
  }
  const chosen = chooseForeground(frames);
  return { chosen, moving: frames.map(({ motion }, index) => movesNow(motion, chosen[index]!)) };
}

/**
 * How far each patch of a frame is foreground, [N] of 0..1: nowhere where nothing moves or the graph holds no structure,
 * nor in black bars.
 */
export function foregroundPatches(work: ClipWork, index: number, side: ForegroundSide): Float32Array {
  const { partition, eigenvector } = recallCut(work, index);
  if (partition === null || side === null) return new Float32Array(eigenvector.length);
  const picture = pictureOf(work, 0);
  return softPartition(eigenvector, partition).map((share, node) => {
    if (!picture.has(node)) return 0;
    return side ? share : 1 - share;
  });
}
