import { FlowPlace, sampleBilinear } from '../raster/along-flow.ts';
import { boxMeans } from '../raster/box-sums.ts';
import type { FloatPlane, FlowField, RgbImage } from '../raster/types.ts';

/** Differences and contrast are those of a window around, this many pixels to each side. */
const WINDOW_PX = 3;
/** In flat colour, where any flow fits, this stands for the contrast: levels of RGB. */
const CONTRAST_FLOOR = 4;

/** The standard deviation of colours in the window around each pixel, over all channels. */
function contrastOf({ widthPx, heightPx, data }: RgbImage): Float32Array {
  const pixels = widthPx * heightPx;
  const contrast = new Float32Array(pixels);
  const means = (of: (level: number) => number, channel: number) =>
    boxMeans(
      Float32Array.from({ length: pixels }, (_, i) => of(data[3 * i + channel]!)),
      widthPx,
      heightPx,
      WINDOW_PX,
    );
  for (let channel = 0; channel < 3; channel++) {
    const squares = means((level) => level * level, channel);
    const mean = means((level) => level, channel);
    for (let i = 0; i < pixels; i++) contrast[i]! += Math.max(squares[i]! - mean[i]! ** 2, 0);
  }
  return contrast.map(Math.sqrt);
}

/**
 * How badly the flow explains what each pixel looks like in the frames around: the difference in RGB from what the flow
 * brings from there, in the frame that fits best, against the contrast around. Below one half on what moves as one
 * thing; about one on water, spray and smoke, whose looks change as they move. Infinity where the flow leads out of
 * every frame.
 *
 * @param neighbours of the frame's size, with the flow from the frame to each.
 */
export function photometricError(
  frame: RgbImage,
  neighbours: readonly { readonly frame: RgbImage; readonly flow: FlowField }[],
): FloatPlane {
  const { widthPx, heightPx } = frame;
  const least = new Float32Array(widthPx * heightPx).fill(Infinity);
  const squared = new Float32Array(least.length);
  const outside = new Uint8Array(least.length);
  for (const { frame: other, flow } of neighbours) {
    const place = new FlowPlace(flow);
    for (let y = 0, i = 0; y < heightPx; y++)
      for (let x = 0; x < widthPx; x++, i++) {
        place.follow(x, y);
        const { at, right, below, fx, fy } = place;
        outside[i] = Number(!place.isInside);
        squared[i] = 0;
        for (let c = 0; c < 3; c++) {
          const colour = sampleBilinear(other.data, 3 * at + c, 3 * right, 3 * below, fx, fy);
          squared[i]! += (frame.data[3 * i + c]! - colour) ** 2;
        }
      }
    const means = boxMeans(squared, widthPx, heightPx, WINDOW_PX);
    for (let i = 0; i < least.length; i++)
      if (outside[i] === 0) least[i] = Math.min(least[i]!, Math.max(means[i]!, 0));
  }
  const contrast = contrastOf(frame);
  return {
    widthPx,
    heightPx,
    data: least.map((mean, i) => Math.sqrt(mean) / (contrast[i]! + CONTRAST_FLOOR)),
  };
}
