import { throwIfCancelled } from '../base/errors.ts';
import type { MotionField } from '../features/embedded-motion.ts';
import type { ProgressSlice } from '../base/context.ts';
import { type FrameRange, indicesOf } from '../base/frame-indices.ts';
import type { ClipWork } from './clip-work.ts';
import { orderedMap } from '../base/ordered-map.ts';
import { neighbourOffsets } from '../runs/shots.ts';
import { recallFlows } from '../runs/stored/recall.ts';

/** Motion fields by frame, computed once each and forgotten when the window has passed them. */
function motionFields(work: ClipWork) {
  const held = new Map<number, Promise<MotionField>>();
  return (index: number): Promise<MotionField> => {
    let field = held.get(index);
    if (field === undefined) {
      field = work.encoder.motionField(recallFlows(work, index));
      field.catch(() => undefined);
      held.set(index, field);
      for (const old of held.keys()) if (old < index - 8) held.delete(old);
    }
    return field;
  };
}

/** Motion features and salience of every frame, or of some, from the cached flows. */
export async function motionStage(
  work: ClipWork,
  progress: ProgressSlice,
  frames: FrameRange = { first: 0, last: work.clip.frameCount - 1 },
): Promise<void> {
  const { clip, store, keys, shots, pool, encoder, computed } = work;
  const total = clip.frameCount;
  const fieldOf = motionFields(work);
  const done = orderedMap(indicesOf(frames), pool.parallelism, async (index) => {
    throwIfCancelled(work.signal);
    if (store.hasBlob(keys.motion(index)) && store.hasBlob(keys.salience(index))) return index;
    const offsets = neighbourOffsets(shots, index);
    const [own, ...neighbours] = await Promise.all([0, ...offsets].map((offset) => fieldOf(index + offset)));
    const flows = recallFlows(work, index);
    const { features, salience } = await encoder.encodeMotion({ own: own!, neighbours, flows });
    store.putBlobs([
      { key: keys.motion(index), stage: 'motion', bytes: features },
      { key: keys.salience(index), stage: 'salience', bytes: salience },
    ]);
    computed['motion'] = (computed['motion'] ?? 0) + 1;
    return index;
  });
  const note = `${encoder.id} on ${encoder.provider}`;
  for await (const index of done) progress.report(index + 1, total, note);
}
