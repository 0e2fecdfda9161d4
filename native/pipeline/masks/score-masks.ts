import type { RunConfig } from '../../api/run-config.ts';
import { silentProgress, type ProgressSlice } from '../../base/context.ts';
import { throwIfCancelled } from '../../base/errors.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import type { DatasetSequence } from '../../datasets/dataset.ts';
import { readMaskFiles } from '../../datasets/mask-folder.ts';
import type { FrameScore } from '../../metrics/frame-score.ts';
import { probeMemory } from '../../runs/probe-memory.ts';
import { decodeFrames } from '../../video/decode-frames.ts';
import { probeClip } from '../../video/probe-clip.ts';
import type { ClipWork } from '../clip-work.ts';
import { withCutClip } from '../cut-clip.ts';
import { crfMasks, maskInput, type MaskSource } from './mask-stage.ts';
import type { RunServices } from '../run-types.ts';
import { expectedStageSec } from '../stage-times.ts';

/** J and F of the frames that have ground truth; nothing is written. */
async function scoreMasks(
  work: ClipWork,
  masks: MaskSource,
  { groundTruth }: DatasetSequence,
  progress: ProgressSlice,
): Promise<FrameScore[]> {
  const { clip, signal, pool } = work;
  const truthOf = new Map(groundTruth.map((frame) => [frame.frameIndex, frame]));
  const frames = decodeFrames(clip, {}, { signal, progress: silentProgress });
  const scored = orderedMap(frames, pool.parallelism, async (frame) => {
    throwIfCancelled(signal);
    const annotated = truthOf.get(frame.index);
    if (annotated === undefined) return null;
    const truth = await readMaskFiles(annotated);
    return pool.run('scoreMaskTask', { ...maskInput(work, frame, masks), truth });
  });
  const scores: FrameScore[] = [];
  for await (const score of scored) {
    if (score !== null) scores.push(score);
    progress.report(scores.length, groundTruth.length);
  }
  return scores;
}

/** J and F of the graph cut's masks of a sequence, from the cache where it has them, without writing a run. */
export async function cutScores(
  sequence: DatasetSequence,
  config: RunConfig,
  { store, signal, notify, progress }: RunServices,
): Promise<FrameScore[]> {
  const context = { signal, progress: silentProgress };
  const clip = await probeClip(sequence.framesFolder, context, { memory: probeMemory(store) });
  const slices = progress.split(expectedStageSec({ ...config, refine: false }, clip.frameCount));
  const timed = async <T>(_stage: string, stageWork: () => Promise<T> | T): Promise<T> => stageWork();
  return withCutClip(clip, config, { store, signal, notify, slices, timed }, ({ work, pseudo }) =>
    scoreMasks(work, config.crf ? crfMasks(pseudo) : pseudo, sequence, slices.masks),
  );
}
