import { sampleBilinear } from '../raster/along-flow.ts';
import type { RasterSize } from '../raster/types.ts';
import type { Draws } from './draws.ts';
import { type DisplacementField, type Homography, compose, similarity } from './layer-motion.ts';
import { TEXTURE_SIDE, seamlessNoise } from './textures.ts';

/** A displacement over time, zero at time 0, in pixels. */
export type Path = (time: number) => { readonly dx: number; readonly dy: number };

/** Pixels of a scene's raster to one of a picture of 480 pixels' width: speeds and sizes are drawn at that width. */
export const pixelScale = ({ widthPx }: RasterSize): number => widthPx / 480;

/** From rest or steady: a velocity of `speed` pixels a frame, more sideways than upwards, and some acceleration. */
export function drawPath(draws: Draws, speed: number): Path {
  const angle = draws.chance(0.7)
    ? draws.normal(0.35) + (draws.chance(0.5) ? Math.PI : 0)
    : draws.between(0, 6.3);
  const [vx, vy] = [speed * Math.cos(angle), speed * Math.sin(angle)];
  const [ax, ay] = [draws.normal(0.1 * speed), draws.normal(0.1 * speed)];
  return (t) => ({ dx: vx * t + 0.5 * ax * t * t, dy: vy * t + 0.5 * ay * t * t });
}

/** A hand's shaking of about `size` pixels: two waves each way. */
function drawShake(draws: Draws, size: number): Path {
  const wave = () => {
    const [amplitude, rate, phase] = [draws.normal(size), draws.between(0.4, 2), draws.between(0, 6.3)];
    return (t: number) => amplitude * (Math.sin(rate * t + phase) - Math.sin(phase));
  };
  const [x, y, x2, y2] = [wave(), wave(), wave(), wave()];
  return (t) => ({ dx: x(t) + x2(t), dy: y(t) + y2(t) });
}

/** The camera of a scene. */
export interface Camera {
  /**
   * What it does to a layer: `nearness` 1 is the background, more is nearer and moves more when the camera travels.
   */
  homography(time: number, nearness: number): Homography;
  /** How far the camera travels sideways: what makes parallax inside a layer. */
  readonly travel: Path;
}

/**
 * Draws a camera: at rest, panning, held by hand, walking or going forward. With `follow` it goes along with an object,
 * as people hold cameras.
 */
export function drawCamera(draws: Draws, size: RasterSize, follow: Path | null): Camera {
  const unit = pixelScale(size);
  const rest = draws.chance(0.15);
  const speed = rest ? 0 : unit * draws.scale(0.2, 9);
  const own = drawPath(draws, speed);
  const shake = drawShake(draws, rest || draws.chance(0.4) ? 0 : unit * draws.scale(0.1, 1.5));
  const slip = draws.between(0.75, 1.1);
  const pan: Path = (t) => {
    const { dx, dy } = follow === null ? own(t) : follow(t);
    const shaken = shake(t);
    return follow === null
      ? { dx: dx + shaken.dx, dy: dy + shaken.dy }
      : { dx: shaken.dx - slip * dx, dy: shaken.dy - slip * dy };
  };
  const turn = rest ? 0 : draws.normal(0.004);
  const approach = rest ? 0 : draws.normal(draws.chance(0.3) ? 0.02 : 0.004);
  const tilt = rest ? [0, 0] : [draws.normal(1.5e-5 / unit), draws.normal(1.5e-5 / unit)];
  const centre = {
    x: size.widthPx * draws.between(0.3, 0.7),
    y: size.heightPx * draws.between(0.3, 0.7),
  };
  // Pans move everything alike; walking moves what is near more.
  const walking = draws.chance(0.6) ? draws.between(0.3, 1) : 0.05;
  const homography = (t: number, nearness: number): Homography => {
    const { dx, dy } = pan(t);
    const share = 1 + walking * (nearness - 1);
    const zoom = Math.exp(approach * t * (1 + (nearness - 1) * 0.7));
    const bend = Float64Array.of(1, 0, 0, 0, 1, 0, tilt[0]! * t, tilt[1]! * t, 1);
    return compose(bend, similarity(centre, { angle: turn * t, zoom, dx: share * dx, dy: share * dy }));
  };
  return { homography, travel: (t) => ({ dx: walking * pan(t).dx, dy: walking * pan(t).dy }) };
}

/** A smooth relief: what lies nearer moves more when the camera travels; `strength` is the share for the nearest. */
export function reliefParallax(
  draws: Draws,
  size: RasterSize,
  travel: Path,
  strength: number,
): DisplacementField {
  const relief = seamlessNoise(4, 0.3, draws.seed());
  const grow = draws.chance(0.6) ? draws.between(0.3, 1.2) : 0;
  const horizon = size.heightPx * draws.between(0.2, 0.6);
  const perPixel = TEXTURE_SIDE / (size.widthPx * draws.between(1.2, 3));
  const smooth = bilinear(relief);
  return (time) => {
    const { dx, dy } = travel(time);
    return (x, y, out) => {
      const ground = (grow * Math.max(y - horizon, 0)) / size.heightPx;
      const near = strength * (smooth(x * perPixel, y * perPixel) - 0.5 + ground);
      out.x = near * dx;
      out.y = near * dy;
    };
  };
}

/** Seamless noise between its samples. */
function bilinear(noise: Float32Array): (x: number, y: number) => number {
  const mask = TEXTURE_SIDE - 1;
  return (x, y) => {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [fx, fy] = [x - left, y - top];
    const a = (top & mask) * TEXTURE_SIDE;
    const b = ((top + 1) & mask) * TEXTURE_SIDE;
    const [l, r] = [left & mask, (left + 1) & mask];
    return sampleBilinear(noise, a + l, r - l, b - a, fx, fy);
  };
}

/**
 * Travelling waves: water, leaves in the wind, cloth. `length` is the mean wavelength and `amplitude` the size, in
 * pixels; `speed` in radians a frame.
 */
export function drawWaves(
  draws: Draws,
  {
    length,
    amplitude,
    speed,
  }: { readonly length: number; readonly amplitude: number; readonly speed: number },
): DisplacementField {
  const waves = Array.from({ length: 3 }, () => {
    const angle = draws.between(0, 2 * Math.PI);
    const rate = (2 * Math.PI) / (length * draws.between(0.7, 1.6));
    return {
      kx: rate * Math.cos(angle),
      ky: rate * Math.sin(angle),
      rate: speed * draws.between(0.5, 1.5),
      phase: draws.between(0, 2 * Math.PI),
      ax: draws.normal(amplitude / 2),
      ay: draws.normal(amplitude / 2),
    };
  });
  return (time) => (x, y, out) => {
    out.x = 0;
    out.y = 0;
    for (const { kx, ky, rate, phase, ax, ay } of waves) {
      const at = kx * x + ky * y + phase;
      // sin(at - rate · time) - sin(at)
      const change = -2 * Math.cos(at - (rate * time) / 2) * Math.sin((rate * time) / 2);
      out.x += ax * change;
      out.y += ay * change;
    }
  };
}
