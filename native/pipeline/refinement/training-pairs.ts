import { type ProgressSlice, silentProgress } from '../../base/context.ts';
import { throwIfCancelled } from '../../base/errors.ts';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import type { Frame } from '../../video/decode-frames.ts';
import { passFrames } from '../../video/seek-frames.ts';
import { finishMask } from '../masks/mask-stage.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import type { ClipWork } from '../clip-work.ts';
import type { RefineWork } from './refine-work.ts';

/** Whether all that the pass over frame `index` yields is in the store. */
function isComplete({ work: { store }, pseudo, keys }: RefineWork<ClipWork>, index: number): boolean {
  return [pseudo.key(index), keys.input(index), keys.share(index)].every((key) => store.hasBlob(key));
}

/** A frame's graph-cut mask, and what the refinement learns from it; commits what was not there. */
async function prepareFrame(refine: RefineWork<ClipWork>, frame: Frame): Promise<void> {
  const { work, pseudo, segmenter, keys } = refine;
  const { index } = frame;
  const { png, frame: image } = await finishMask(work, frame, pseudo);
  const { picture, target } = await work.pool.run('trainingPairTask', {
    frame: image,
    png,
    pictureSize: segmenter.input.dtype === 'uint8' ? work.geometry.working : null,
    targetSize: segmenter.output,
  });
  work.store.putBlobs([
    { key: keys.share(index), stage: 'target', bytes: target },
    ...(picture === null ? [] : [{ key: keys.input(index), stage: 'picture', bytes: picture }]),
  ]);
}

/**
 * The graph cut's masks at source resolution, written to their files, and of each frame the pair that the refinement learns
 * from, in one pass over the video; none where everything is in the store.
 */
export async function trainingPairStage(
  refine: RefineWork<ClipWork>,
  fileOf: (index: number) => string,
  progress: ProgressSlice,
): Promise<void> {
  const { work, pseudo } = refine;
  const { clip, signal, pool, store } = work;
  const context = { signal, progress: silentProgress };
  const isMissing = (index: number) => !isComplete(refine, index);
  const indices = Array.from({ length: clip.frameCount }, (_, index) => index);
  const range = {
    fromIndex: Math.max(0, indices.findIndex(isMissing)),
    toIndex: indices.findLastIndex(isMissing) + 1,
  };
  const frames = range.toIndex === 0 ? [] : passFrames(clip, range, context);
  const prepared = orderedMap<Frame, number>(frames, pool.parallelism, async (frame) => {
    throwIfCancelled(signal);
    if (isMissing(frame.index)) await prepareFrame(refine, frame);
    return frame.index;
  });
  for await (const index of prepared) progress.report(index + 1, clip.frameCount);
  for (const index of indices) await writeFileAtomically(fileOf(index), store.getBlob(pseudo.key(index))!);
  progress.report(clip.frameCount, clip.frameCount);
}
