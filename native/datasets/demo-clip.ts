import type { Mask, RgbImage } from '../raster/types.ts';
import { latticeNumber } from '../raster/value-noise.ts';
import { cameraToFloor, composeAffine, inverse, turtleOnFloor } from './demo-pose.ts';
import type { Affine } from './demo-pose.ts';
import { paintSeabed } from './demo-seabed.ts';
import type { FloatPicture } from './demo-seabed.ts';
import { paintTurtle } from './demo-turtle.ts';
import type { Sprite } from './demo-turtle.ts';

/** What the demo clip is like: a turtle gliding over a reef, filmed by a moving camera. */
export const demoClip = {
  name: 'turtle',
  /** Raised when the pictures change, so that a clip rendered before is rendered again. */
  recipe: 1,
  widthPx: 854,
  heightPx: 480,
  frameCount: 60,
  framesPerSec: 24,
} as const;

/** A frame and its exact ground truth: 1 where the turtle covers at least half of the pixel. */
export interface DemoFrame {
  readonly image: RgbImage;
  readonly mask: Mask;
}

const seed = 7;
const floorSize = { widthPx: 1090, heightPx: 600 };
const floorTexelsPerPx = 1.3;
const turtleTexelsPerPx = 1.5;
const shadow = { rightPx: 20, downPx: 30, blurPx: 7, strength: 0.34 };
const noiseAmplitude = 4;

const pixelCount = demoClip.widthPx * demoClip.heightPx;

/** The bilinear sample of `picture` at (x, y) texels into `out`; outside it repeats its border. */
function sample(picture: FloatPicture, channels: number, x: number, y: number, out: Float32Array): void {
  const px = Math.min(picture.widthPx - 1.001, Math.max(0, x));
  const py = Math.min(picture.heightPx - 1.001, Math.max(0, y));
  const column = Math.floor(px);
  const row = Math.floor(py);
  const fx = px - column;
  const fy = py - row;
  const top = channels * (row * picture.widthPx + column);
  const bottom = top + channels * picture.widthPx;
  const { data } = picture;
  for (let c = 0; c < channels; c++) {
    const upper = data[top + c]! * (1 - fx) + data[top + channels + c]! * fx;
    const lower = data[bottom + c]! * (1 - fx) + data[bottom + channels + c]! * fx;
    out[c] = upper * (1 - fy) + lower * fy;
  }
}

/** Rows and columns of the frame that the sprite can touch, when `toFrame` places it there. */
function bounds(sprite: Sprite, toFrame: Affine) {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const x of [0, sprite.widthPx]) {
    for (const y of [0, sprite.heightPx]) {
      xs.push(toFrame.a * x + toFrame.b * y + toFrame.tx);
      ys.push(toFrame.c * x + toFrame.d * y + toFrame.ty);
    }
  }
  return {
    left: Math.max(0, Math.floor(Math.min(...xs))),
    right: Math.min(demoClip.widthPx - 1, Math.ceil(Math.max(...xs))),
    top: Math.max(0, Math.floor(Math.min(...ys))),
    bottom: Math.min(demoClip.heightPx - 1, Math.ceil(Math.max(...ys))),
  };
}

/** Puts one sprite over `layer`, premultiplied RGBA [H, W, 4] of the frame. */
function drawSprite(layer: Float32Array, sprite: Sprite, toFrame: Affine): void {
  const { left, right, top, bottom } = bounds(sprite, toFrame);
  const back = inverse(toFrame);
  const texel = new Float32Array(4);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const u = back.a * x + back.b * y + back.tx;
      const v = back.c * x + back.d * y + back.ty;
      if (u < 0 || v < 0 || u >= sprite.widthPx - 1 || v >= sprite.heightPx - 1) continue;
      sample(sprite, 4, u, v, texel);
      const behind = 1 - texel[3]!;
      const i = 4 * (y * demoClip.widthPx + x);
      for (let c = 0; c < 4; c++) layer[i + c] = texel[c]! + behind * layer[i + c]!;
    }
  }
}

/** Mean over a window of 2 `radius` + 1 along one axis; zero outside. */
function boxBlur(plane: Float32Array, radius: number, stride: number, length: number): Float32Array {
  const blurred = new Float32Array(plane.length);
  for (let line = 0; line < plane.length / length; line++) {
    const start = stride === 1 ? line * length : line;
    let sum = 0;
    for (let i = -radius; i < length; i++) {
      if (i + radius < length) sum += plane[start + (i + radius) * stride]!;
      if (i > radius) sum -= plane[start + (i - radius - 1) * stride]!;
      if (i >= 0) blurred[start + i * stride] = sum / (2 * radius + 1);
    }
  }
  return blurred;
}

/** How dark the turtle makes the floor below it, 0..1 [H, W]: its alpha, moved away from the light and blurred. */
function shadowOf(layer: Float32Array): Float32Array {
  let plane: Float32Array = new Float32Array(pixelCount);
  for (let y = shadow.downPx; y < demoClip.heightPx; y++) {
    for (let x = shadow.rightPx; x < demoClip.widthPx; x++) {
      const from = (y - shadow.downPx) * demoClip.widthPx + x - shadow.rightPx;
      plane[y * demoClip.widthPx + x] = shadow.strength * layer[4 * from + 3]!;
    }
  }
  for (let pass = 0; pass < 2; pass++) {
    plane = boxBlur(plane, shadow.blurPx, 1, demoClip.widthPx);
    plane = boxBlur(plane, shadow.blurPx, demoClip.widthPx, demoClip.heightPx);
  }
  return plane;
}

/** The camera's noise at a pixel: triangular, the same on every rendering. */
function noiseAt(pixel: number, frame: number): number {
  const first = latticeNumber(pixel, frame, seed);
  const second = latticeNumber(pixel, frame, seed + 1);
  return noiseAmplitude * (first + second - 1);
}

/**
 * Paints floor and turtle once and returns the renderer of the frames 0 .. `frameCount` - 1, in any order; every
 * call of either gives the same pixels.
 */
export function createDemoRenderer(): (frame: number) => DemoFrame {
  const floor = paintSeabed(floorSize.widthPx, floorSize.heightPx, floorTexelsPerPx, seed);
  const turtle = paintTurtle(turtleTexelsPerPx, seed);
  return (frame) => {
    const toFloor = cameraToFloor(frame, demoClip.widthPx, demoClip.heightPx);
    const toFrame = inverse(toFloor);
    const layer = new Float32Array(pixelCount * 4);
    for (const { part, toFloor: partToFloor } of turtleOnFloor(frame)) {
      const sprite = turtle[part];
      const shrink = 1 / sprite.texelsPerPx;
      const toPart: Affine = {
        a: shrink,
        b: 0,
        tx: -sprite.originX * shrink,
        c: 0,
        d: shrink,
        ty: -sprite.originY * shrink,
      };
      drawSprite(layer, sprite, composeAffine(toFrame, composeAffine(partToFloor, toPart)));
    }
    return composeFrame(floor, toFloor, layer, frame);
  };
}

function composeFrame(floor: FloatPicture, toFloor: Affine, layer: Float32Array, frame: number): DemoFrame {
  const dark = shadowOf(layer);
  const image = new Uint8Array(pixelCount * 3);
  const mask = new Uint8Array(pixelCount);
  const texel = new Float32Array(3);
  for (let i = 0; i < pixelCount; i++) {
    const x = i % demoClip.widthPx;
    const y = Math.floor(i / demoClip.widthPx);
    const u = floorTexelsPerPx * (toFloor.a * x + toFloor.b * y + toFloor.tx);
    const v = floorTexelsPerPx * (toFloor.c * x + toFloor.d * y + toFloor.ty);
    sample(floor, 3, u, v, texel);
    const alpha = layer[4 * i + 3]!;
    const noise = noiseAt(i, frame);
    for (let c = 0; c < 3; c++) {
      const behind = texel[c]! * (1 - dark[i]!) * (1 - alpha);
      image[3 * i + c] = Math.min(255, Math.max(0, Math.round(layer[4 * i + c]! + behind + noise)));
    }
    if (alpha >= 0.5) mask[i] = 1;
  }
  const { widthPx, heightPx } = demoClip;
  return { image: { widthPx, heightPx, data: image }, mask: { widthPx, heightPx, data: mask } };
}
