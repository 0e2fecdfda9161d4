import { RasterPlace, sampleBilinear } from '../../raster/along-flow.ts';
import type { FloatPlane, FlowField, RasterSize, RgbImage } from '../../raster/types.ts';

/** Another frame of the shot, in which what the foreground hides may be seen. */
export interface BackgroundView {
  readonly frame: RgbImage;
  /** How far each place of it is foreground, 0..1, of the flow's size. */
  readonly foreground: FloatPlane;
  /** The background's flow (see `backgroundFlow`) from the frame in question to this one. */
  readonly flow: FlowField;
}

/** A part of a raster, in pixels. */
export interface PlateWindow extends RasterSize {
  readonly left: number;
  readonly top: number;
}

/** What the background behind a part of a frame looks like. */
export interface BackgroundPlate {
  /** RGB, [h, w, 3] of the window. */
  readonly colours: Uint8Array;
  /** 1 where enough views show it. */
  readonly known: Uint8Array;
}

/** What is foreground by more than this shows no background. */
export const SEEN_BELOW = 0.15;
/** So many views must show a place; fewer could show what moves there too. */
const LEAST_VIEWS = 2;

/** The middle of the first `count` values, which are sorted for it. */
function middle(values: Float32Array, count: number): number {
  for (let i = 1; i < count; i++) {
    const value = values[i]!;
    let j = i - 1;
    for (; j >= 0 && values[j]! > value; j--) values[j + 1] = values[j]!;
    values[j + 1] = value;
  }
  const half = count >> 1;
  return count % 2 === 1 ? values[half]! : (values[half]! + values[half - 1]!) / 2;
}

/** Places in planes of another size than the raster that is walked. */
class ScaledPlace extends RasterPlace {
  readonly #scaleX: number;
  readonly #scaleY: number;

  constructor(size: RasterSize, walked: RasterSize) {
    super(size);
    this.#scaleX = size.widthPx / walked.widthPx;
    this.#scaleY = size.heightPx / walked.heightPx;
  }

  /** Goes to the point (x, y) of the raster that is walked. */
  override go(x: number, y: number): void {
    super.go((x + 0.5) * this.#scaleX - 0.5, (y + 0.5) * this.#scaleY - 0.5);
  }

  /** What a plane shows there. */
  of(plane: Float32Array): number {
    return sampleBilinear(plane, this.at, this.right, this.below, this.fx, this.fy);
  }
}

/** A view opened for looking up the colours that it shows of a place of the frame. */
function openView({ frame, foreground, flow }: BackgroundView, size: RasterSize) {
  const { widthPx, heightPx } = size;
  const plane = flow.widthPx * flow.heightPx;
  const [u, v] = [flow.data.subarray(0, plane), flow.data.subarray(plane)];
  const scaleX = widthPx / flow.widthPx;
  const scaleY = heightPx / flow.heightPx;
  const place = new ScaledPlace(flow, size);
  const pixel = new RasterPlace(size);
  const { data } = frame;
  return (x: number, y: number, channels: readonly Float32Array[], count: number): boolean => {
    place.go(x, y);
    const px = x + scaleX * place.of(u);
    const py = y + scaleY * place.of(v);
    if (!(px >= 0 && py >= 0 && px <= widthPx - 1 && py <= heightPx - 1)) return false;
    place.go(px, py);
    if (place.of(foreground.data) > SEEN_BELOW) return false;
    pixel.go(px, py);
    const { at, right, below, fx, fy } = pixel;
    for (let c = 0; c < 3; c++)
      channels[c]![count] = sampleBilinear(data, 3 * at + c, 3 * right, 3 * below, fx, fy);
    return true;
  };
}

/**
 * The background plate of a window of a frame: at each place the median of the colours that other frames show there, where
 * they show background.
 *
 * @param size of the frame and of the views' frames.
 */
export function backgroundPlate(
  size: RasterSize,
  window: PlateWindow,
  views: readonly BackgroundView[],
): BackgroundPlate {
  const pixels = window.widthPx * window.heightPx;
  const colours = new Uint8Array(3 * pixels);
  const known = new Uint8Array(pixels);
  const look = views.map((view) => openView(view, size));
  const channels = [0, 1, 2].map(() => new Float32Array(views.length));
  for (let row = 0, i = 0; row < window.heightPx; row++)
    for (let col = 0; col < window.widthPx; col++, i++) {
      let count = 0;
      for (const see of look) if (see(window.left + col, window.top + row, channels, count)) count++;
      if (count < LEAST_VIEWS) continue;
      known[i] = 1;
      for (let c = 0; c < 3; c++) colours[3 * i + c] = Math.round(middle(channels[c]!, count));
    }
  return { colours, known };
}
