import { sampleBilinear } from '../raster/along-flow.ts';
import type { FlowField, RasterSize, RgbImage } from '../raster/types.ts';
import type { Coverage } from './coverage.ts';
import { degrade } from './degrade.ts';
import { motionAt, sourceMap, type SourceMap } from './layer-motion.ts';
import type { Paint, Scene, SceneLayer } from './scene-types.ts';
import { TEXTURE_SIDE } from './textures.ts';

/** The frames around the middle one that a scene is rendered at. */
export const sceneTimes = [-2, -1, 0, 1, 2] as const;
/** Moments into which an open shutter's time is divided. */
const SHUTTER_MOMENTS = 3;

/** How opaque a coverage is at a point, 0..1, bilinear. */
export function coverageAt({ left, top, widthPx, heightPx, data }: Coverage, x: number, y: number): number {
  const [px, py] = [x - left, y - top];
  if (px < 0 || py < 0 || px >= widthPx - 1 || py >= heightPx - 1) return 0;
  const [x0, y0] = [Math.floor(px), Math.floor(py)];
  return sampleBilinear(data, y0 * widthPx + x0, 1, widthPx, px - x0, py - y0) / 255;
}

/** Mixes a paint's colour at the layer's point (x, y) into the pixel at `to`. */
function mixPaint(paint: Paint, x: number, y: number, share: number, rgb: Float32Array, to: number): void {
  const { texture, a, b, u, v, gain, offset } = paint;
  const tx = a * x - b * y + u;
  const ty = b * x + a * y + v;
  const [left, top] = [Math.floor(tx), Math.floor(ty)];
  const [fx, fy] = [tx - left, ty - top];
  const mask = TEXTURE_SIDE - 1;
  const [l, r] = [left & mask, (left + 1) & mask];
  const upper = (top & mask) * TEXTURE_SIDE;
  const lower = ((top + 1) & mask) * TEXTURE_SIDE;
  const { data } = texture;
  for (let c = 0; c < 3; c++) {
    const p = data[3 * (upper + l) + c]!;
    const q = data[3 * (lower + l) + c]!;
    const above = p + fx * (data[3 * (upper + r) + c]! - p);
    const below = q + fx * (data[3 * (lower + r) + c]! - q);
    const colour = (above + fy * (below - above)) * gain[c]! + offset[c]!;
    rgb[to + c]! += share * (Math.min(Math.max(colour, 0), 255) - rgb[to + c]!);
  }
}

/** Visits the pixels of a frame at which a layer's coverage may not be nothing. */
export function forEachSource(
  map: SourceMap,
  size: RasterSize,
  coverage: Coverage | null,
  visit: (x: number, y: number, pixel: number) => void,
): void {
  const { cellPx, cols } = map;
  for (let cellY = 0; cellY * cellPx < size.heightPx; cellY++)
    for (let cellX = 0; cellX * cellPx < size.widthPx; cellX++) {
      const corner = cellY * cols + cellX;
      if (coverage !== null && misses(map, corner, coverage)) continue;
      visitCell(map, corner, cellX * cellPx, cellY * cellPx, size, visit);
    }
}

/** Whether all four corners of a cell lie beyond one and the same side of a coverage. */
function misses(
  { x, y, cols }: SourceMap,
  corner: number,
  { left, top, widthPx, heightPx }: Coverage,
): boolean {
  const at = [corner, corner + 1, corner + cols, corner + cols + 1];
  return (
    at.every((i) => x[i]! < left) ||
    at.every((i) => x[i]! > left + widthPx) ||
    at.every((i) => y[i]! < top) ||
    at.every((i) => y[i]! > top + heightPx)
  );
}

function visitCell(
  { x, y, cols, cellPx }: SourceMap,
  corner: number,
  left: number,
  top: number,
  { widthPx, heightPx }: RasterSize,
  visit: (x: number, y: number, pixel: number) => void,
): void {
  const [a, b, c, d] = [corner, corner + 1, corner + cols, corner + cols + 1];
  const right = Math.min(left + cellPx, widthPx);
  const bottom = Math.min(top + cellPx, heightPx);
  for (let py = top; py < bottom; py++) {
    const fy = (py - top) / cellPx;
    const startX = x[a]! + fy * (x[c]! - x[a]!);
    const startY = y[a]! + fy * (y[c]! - y[a]!);
    const stepX = (x[b]! + fy * (x[d]! - x[b]!) - startX) / cellPx;
    const stepY = (y[b]! + fy * (y[d]! - y[b]!) - startY) / cellPx;
    for (let px = left; px < right; px++)
      visit(startX + (px - left) * stepX, startY + (px - left) * stepY, py * widthPx + px);
  }
}

function paintLayer(layer: SceneLayer, time: number, size: RasterSize, rgb: Float32Array): void {
  const { paint, coverage, strength, motion } = layer;
  forEachSource(sourceMap(motion, time, size), size, coverage, (x, y, pixel) => {
    const share = strength * (coverage === null ? 1 : coverageAt(coverage, x, y));
    if (share <= 0) return;
    const to = 3 * pixel;
    if (paint !== null) mixPaint(paint, x, y, share, rgb, to);
    else for (let c = 0; c < 3; c++) rgb[to + c]! *= 1 - share;
  });
}

/** The scene at a moment, [H, W, 3] of 0..255, without any degradation. */
function renderMoment(scene: Scene, time: number): Float32Array {
  const { size, layers } = scene;
  const rgb = new Float32Array(3 * size.widthPx * size.heightPx);
  for (const layer of layers) paintLayer(layer, time, size, rgb);
  return rgb;
}

/** The moments whose mean a frame is: one, or several while the shutter is open. */
export function shutterTimes({ shutter }: Scene, time: number): number[] {
  if (shutter === 0) return [time];
  const step = shutter / (SHUTTER_MOMENTS - 1);
  return Array.from({ length: SHUTTER_MOMENTS }, (_, k) => time - shutter / 2 + k * step);
}

/** The scene at one of its times as a camera films it, with motion blur and all its faults. */
export function renderFrame(scene: Scene, time: number): RgbImage {
  const { size, degradation } = scene;
  const [first, ...others] = shutterTimes(scene, time);
  const rgb = renderMoment(scene, first!);
  for (const moment of others) {
    const other = renderMoment(scene, moment);
    for (let i = 0; i < rgb.length; i++) rgb[i]! += other[i]!;
  }
  for (let i = 0; i < rgb.length; i++) rgb[i]! /= 1 + others.length;
  degrade(rgb, size, time - sceneTimes[0], degradation);
  // Uint8Array wraps around; a clamped view does not, and rounds.
  const data = new Uint8ClampedArray(rgb.length);
  data.set(rgb);
  return { ...size, data: new Uint8Array(data.buffer) };
}

/** The number of the layer that is seen at each pixel of the middle frame: the nearest that hides what is behind it. */
function visibleLayers({ size, layers }: Scene): Uint8Array {
  const owner = new Uint8Array(size.widthPx * size.heightPx);
  layers.forEach(({ paint, coverage, strength }, number) => {
    if (paint === null || strength < 0.5) return;
    for (let y = 0, i = 0; y < size.heightPx; y++)
      for (let x = 0; x < size.widthPx; x++, i++)
        if (coverage === null || strength * coverageAt(coverage, x, y) >= 0.5) owner[i] = number;
  });
  return owner;
}

/** The object at each pixel of the middle frame, [H, W]: 0 where it is background. */
export function sceneLabels(scene: Scene): Uint8Array {
  return visibleLayers(scene).map((number) => scene.layers[number]!.label);
}

/** The exact flow from the middle frame to that at `time`, of what is visible in the middle frame. */
export function sceneFlow(scene: Scene, time: number): FlowField {
  const { size, layers } = scene;
  const owner = visibleLayers(scene);
  const motions = layers.map(({ motion }) => motionAt(motion, time));
  const plane = size.widthPx * size.heightPx;
  const data = new Float32Array(2 * plane);
  const at = { x: 0, y: 0 };
  for (let y = 0, i = 0; y < size.heightPx; y++)
    for (let x = 0; x < size.widthPx; x++, i++) {
      motions[owner[i]!]!(x, y, at);
      data[i] = at.x - x;
      data[plane + i] = at.y - y;
    }
  return { ...size, data };
}
