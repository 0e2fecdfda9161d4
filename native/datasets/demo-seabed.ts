import { cellAt, fractalNoise, mix, ridgedNoise, smoothStep } from '../raster/value-noise.ts';

/** A picture with room for fractions: `data` is [H, W, C], 0..255 (alpha, where there is one, 0..1). */
export interface FloatPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Float32Array;
}

type Colour = readonly [number, number, number];

const reefColours: readonly Colour[] = [
  [58, 112, 104],
  [104, 78, 122],
  [136, 112, 70],
  [72, 98, 66],
];
const coralColours: readonly Colour[] = [
  [196, 112, 112],
  [204, 158, 92],
  [140, 98, 150],
  [206, 190, 156],
];
const sandColour: Colour = [222, 198, 148];
const waterColour: Colour = [44, 116, 140];

interface SeabedPoint {
  readonly height: number;
  readonly colour: Colour;
}

function blend(a: Colour, b: Colour, t: number): Colour {
  return [mix(a[0], b[0], t), mix(a[1], b[1], t), mix(a[2], b[2], t)];
}

function sandAt(x: number, y: number, seed: number): SeabedPoint {
  const bend = 5 * fractalNoise(x / 150, y / 150, 2, seed + 20);
  const ripple =
    Math.sin((0.5 * x + 0.9 * y) / 5.5 + 1.6 * bend) *
    smoothStep(0.3, 0.6, fractalNoise(x / 130, y / 130, 2, seed + 25));
  const grain = fractalNoise(x / 7, y / 7, 3, seed + 30);
  const dunes = fractalNoise(x / 90, y / 90, 3, seed + 40);
  const pebble = smoothStep(0.6, 0.85, fractalNoise(x / 6, y / 6, 3, seed + 45));
  const tone = 0.6 + 0.3 * dunes + 0.45 * grain + 0.04 * ripple - 0.3 * pebble;
  return {
    height: 1.1 * ripple + 5 * grain + 14 * dunes,
    colour: [sandColour[0] * tone, sandColour[1] * tone, sandColour[2] * tone],
  };
}

function rockAt(x: number, y: number, seed: number): SeabedPoint {
  const patch = 2.999 * smoothStep(0.3, 0.7, fractalNoise(x / 110, y / 110, 4, seed + 50));
  const first = Math.floor(patch);
  const bumps = ridgedNoise(x / 42, y / 42, 5, seed + 60);
  const colour = blend(reefColours[first]!, reefColours[first + 1]!, smoothStep(0.2, 0.8, patch - first));
  const tone = 0.3 + 1.1 * fractalNoise(x / 12, y / 12, 4, seed + 70);
  return { height: 34 * bumps, colour: [colour[0] * tone, colour[1] * tone, colour[2] * tone] };
}

/** Heads of coral on the rock: some of the cells of a honeycomb, domed and grooved. */
function coralAt(x: number, y: number, seed: number, rock: SeabedPoint): SeabedPoint {
  const wobble = 0.35 * fractalNoise(x / 14, y / 14, 2, seed + 80);
  const cell = cellAt(x / 52 + wobble, y / 52 - wobble, seed + 90);
  const radius = 0.28 + 0.2 * cell.id;
  const dome = Math.max(0, 1 - (cell.centreDistance / radius) ** 2);
  if (cell.id < 0.4 || dome === 0) return rock;
  const groove = ridgedNoise(x / 9, y / 9, 2, seed + 100);
  const colour = coralColours[Math.floor(cell.id * 97) % coralColours.length]!;
  const tone = 0.45 + 0.35 * dome + 0.4 * groove;
  const cover = smoothStep(0, 0.15, dome);
  return {
    height: rock.height + 26 * Math.sqrt(dome) + 5 * groove,
    colour: blend(rock.colour, [colour[0] * tone, colour[1] * tone, colour[2] * tone], cover),
  };
}

/** Sand, rock and coral at a point of the sea floor (pixels of the clip at zoom 1). */
function seabedAt(x: number, y: number, seed: number): SeabedPoint {
  const reef = smoothStep(0.47, 0.55, fractalNoise(x / 210, y / 210, 5, seed));
  if (reef === 0) return sandAt(x, y, seed);
  const coral = coralAt(x, y, seed, rockAt(x, y, seed));
  if (reef === 1) return { height: coral.height + 30, colour: coral.colour };
  const sand = sandAt(x, y, seed);
  return {
    height: mix(sand.height, coral.height + 30, reef),
    colour: blend(sand.colour, coral.colour, reef),
  };
}

/** The net of light that waves throw on the floor. */
function caustics(x: number, y: number, seed: number): number {
  const bend = fractalNoise(x / 60, y / 60, 2, seed + 110);
  return ridgedNoise(x / 75 + bend, y / 75 - bend, 2, seed + 120) ** 6;
}

const clampByte = (value: number) => Math.min(255, Math.max(0, value));

/**
 * Paints a sea floor of `widthPx` × `heightPx` clip pixels with `texelsPerPx` texels each, RGB 0..255, lit from the
 * upper left and seen through water. It is textured everywhere, so that optical flow has something to hold.
 */
export function paintSeabed(
  widthPx: number,
  heightPx: number,
  texelsPerPx: number,
  seed: number,
): FloatPicture {
  const columns = Math.round(widthPx * texelsPerPx);
  const rows = Math.round(heightPx * texelsPerPx);
  const heights = new Float32Array(rows * columns);
  const data = new Float32Array(rows * columns * 3);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const point = seabedAt(column / texelsPerPx, row / texelsPerPx, seed);
      heights[row * columns + column] = point.height;
      data.set(point.colour, 3 * (row * columns + column));
    }
  }
  shade(data, heights, columns, texelsPerPx, seed);
  return { widthPx: columns, heightPx: rows, data };
}

/** Lights the painted floor by its relief, adds the caustics and the colour of the water. */
function shade(
  data: Float32Array,
  heights: Float32Array,
  columns: number,
  texelsPerPx: number,
  seed: number,
): void {
  for (let i = 0; i < heights.length; i++) {
    const x = (i % columns) / texelsPerPx;
    const y = Math.floor(i / columns) / texelsPerPx;
    const behind = heights[Math.max(0, i - columns - 1)]!;
    const ahead = heights[Math.min(heights.length - 1, i + columns + 1)]!;
    const relief = Math.min(0.45, Math.max(-0.5, 0.075 * texelsPerPx * (ahead - behind)));
    const light = 0.95 + relief + 0.26 * caustics(x, y, seed);
    const murk = 0.16 + 0.22 * fractalNoise(x / 260, y / 260, 2, seed + 130);
    for (let channel = 0; channel < 3; channel++) {
      data[3 * i + channel] = clampByte(mix(data[3 * i + channel]! * light, waterColour[channel]!, murk));
    }
  }
}
