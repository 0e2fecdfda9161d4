import type { PatchGrid } from '../../raster/types.ts';

/** A patch is foreground from this share on. */
const HALF = 0.5;

/** A frame of a shot: how far each patch belongs to what the cut found and to a candidate, and its salience, [N] each. */
export interface JudgedFrame {
  readonly own: Float32Array;
  readonly kept: Float32Array;
  readonly salience: Float32Array;
}

/**
 * How much more what is kept moves against the camera than what `kept` leaves out of `own`: the difference of their mean
 * salience, in e-folds, over all frames. Near 0 where the candidate is a part of the object, high where it leaves out
 * water that is dragged along; 0 where nothing is kept or left out.
 */
export function motionGap(frames: readonly JudgedFrame[]): number {
  const [sums, counts] = [
    [0, 0],
    [0, 0],
  ];
  for (const { own, kept, salience } of frames)
    for (let node = 0; node < salience.length; node++) {
      const isKept = Number(kept[node]! >= HALF);
      if (isKept === 0 && own[node]! < HALF) continue;
      sums[isKept]! += salience[node]!;
      counts[isKept]!++;
    }
  return counts.includes(0) ? 0 : sums[1]! / counts[1]! - sums[0]! / counts[0]!;
}

/**
 * How steeply motion falls off along the outline of what `kept` leaves out of `own`: the mean, over neighbouring patches of
 * which one is left out and the other outside of both, of the difference of salience, in e-folds, over all frames. High
 * where a limb or a second thing ends, low where water or a shadow fades out; Infinity where nothing is left out.
 */
export function outlineStep(frames: readonly JudgedFrame[], { rows, cols }: PatchGrid): number {
  let [sum, count] = [0, 0];
  for (const { own, kept, salience } of frames) {
    const compare = (left: number, right: number): void => {
      const [inside, outside] = own[left]! >= HALF ? [left, right] : [right, left];
      if (own[inside]! < HALF || kept[inside]! >= HALF || own[outside]! >= HALF || kept[outside]! >= HALF)
        return;
      sum += salience[inside]! - salience[outside]!;
      count++;
    };
    for (let row = 0, node = 0; row < rows; row++)
      for (let col = 0; col < cols; col++, node++) {
        if (col + 1 < cols) compare(node, node + 1);
        if (row + 1 < rows) compare(node, node + cols);
      }
  }
  return count === 0 ? Infinity : sum / count;
}
