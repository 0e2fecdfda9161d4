import { drawScene } from '../../scenes/scene.ts';
import { openPictureBank } from '../../scenes/picture-bank.ts';
import { renderFrame, sceneLabels } from '../../scenes/render-scene.ts';
import { dominantMotion } from '../../features/camera-motion.ts';
import { embeddedFlowOf } from '../../flow/embedded/coarse-to-fine.ts';
import { framePyramid } from '../../flow/embedded/pyramid.ts';
import { reduceFlow } from '../../flow/reduce-flow.ts';
import type { RasterSize } from '../../raster/types.ts';
import { encodeRecord, recordOffsets } from './scene-record.ts';

/** A scene to be rendered at `size`, its record to be kept at `recordSize`, a whole number of times smaller. */
export interface SceneTask {
  readonly seed: number;
  readonly size: RasterSize;
  readonly recordSize: RasterSize;
  /** The file of real pictures; null for scenes drawn by formulas alone. */
  readonly picturesPath: string | null;
}

/** Labels of a scene: the background and its objects. */
export const MOST_LABELS = 4;

/** The share of objects in each block of pixels, and the object that has most of it. */
function reduceLabels(labels: Uint8Array, size: RasterSize, to: RasterSize) {
  const factor = size.widthPx / to.widthPx;
  const share = new Uint8Array(to.widthPx * to.heightPx);
  const label = new Uint8Array(share.length);
  const counts = new Uint16Array(MOST_LABELS);
  for (let y = 0, i = 0; y < to.heightPx; y++)
    for (let x = 0; x < to.widthPx; x++, i++) {
      counts.fill(0);
      for (let dy = 0; dy < factor; dy++)
        for (let dx = 0; dx < factor; dx++)
          counts[labels[(y * factor + dy) * size.widthPx + x * factor + dx]!]!++;
      share[i] = Math.round(255 * (1 - counts[0]! / factor ** 2));
      let most = 0;
      for (let k = 1; k < MOST_LABELS; k++) if (counts[k]! > counts[most]!) most = k;
      label[i] = most;
    }
  return { share, label };
}

/** Runs in a worker thread: renders a scene, estimates its flow as for a film, and yields its record. */
export default function sceneTask({ seed, size, recordSize, picturesPath }: SceneTask): Uint8Array {
  const scene = drawScene(seed, size, openPictureBank(picturesPath));
  const pyramid = framePyramid(renderFrame(scene, 0));
  const flows = recordOffsets.map((offset) => {
    const other = framePyramid(renderFrame(scene, offset));
    return { offset, flow: reduceFlow(embeddedFlowOf(pyramid, other, size), recordSize) };
  });
  return encodeRecord({
    size: recordSize,
    flows,
    motions: flows.map(({ flow }) => dominantMotion(flow)),
    ...reduceLabels(sceneLabels(scene), size, recordSize),
  });
}
