/** A uniform pseudo-random number in 0..1 for each lattice point: the same point and seed, the same number. */
export function latticeNumber(ix: number, iy: number, seed: number): number {
  let hash = Math.imul(ix, 0x27d4eb2d) ^ Math.imul(iy, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** 0 below `low`, 1 above `high`, and a smooth cubic between. */
export function smoothStep(low: number, high: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - low) / (high - low)));
  return t * t * (3 - 2 * t);
}

export const mix = (a: number, b: number, t: number) => a + (b - a) * t;

/** Smooth value noise in 0..1 with features of about one unit. */
export function valueNoise(x: number, y: number, seed: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const fx = smoothStep(0, 1, x - ix);
  const fy = smoothStep(0, 1, y - iy);
  const top = mix(latticeNumber(ix, iy, seed), latticeNumber(ix + 1, iy, seed), fx);
  const bottom = mix(latticeNumber(ix, iy + 1, seed), latticeNumber(ix + 1, iy + 1, seed), fx);
  return mix(top, bottom, fy);
}

/** Noise of several octaves, 0..1 with mean 0.5: each octave half as large and half as strong, and turned. */
export function fractalNoise(x: number, y: number, octaves: number, seed: number): number {
  let sum = 0;
  let weight = 0.5;
  let total = 0;
  for (let octave = 0; octave < octaves; octave++) {
    sum += weight * valueNoise(x, y, seed + octave);
    total += weight;
    weight /= 2;
    // Turning by atan(3/4) hides the lattice's axes.
    [x, y] = [1.6 * x + 1.2 * y, 1.6 * y - 1.2 * x];
  }
  return sum / total;
}

/** Bright ridges where the noise crosses its middle, 0..1. */
export function ridgedNoise(x: number, y: number, octaves: number, seed: number): number {
  return 1 - Math.abs(2 * fractalNoise(x, y, octaves, seed) - 1);
}

/** Where a point lies in a random honeycomb of cells of about one unit. */
export interface CellPoint {
  /** Distance to the cell's centre and, beyond that, to the next centre: 0 on the border between the two. */
  readonly centreDistance: number;
  readonly borderDistance: number;
  /** A random number of the cell, 0..1. */
  readonly id: number;
}

/** The cell of a jittered square lattice (a Voronoi diagram) at a point. */
export function cellAt(x: number, y: number, seed: number): CellPoint {
  let nearest = Infinity;
  let second = Infinity;
  let id = 0;
  for (let iy = Math.floor(y) - 1; iy <= Math.floor(y) + 1; iy++) {
    for (let ix = Math.floor(x) - 1; ix <= Math.floor(x) + 1; ix++) {
      const dx = ix + 0.15 + 0.7 * latticeNumber(ix, iy, seed) - x;
      const dy = iy + 0.15 + 0.7 * latticeNumber(ix, iy, seed + 1) - y;
      const distance = Math.hypot(dx, dy);
      if (distance < nearest) {
        [second, nearest] = [nearest, distance];
        id = latticeNumber(ix, iy, seed + 2);
      } else if (distance < second) second = distance;
    }
  }
  return { centreDistance: nearest, borderDistance: second - nearest, id };
}
