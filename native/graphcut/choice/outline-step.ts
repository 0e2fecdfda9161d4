import type { PatchGrid } from '../../raster/types.ts';

/** A patch is foreground from this share on. */
const HALF = 0.5;

/**
 * How steeply motion falls off along the outline of what `kept` leaves out of `own`: the mean, over neighbouring patches of
 * which one is left out and the other outside of both, of the difference of salience, in e-folds, over all frames. High
 * where a limb or a second thing ends, low where water or a shadow fades out; Infinity where nothing is left out.
 *
 * @param frames of each frame how far each patch belongs to both, and its salience, [N] each.
 */
export function outlineStep(
  frames: readonly {
    readonly own: Float32Array;
    readonly kept: Float32Array;
    readonly salience: Float32Array;
  }[],
  { rows, cols }: PatchGrid,
): number {
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
