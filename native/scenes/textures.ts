import { SeededRandom } from '../base/seeded-random.ts';
import { latticeNumber, smoothStep } from '../raster/value-noise.ts';
import { type Draws, drawsOf } from './draws.ts';

/** A texture that repeats without a seam: `data` is RGB [side, side, 3], 0..255. */
export interface Texture {
  readonly data: Uint8Array;
}

/** A texture's side in pixels, a power of 2, so that wrapping is a mask. */
export const TEXTURE_SIDE = 512;
const AREA = TEXTURE_SIDE * TEXTURE_SIDE;
/** Textures of a bank: scenes tint, turn and scale them, so that few are enough. */
const BANK_SIZE = 40;

type Rgb = readonly [number, number, number];

/** Adds value noise of `period` cells along each side to `sum`, times `weight`. */
function addOctave(sum: Float32Array, period: number, weight: number, seed: number): void {
  const cell = TEXTURE_SIDE / period;
  const lattice = new Float32Array(period * period);
  for (let i = 0; i < lattice.length; i++)
    lattice[i] = latticeNumber(i % period, Math.floor(i / period), seed);
  const fractions = Float32Array.from({ length: cell }, (_, k) => smoothStep(0, 1, k / cell));
  for (let y = 0; y < TEXTURE_SIDE; y++) {
    const above = Math.floor(y / cell) * period;
    const below = ((Math.floor(y / cell) + 1) % period) * period;
    const fy = fractions[y % cell]!;
    for (let x = 0; x < TEXTURE_SIDE; x++) {
      const left = Math.floor(x / cell);
      const right = (left + 1) % period;
      const fx = fractions[x % cell]!;
      const top = lattice[above + left]! * (1 - fx) + lattice[above + right]! * fx;
      const bottom = lattice[below + left]! * (1 - fx) + lattice[below + right]! * fx;
      sum[y * TEXTURE_SIDE + x]! += weight * (top + (bottom - top) * fy);
    }
  }
}

/**
 * Seamless fractal noise, 0..1 with mean 0.5: [side, side].
 *
 * @param period cells of the coarsest octave along each side, a power of 2; each further octave has `persistence` of the
 *   weight before it.
 */
export function seamlessNoise(period: number, persistence: number, seed: number): Float32Array {
  const sum = new Float32Array(AREA);
  let total = 0;
  let weight = 1;
  for (let cells = period, k = 0; cells <= TEXTURE_SIDE / 2; cells *= 2, k++, weight *= persistence) {
    addOctave(sum, cells, weight, seed + k);
    total += weight;
  }
  for (let i = 0; i < AREA; i++) sum[i]! /= total;
  return sum;
}

/** A colour of moderate saturation, as most things have. */
function drawColour(draws: Draws): Rgb {
  const level = draws.between(25, 225);
  const saturation = draws.between(0, 60) * (draws.chance(0.2) ? 2 : 1);
  const hue = draws.between(0, 2 * Math.PI);
  const channel = (turn: number) =>
    Math.min(Math.max(level + saturation * Math.cos(hue + (turn * 2 * Math.PI) / 3), 0), 255);
  return [channel(0), channel(1), channel(2)];
}

/** Paints numbers 0..1 by a ramp of colours, with some grain. */
function ramped(draws: Draws, values: Float32Array, colours: readonly Rgb[]): Texture {
  const data = new Uint8Array(3 * AREA);
  const grain = draws.between(0, 14);
  const seed = draws.seed();
  for (let i = 0; i < AREA; i++) {
    const at = Math.min(Math.max(values[i]!, 0), 0.9999) * (colours.length - 1);
    const k = Math.floor(at);
    const speck = grain * (latticeNumber(i, 0, seed) - 0.5);
    for (let c = 0; c < 3; c++) {
      const value = colours[k]![c]! + (at - k) * (colours[k + 1]![c]! - colours[k]![c]!) + speck;
      data[3 * i + c] = Math.min(Math.max(value, 0), 255);
    }
  }
  return { data };
}

const drawColours = (draws: Draws, count: number): Rgb[] =>
  Array.from({ length: count }, () => drawColour(draws));

/** Clouds, grass, walls: fractal noise, its contrast stretched. */
function clouds(draws: Draws): Texture {
  const noise = seamlessNoise(draws.pick([4, 8, 16, 32]), draws.between(0.45, 0.85), draws.seed());
  const contrast = draws.between(1.2, 3);
  return ramped(
    draws,
    noise.map((value) => 0.5 + contrast * (value - 0.5)),
    drawColours(draws, draws.count(2, 4)),
  );
}

/** Branches, cracks, ripples: bright ridges where noise crosses its middle. */
function ridges(draws: Draws): Texture {
  const noise = seamlessNoise(draws.pick([8, 16, 32]), draws.between(0.4, 0.65), draws.seed());
  const sharpness = draws.between(4, 9);
  return ramped(
    draws,
    noise.map((value) => 1 - sharpness * Math.abs(value - 0.5)),
    drawColours(draws, 3),
  );
}

/** Sky, walls, roads: hardly any contrast. */
function plain(draws: Draws): Texture {
  const noise = seamlessNoise(draws.pick([4, 8]), draws.between(0.4, 0.7), draws.seed());
  const [r, g, b] = drawColour(draws);
  const change = draws.between(5, 30);
  return ramped(draws, noise, [
    [r - change, g - change, b - change],
    [r + change, g + change, b + change],
  ]);
}

/** Bricks, boards, fabric: waves in one or two directions, bent by noise. */
function stripes(draws: Draws): Texture {
  const bend = seamlessNoise(4, 0.5, draws.seed());
  const [across, down] = [draws.count(4, 40), draws.chance(0.5) ? draws.count(4, 40) : 0];
  const bending = draws.between(0, 12);
  const values = Float32Array.from(bend, (value, i) => {
    const x = (i % TEXTURE_SIDE) / TEXTURE_SIDE;
    const y = Math.floor(i / TEXTURE_SIDE) / TEXTURE_SIDE;
    const phase = bending * (value - 0.5);
    const wave = Math.sin(2 * Math.PI * across * x + phase);
    const other = down === 0 ? 0 : Math.sin(2 * Math.PI * down * y - phase);
    return 0.5 + 0.5 * Math.max(wave, other);
  });
  return ramped(draws, values, drawColours(draws, 2));
}

/** Fills one turned ellipse or box of a dead-leaves picture, wrapping at the borders. */
function paintLeaf(data: Uint8Array, draws: Draws, palette: readonly Rgb[]): void {
  // Sizes by r^-3 make the statistics of natural pictures (Lee, Mumford and Huang, 2001).
  const radius = 3 / Math.sqrt(draws.between(0.0035, 1));
  const [cx, cy] = [draws.between(0, TEXTURE_SIDE), draws.between(0, TEXTURE_SIDE)];
  const angle = draws.between(0, Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const flatness = draws.between(1, 3);
  const box = draws.chance(0.3);
  const [r, g, b] = draws.pick(palette);
  const shade = draws.normal(12);
  for (let dy = Math.ceil(-radius); dy <= radius; dy++)
    for (let dx = Math.ceil(-radius); dx <= radius; dx++) {
      const u = (dx * cos + dy * sin) / radius;
      const v = (flatness * (dy * cos - dx * sin)) / radius;
      if (box ? Math.abs(u) > 0.7 || Math.abs(v) > 0.7 : u * u + v * v > 1) continue;
      const x = Math.floor(cx + dx) & (TEXTURE_SIDE - 1);
      const y = Math.floor(cy + dy) & (TEXTURE_SIDE - 1);
      const at = 3 * (y * TEXTURE_SIDE + x);
      const light = shade + 10 * u;
      data[at] = Math.min(Math.max(r + light, 0), 255);
      data[at + 1] = Math.min(Math.max(g + light, 0), 255);
      data[at + 2] = Math.min(Math.max(b + light, 0), 255);
    }
}

/** Leaves, stones, crowds: shapes of all sizes over each other. */
function deadLeaves(draws: Draws): Texture {
  const palette = drawColours(draws, draws.count(3, 8));
  const { data } = plain(draws);
  const leaves = draws.count(600, 3500);
  for (let k = 0; k < leaves; k++) paintLeaf(data, draws, palette);
  return { data };
}

const kinds = [clouds, clouds, ridges, plain, stripes, deadLeaves, deadLeaves, deadLeaves];

const banks = new Map<number, readonly Texture[]>();

/** The textures of a seed, made on their first use (about two seconds) and kept. */
export function textureBank(seed: number): readonly Texture[] {
  let bank = banks.get(seed);
  if (bank === undefined) {
    const random = new SeededRandom(seed);
    bank = Array.from({ length: BANK_SIZE }, (_, k) => kinds[k % kinds.length]!(drawsOf(random)));
    banks.set(seed, bank);
  }
  return bank;
}
