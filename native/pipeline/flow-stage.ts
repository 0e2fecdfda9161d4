import { throwIfCancelled } from '../base/errors.ts';
import { reduceFlow } from '../flow/reduce-flow.ts';
import { type ProgressSlice, silentProgress } from '../base/context.ts';
import { type FrameRange, indicesOf } from '../base/frame-indices.ts';
import { encodeFloat16 } from '../raster/float16.ts';
import type { RgbImage } from '../raster/types.ts';
import { passFrames, seekFrames } from '../video/seek-frames.ts';
import type { ClipWork } from './clip-work.ts';
import { orderedMap } from '../base/ordered-map.ts';
import { neighbourOffsets } from '../runs/shots.ts';

/** Frames at either side of a frame that its flow needs. */
const REACH = 2;
/** Frames whose flow is in the making at once: enough for the estimator's threads, few enough for memory. */
const IN_FLIGHT = 3;

interface FrameWindow {
  readonly index: number;
  readonly frame: RgbImage;
  /** The frame at index + offset, for the offsets of this frame's shot. */
  readonly neighbours: ReadonlyMap<number, RgbImage>;
}

interface Missing {
  readonly flow: boolean;
  readonly appearance: boolean;
}

function missingOf({ store, keys }: ClipWork, index: number): Missing {
  return {
    flow: !store.hasBlob(keys.flow(index)),
    appearance: !store.hasBlob(keys.appearance(index)),
  };
}

/** The frames from `first` to `last` with their neighbours; five frames are held at a time. */
async function* frameWindows(
  work: ClipWork,
  { first, last }: FrameRange,
  decode: typeof seekFrames,
): AsyncGenerator<FrameWindow> {
  const held = new Map<number, RgbImage>();
  const end = Math.min(work.clip.frameCount, last + 1 + REACH);
  const range = { fromIndex: Math.max(0, first - REACH), toIndex: end, size: work.geometry.flowInput };
  const context = { signal: work.signal, progress: silentProgress };
  for await (const { index, image } of decode(work.clip, range, context)) {
    held.set(index, image);
    held.delete(index - 2 * REACH - 1);
    const ready = index === end - 1 ? last : index - REACH;
    for (let at = Math.max(first, index - REACH); at <= Math.min(ready, last); at++) {
      const offsets = neighbourOffsets(work.shots, at);
      const neighbours = new Map(offsets.map((offset) => [offset, held.get(at + offset)!]));
      yield { index: at, frame: held.get(at)!, neighbours };
    }
  }
}

/** Estimates what is missing of one frame and commits it at once. */
async function computeFrame(work: ClipWork, window: FrameWindow, missing: Missing): Promise<void> {
  const { flow, encoder, geometry, store, keys, computed } = work;
  const { index, frame, neighbours } = window;
  // Waited for together: if one fails, the other's failure must not count as unhandled.
  const [flows, appearance] = await Promise.all([
    missing.flow ? flow.estimatePairs(frame, [...neighbours.values()], work.signal) : null,
    missing.appearance ? encoder.encodeFrame(frame) : null,
  ]);
  if (flows !== null) {
    const length = 2 * geometry.flow.widthPx * geometry.flow.heightPx;
    const values = new Float32Array(length * flows.length);
    flows.forEach((field, k) => values.set(reduceFlow(field, geometry.flow).data, k * length));
    store.putBlobs([{ key: keys.flow(index), stage: 'flow', bytes: encodeFloat16(values) }]);
    computed['flow'] = (computed['flow'] ?? 0) + 1;
  }
  if (appearance !== null) {
    store.putBlobs([{ key: keys.appearance(index), stage: 'appearance', bytes: appearance }]);
    computed['appearance'] = (computed['appearance'] ?? 0) + 1;
  }
}

/** Frames of a chunk, and of those beside it whose flow alone is needed: motion features compare with them. */
const withOverlap = ({ first, last }: FrameRange, frameCount: number): FrameRange => ({
  first: Math.max(first - REACH, 0),
  last: Math.min(last + REACH, frameCount - 1),
});

/**
 * Optical flow from every frame to its neighbours at offsets ±1 and ±2, and the frame's appearance features, in one
 * pass over the video; frames whose results are in the store are not computed again. Of a `chunk` only its frames, and
 * the flows of those beside it.
 */
export async function flowStage(work: ClipWork, progress: ProgressSlice, chunk?: FrameRange): Promise<void> {
  const { frameCount } = work.clip;
  const whole = { first: 0, last: frameCount - 1 };
  const wanted = chunk ?? whole;
  const total = wanted.last + 1;
  const missing = new Map<number, Missing>();
  for (const index of indicesOf(withOverlap(wanted, frameCount))) {
    const lacks = missingOf(work, index);
    const isOverlap = index < wanted.first || index > wanted.last;
    if (lacks.flow || (lacks.appearance && !isOverlap))
      missing.set(index, isOverlap ? { ...lacks, appearance: false } : lacks);
  }
  const indices = [...missing.keys()];
  if (indices.length === 0) {
    progress.report(total, total);
    return;
  }
  const range = { first: indices[0]!, last: indices.at(-1)! };
  // Of a chunk, what lies before it is jumped over.
  const windows = frameWindows(work, range, chunk === undefined ? passFrames : seekFrames);
  const done = orderedMap(windows, IN_FLIGHT, async (window) => {
    throwIfCancelled(work.signal);
    const lacks = missing.get(window.index);
    if (lacks !== undefined) await computeFrame(work, window, lacks);
    return window.index;
  });
  const note = `${work.flow.id} on ${work.flow.provider}`;
  progress.report(range.first, total, note);
  for await (const index of done) progress.report(Math.min(index + 1, total), total, note);
  progress.report(total, total, note);
}
