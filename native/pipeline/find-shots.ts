import { throwIfCancelled } from '../base/errors.ts';
import type { StageContext } from '../base/context.ts';
import type { Store } from '../store/store.ts';
import type { ClipInfo } from '../video/clip.ts';
import { passFrames } from '../video/seek-frames.ts';
import { createBlackBarDetector } from '../video/black-bars.ts';
import { createSceneCutDetector } from '../video/scene-cuts.ts';
import { sizeOfArea } from '../runs/clip-geometry.ts';
import { shotsKey } from '../runs/keys/clip-keys.ts';
import type { Shots } from '../runs/shots.ts';

/** Cuts show in a small picture as well as in a large one. */
const DETECTION_AREA_PX = 160 * 90;

/** Bars and shots as they are kept: top, bottom, left and right as float32, then the shots' numbers. */
function toBytes({ shotOf, bars: { top, bottom, left, right } }: Shots): Uint8Array {
  const bytes = new Uint8Array(16 + shotOf.byteLength);
  bytes.set(new Uint8Array(Float32Array.of(top, bottom, left, right).buffer));
  bytes.set(new Uint8Array(shotOf.buffer), 16);
  return bytes;
}

function fromBytes(bytes: Uint8Array): Shots {
  const { buffer } = bytes.slice();
  const [top, bottom, left, right] = new Float32Array(buffer, 0, 4) as unknown as [
    number,
    number,
    number,
    number,
  ];
  return { shotOf: new Uint32Array(buffer, 16), bars: { top, bottom, left, right } };
}

/** Finds the clip's shots and black bars in one pass over small frames, or recalls them from the store. */
export async function findShots(clip: ClipInfo, store: Store, context: StageContext): Promise<Shots> {
  const key = shotsKey(clip);
  const known = store.getBlob(key);
  const total = clip.frameCount;
  if (known !== undefined) {
    context.progress.report(total, total);
    return fromBytes(known);
  }
  const shotOf = new Uint32Array(total);
  const cuts = createSceneCutDetector();
  const blackBars = createBlackBarDetector();
  const size = sizeOfArea(clip, DETECTION_AREA_PX, 2);
  let shot = 0;
  for await (const { index, image } of passFrames(clip, { size }, context)) {
    throwIfCancelled(context.signal);
    if (cuts.push(image)) shot++;
    blackBars.push(image);
    shotOf[index] = shot;
    context.progress.report(index + 1, total);
  }
  const bytes = toBytes({ shotOf, bars: blackBars.bars() });
  store.putBlobs([{ key, stage: 'shots', bytes }]);
  // As they will be recalled: float64 shares would give the first run other cache keys than the second.
  return fromBytes(bytes);
}
