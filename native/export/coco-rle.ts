import type { Mask } from '../raster/types.ts';

/** Lengths of the runs of a mask read column by column: background first, then foreground, in turn. */
export function columnRuns({ widthPx, heightPx, data }: Mask): number[] {
  const counts: number[] = [];
  let value = 0;
  let length = 0;
  for (let x = 0; x < widthPx; x++)
    for (let y = 0; y < heightPx; y++) {
      const own = data[y * widthPx + x]!;
      if (own === value) {
        length++;
        continue;
      }
      counts.push(length);
      value = own;
      length = 1;
    }
  counts.push(length);
  return counts;
}

/**
 * COCO's text of run lengths (`rleToString` of its mask API): each as the difference to the run of the same kind before,
 * in groups of five bits, lowest first, the sixth telling that more follow, from the character '0' on.
 */
export function cocoCounts(counts: readonly number[]): string {
  let text = '';
  counts.forEach((count, i) => {
    let left = i > 2 ? count - counts[i - 2]! : count;
    for (let isMore = true; isMore;) {
      const bits = left & 31;
      left >>= 5;
      isMore = (bits & 16) === 0 ? left !== 0 : left !== -1;
      text += String.fromCharCode((isMore ? bits | 32 : bits) + 48);
    }
  });
  return text;
}

/** One object's mask in one picture, as COCO's `annotations` hold it. */
export interface CocoAnnotation {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: 1;
  readonly iscrowd: 0;
  readonly area: number;
  /** Left, top, width and height. */
  readonly bbox: readonly [number, number, number, number];
  readonly segmentation: { readonly size: readonly [number, number]; readonly counts: string };
}

/** The annotation of a frame's mask; null where nothing is foreground. */
export function cocoAnnotation(mask: Mask, imageId: number): CocoAnnotation | null {
  const { widthPx, heightPx, data } = mask;
  let [area, left, top, right, bottom] = [0, widthPx, heightPx, -1, -1];
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++)
      if (data[i] !== 0) {
        area++;
        left = Math.min(left, x);
        right = Math.max(right, x);
        top = Math.min(top, y);
        bottom = y;
      }
  if (area === 0) return null;
  return {
    id: imageId,
    image_id: imageId,
    category_id: 1,
    iscrowd: 0,
    area,
    bbox: [left, top, right - left + 1, bottom - top + 1],
    segmentation: { size: [heightPx, widthPx], counts: cocoCounts(columnRuns(mask)) },
  };
}
