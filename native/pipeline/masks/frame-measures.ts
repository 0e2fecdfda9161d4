import type { ProgressSlice } from '../../base/context.ts';
import { throwIfCancelled } from '../../base/errors.ts';
import { foregroundChange, frameConfidence } from '../../graphcut/frame-confidence.ts';
import { meanOfKnown } from '../../metrics/statistics.ts';
import { decodeFloat16 } from '../../raster/float16.ts';
import type { ClipWork } from '../clip-work.ts';
import type { MaskMeasures } from './mask-measures.ts';
import type { MaskSource } from './mask-stage.ts';
import { recall, recallFlows } from '../../runs/stored/recall.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import { previousFlow, sampledFlow } from '../../runs/stored/stored-flows.ts';

/** What a run says of one frame's mask, without ground truth. */
export interface FrameMeasures extends MaskMeasures {
  /** How far the mask can be trusted, 0..1; near 0 where nothing moves. */
  readonly confidence: number;
}

/** Frames whose foreground is held for their neighbours: two at either side. */
const WINDOW = 5;

/** The foreground patches of frames asked for in about their order, each computed once. */
function foregroundWindow(masks: MaskSource) {
  const held = new Map<number, Float32Array>();
  return (index: number): Float32Array => {
    const known = held.get(index) ?? masks.coarse(index).data;
    held.set(index, known);
    held.delete(index - WINDOW);
    return known;
  };
}

/** What the cut of a frame tells of itself. */
export interface CutMeasures {
  /** How far its foreground can be trusted, 0..1. */
  readonly confidence: number;
  /** How much the foreground has grown since the frame before, beyond what the flow explains; 0 at a shot's start. */
  readonly growth: number;
}

/**
 * Measures the cut of every frame by what the store holds of it and of the motion.
 *
 * @param masks the cut's, whose soft masks are patches.
 */
export function cutMeasures(work: ClipWork, masks: MaskSource): CutMeasures[] {
  const { clip, geometry, signal } = work;
  const patches = foregroundWindow(masks);
  return Array.from({ length: clip.frameCount }, (_, index) => {
    throwIfCancelled(signal);
    const foreground = patches(index);
    const flows = recallFlows(work, index);
    const changes = flows.offsets.map((offset) =>
      foregroundChange(foreground, patches(index + offset), sampledFlow(flows, offset)!, geometry.grid),
    );
    const agreement = changes.length === 0 ? 1 : meanOfKnown(changes.map((change) => change.agreement));
    const salience = decodeFloat16(recall(work, work.keys.salience(index), 'salience', index));
    const confidence = frameConfidence({ foreground, salience, agreement }, geometry.grid);
    return { confidence, growth: changes[flows.offsets.indexOf(-1)]?.growth ?? 0 };
  });
}

/** Frames that are measured in one go: each mask is the next frame's predecessor, and is decoded once. */
const MEASURED_TOGETHER = 8;

/** Stability and area of every frame's mask; masks and flows are those in the store. */
export async function maskMeasures(
  work: ClipWork,
  masks: MaskSource,
  progress: ProgressSlice,
): Promise<MaskMeasures[]> {
  const { clip, shots, pool, signal } = work;
  const measureFrom = (first: number): Promise<MaskMeasures[]> => {
    throwIfCancelled(signal);
    const mask = (index: number) => recall(work, masks.key(index), 'mask', index);
    const length = Math.min(MEASURED_TOGETHER, clip.frameCount - first);
    let last = first > 0 ? mask(first - 1) : null;
    const frames = Array.from({ length }, (_, k) => {
      const index = first + k;
      const follows = index > 0 && shots.shotOf[index - 1] === shots.shotOf[index];
      const previous = follows ? last : null;
      last = mask(index);
      return { mask: last, previous, flows: previousFlow(recallFlows(work, index)) };
    });
    return pool.run('maskMeasuresTask', frames);
  };
  const starts = Array.from(
    { length: Math.ceil(clip.frameCount / MEASURED_TOGETHER) },
    (_, k) => k * MEASURED_TOGETHER,
  );
  const found: MaskMeasures[] = [];
  for await (const measures of orderedMap(starts, pool.parallelism, measureFrom)) {
    found.push(...measures);
    progress.report(found.length, clip.frameCount);
  }
  return found;
}

/** A clip's temporal stability, 0..1: the mean over the frames that have a predecessor; 1 where none has. */
export function meanStability(frames: readonly Pick<FrameMeasures, 'stability'>[]): number {
  const known = frames.flatMap(({ stability }) => (stability === null ? [] : [stability]));
  return known.length === 0 ? 1 : meanOfKnown(known);
}
