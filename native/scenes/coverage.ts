import type { Draws } from './draws.ts';
import { TEXTURE_SIDE, seamlessNoise } from './textures.ts';

/** A rectangle of a layer's points, in pixels of the middle frame. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where a layer is opaque: `data` is [heightPx, widthPx], 0..255, its first pixel at (left, top); nowhere outside. */
export interface Coverage {
  readonly left: number;
  readonly top: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Uint8Array;
}

/** A signed distance in pixels, negative inside. */
export type Shape = (x: number, y: number) => number;

/** Draws a shape once, its edge falling off over `softPx` pixels. */
export function coverageOf(shape: Shape, bounds: Bounds, softPx = 1): Coverage {
  const left = Math.floor(bounds.left);
  const top = Math.floor(bounds.top);
  const widthPx = Math.max(1, Math.ceil(bounds.right) - left);
  const heightPx = Math.max(1, Math.ceil(bounds.bottom) - top);
  const data = new Uint8Array(widthPx * heightPx);
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      const share = 0.5 - shape(left + x, top + y) / softPx;
      data[i] = 255 * Math.min(Math.max(share, 0), 1);
    }
  return { left, top, widthPx, heightPx, data };
}

/** A bounds-and-shape pair, so that shapes can be drawn, moved and joined. */
export interface BoundedShape {
  readonly shape: Shape;
  readonly bounds: Bounds;
}

/** A lump around (x, y): an ellipse with its outline waved by a few harmonics. */
export function blob(
  draws: Draws,
  at: {
    readonly x: number;
    readonly y: number;
    readonly radius: number;
    readonly aspect: number;
    readonly angle: number;
  },
  roughness: number,
): BoundedShape {
  const { x: cx, y: cy, radius, aspect, angle } = at;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [a, b] = [radius * Math.sqrt(aspect), radius / Math.sqrt(aspect)];
  const waves = [2, 3, 4, 5, 7].map((k) => ({
    k,
    size: draws.normal(roughness / k),
    phase: draws.between(0, 2 * Math.PI),
  }));
  const farthest = 1 + waves.reduce((sum, { size }) => sum + Math.abs(size), 0) + 8 / Math.min(a, b);
  const shape = (x: number, y: number) => {
    const u = ((x - cx) * cos + (y - cy) * sin) / a;
    const v = ((y - cy) * cos - (x - cx) * sin) / b;
    const distance = Math.hypot(u, v);
    if (distance > farthest) return (distance - farthest) * Math.min(a, b) + 4;
    const turn = Math.atan2(v, u);
    let outline = 1;
    for (const { k, size, phase } of waves) outline += size * Math.cos(k * turn + phase);
    return (distance - Math.max(outline, 0.3)) * Math.min(a, b);
  };
  const reach = 1.8 * Math.max(a, b);
  return { shape, bounds: { left: cx - reach, top: cy - reach, right: cx + reach, bottom: cy + reach } };
}

/** A limb from one point to another, `from.radius` thick at the first and `to.radius` at the second. */
export function limb(
  from: { readonly x: number; readonly y: number; readonly radius: number },
  to: { readonly x: number; readonly y: number; readonly radius: number },
): BoundedShape {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = Math.max(dx * dx + dy * dy, 1e-6);
  const shape = (x: number, y: number) => {
    const along = Math.min(Math.max(((x - from.x) * dx + (y - from.y) * dy) / squared, 0), 1);
    const thick = from.radius + along * (to.radius - from.radius);
    return Math.hypot(x - from.x - along * dx, y - from.y - along * dy) - thick;
  };
  const reach = Math.max(from.radius, to.radius) + 2;
  return {
    shape,
    bounds: {
      left: Math.min(from.x, to.x) - reach,
      top: Math.min(from.y, to.y) - reach,
      right: Math.max(from.x, to.x) + reach,
      bottom: Math.max(from.y, to.y) + reach,
    },
  };
}

/** A box with rounded corners. */
export function box(
  at: { readonly x: number; readonly y: number; readonly halfWidth: number; readonly halfHeight: number },
  rounding: number,
): BoundedShape {
  const { x: cx, y: cy, halfWidth, halfHeight } = at;
  const shape = (x: number, y: number) => {
    const qx = Math.abs(x - cx) - halfWidth + rounding;
    const qy = Math.abs(y - cy) - halfHeight + rounding;
    return Math.hypot(Math.max(qx, 0), Math.max(qy, 0)) + Math.min(Math.max(qx, qy), 0) - rounding;
  };
  const bounds = {
    left: cx - halfWidth - 2,
    top: cy - halfHeight - 2,
    right: cx + halfWidth + 2,
    bottom: cy + halfHeight + 2,
  };
  return { shape, bounds };
}

/** What lies below a wavy line at the height `level`. */
export function below(draws: Draws, level: number, amplitude: number, bounds: Bounds): BoundedShape {
  const length = bounds.right - bounds.left;
  const waves = [1, 2, 3, 5, 9].map((k) => ({
    rate: (2 * Math.PI * k) / length,
    size: draws.normal(amplitude / k),
    phase: draws.between(0, 2 * Math.PI),
  }));
  const shape = (x: number, y: number) => {
    let line = level;
    for (const { rate, size, phase } of waves) line += size * Math.sin(rate * x + phase);
    return line - y;
  };
  return { shape, bounds };
}

/** Foliage, spray, scraps: where noise exceeds its quantile `1 - share`, inside `within`. */
export function scraps(draws: Draws, within: BoundedShape, share: number, grainPx: number): BoundedShape {
  const noise = seamlessNoise(4, draws.between(0.5, 0.8), draws.seed());
  const level = Float32Array.from(noise.filter((_, i) => i % 37 === 0)).sort();
  const limit = level[Math.floor((1 - share) * (level.length - 1))]!;
  const perPixel = TEXTURE_SIDE / (4 * grainPx);
  const steepness = 40 / perPixel;
  const mask = TEXTURE_SIDE - 1;
  const shape = (x: number, y: number) => {
    const at = (Math.floor(y * perPixel) & mask) * TEXTURE_SIDE + (Math.floor(x * perPixel) & mask);
    return Math.max(within.shape(x, y), steepness * (limit - noise[at]!));
  };
  return { shape, bounds: within.bounds };
}

/** Several shapes as one. */
export function union(shapes: readonly BoundedShape[]): BoundedShape {
  const of = (side: keyof Bounds) => shapes.map(({ bounds }) => bounds[side]);
  return {
    shape: (x, y) => {
      let nearest = Infinity;
      for (const { shape } of shapes) nearest = Math.min(nearest, shape(x, y));
      return nearest;
    },
    bounds: {
      left: Math.min(...of('left')),
      top: Math.min(...of('top')),
      right: Math.max(...of('right')),
      bottom: Math.max(...of('bottom')),
    },
  };
}
