import type { FloatPlane } from '../raster/types.ts';
import { sourceMap } from './layer-motion.ts';
import { coverageAt, forEachSource, shutterTimes } from './render-scene.ts';
import type { Scene } from './scene-types.ts';

/** The alpha of a scene's objects at a moment, [H, W] of 0..1. */
function momentAlpha({ size, layers }: Scene, time: number): Float32Array {
  const alpha = new Float32Array(size.widthPx * size.heightPx);
  for (const { label, paint, coverage, strength, motion } of layers) {
    if (paint === null) continue;
    const own = label === 0 ? 0 : 1;
    forEachSource(sourceMap(motion, time, size), size, coverage, (x, y, pixel) => {
      const share = strength * (coverage === null ? 1 : coverageAt(coverage, x, y));
      alpha[pixel]! += share * (own - alpha[pixel]!);
    });
  }
  return alpha;
}

/** The exact alpha, 0..1, of a scene's objects in the frame that `renderFrame` gives for `time`. */
export function sceneAlpha(scene: Scene, time: number): FloatPlane {
  const times = shutterTimes(scene, time);
  const data = new Float32Array(scene.size.widthPx * scene.size.heightPx);
  for (const moment of times) {
    const alpha = momentAlpha(scene, moment);
    for (let i = 0; i < data.length; i++) data[i]! += alpha[i]! / times.length;
  }
  return { ...scene.size, data };
}
