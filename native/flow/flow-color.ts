import type { FlowField, RgbImage } from '../raster/types.ts';

/** The Middlebury colour wheel: hues from red over yellow, green, cyan, blue, magenta, with unequal numbers of steps. */
function colourWheel(): readonly (readonly [number, number, number])[] {
  const fade = (steps: number, colour: (share: number) => [number, number, number]) =>
    Array.from({ length: steps }, (_, i) => colour(Math.floor((255 * i) / steps)));
  return [
    ...fade(15, (share) => [255, share, 0]),
    ...fade(6, (share) => [255 - share, 255, 0]),
    ...fade(4, (share) => [0, 255, share]),
    ...fade(11, (share) => [0, 255 - share, 255]),
    ...fade(13, (share) => [share, 0, 255]),
    ...fade(6, (share) => [255, 0, 255 - share]),
  ];
}

const wheel = colourWheel();

/** The length of the field's longest vector, in its pixels. */
export function largestMagnitude(flow: FlowField): number {
  const count = flow.widthPx * flow.heightPx;
  let squared = 0;
  for (let i = 0; i < count; i++)
    squared = Math.max(squared, flow.data[i]! ** 2 + flow.data[count + i]! ** 2);
  return Math.sqrt(squared);
}

/**
 * Flow as colours (Baker et al., IJCV 2011): the direction chooses the hue, the length the saturation, white at
 * rest, full at `maxMagnitude` pixels (by default the field's longest vector), darker beyond.
 */
export function flowToRgb(flow: FlowField, maxMagnitude = largestMagnitude(flow)): RgbImage {
  const { widthPx, heightPx } = flow;
  const count = widthPx * heightPx;
  const scale = 1 / (maxMagnitude + 1e-5);
  const data = new Uint8Array(3 * count);
  for (let i = 0; i < count; i++) {
    const u = flow.data[i]! * scale;
    const v = flow.data[count + i]! * scale;
    const radius = Math.hypot(u, v);
    const position = ((Math.atan2(-v, -u) / Math.PI + 1) / 2) * (wheel.length - 1);
    const low = Math.floor(position);
    const a = wheel[low]!;
    const b = wheel[(low + 1) % wheel.length]!;
    for (let c = 0; c < 3; c++) {
      const hue = ((1 - position + low) * a[c]! + (position - low) * b[c]!) / 255;
      data[3 * i + c] = Math.floor(255 * (radius <= 1 ? 1 - radius * (1 - hue) : hue * 0.75));
    }
  }
  return { widthPx, heightPx, data };
}
