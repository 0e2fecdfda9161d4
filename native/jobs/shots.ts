import { throwIfCancelled } from '../errors.ts';
import type { StageContext } from '../context.ts';
import type { Store } from '../store/store.ts';
import { cacheKey } from '../store/cache-key.ts';
import type { ClipInfo } from '../video/clip.ts';
import { decodeFrames } from '../video/decode-frames.ts';
import { createSceneCutDetector, sceneCutVersion } from '../video/scene-cuts.ts';
import { sizeOfArea } from './clip-geometry.ts';

/** The shots of a clip, between which nothing is compared: `shotOf[i]` is the number of frame i's shot. */
export interface Shots {
  readonly shotOf: Uint32Array;
}

/** Neighbours that a frame's flow leads to (paper, Algorithm 1). */
const OFFSETS = [-2, -1, 1, 2] as const;
/** Cuts show in a small picture as well as in a large one. */
const DETECTION_AREA_PX = 160 * 90;

/** The offsets, ascending, of those neighbours of frame `index` that exist and belong to its shot. */
export function neighbourOffsets({ shotOf }: Shots, index: number): number[] {
  return OFFSETS.filter((offset) => shotOf[index + offset] === shotOf[index]);
}

/** The first frames of all shots but the first. */
export const sceneCutsOf = ({ shotOf }: Shots): number[] =>
  Array.from(shotOf.keys()).filter((index) => index > 0 && shotOf[index] !== shotOf[index - 1]);

/** The shots that begin at these frames, ascending, and at 0. */
export function shotsFromCuts(cuts: readonly number[], frameCount: number): Shots {
  const shotOf = new Uint32Array(frameCount);
  cuts.forEach((cut, shot) => shotOf.fill(shot + 1, cut));
  return { shotOf };
}

/** Finds the clip's shots in one pass over small frames, or recalls them from the store. */
export async function findShots(clip: ClipInfo, store: Store, context: StageContext): Promise<Shots> {
  const key = cacheKey({ stage: 'shots', version: sceneCutVersion, config: null, inputs: [clip.digest] });
  const known = store.getBlob(key);
  const total = clip.frameCount;
  if (known !== undefined) {
    context.progress.report(total, total);
    return { shotOf: new Uint32Array(known.slice().buffer) };
  }
  const shotOf = new Uint32Array(total);
  const detector = createSceneCutDetector();
  const size = sizeOfArea(clip, DETECTION_AREA_PX, 2);
  let shot = 0;
  for await (const { index, image } of decodeFrames(clip, { size }, context)) {
    throwIfCancelled(context.signal);
    if (detector.push(image)) shot++;
    shotOf[index] = shot;
    context.progress.report(index + 1, total);
  }
  store.putBlobs([{ key, stage: 'shots', bytes: new Uint8Array(shotOf.buffer) }]);
  return { shotOf };
}
