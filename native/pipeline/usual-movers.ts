import { countMovers } from '../graphcut/movers.ts';
import { decodeFloat16 } from '../raster/float16.ts';
import { recall, type RecalledWork } from '../runs/stored/recall.ts';

/** Frames are alike to their neighbours: every fourth is counted. */
const STEP = 4;

/** How many things move apart from each other in the usual frame of a clip: the median over frames. */
export function usualMovers(work: RecalledWork): number {
  const { clip, keys, geometry } = work;
  const counts: number[] = [];
  for (let index = 0; index < clip.frameCount; index += STEP) {
    const salience = decodeFloat16(recall(work, keys.salience(index), 'salience', index));
    counts.push(countMovers(salience, geometry.grid));
  }
  return counts.sort((a, b) => a - b)[(counts.length - 1) >> 1]!;
}
