import type { RasterSize } from './types.ts';

/** A rectangle in shares of a picture's width and height, 0..1. */
export interface PictureRegion {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Sets a plane, [H, W], to 0 in regions, in place; each reaches to the nearest pixel border. Returns whether anything changed. */
export function clearRegions(
  plane: RasterSize & { readonly data: Uint8Array | Uint16Array | Float32Array },
  regions: readonly PictureRegion[],
): boolean {
  const { widthPx, heightPx, data } = plane;
  let changed = false;
  for (const { x, y, width, height } of regions) {
    const [left, right] = [x, x + width].map((at) => Math.min(Math.round(at * widthPx), widthPx));
    const [top, bottom] = [y, y + height].map((at) => Math.min(Math.round(at * heightPx), heightPx));
    for (let row = top!; row < bottom!; row++) {
      const inside = data.subarray(row * widthPx + left!, row * widthPx + right!);
      changed ||= inside.some((value) => value !== 0);
      inside.fill(0);
    }
  }
  return changed;
}
