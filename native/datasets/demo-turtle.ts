import { cellAt, fractalNoise, mix, smoothStep } from '../raster/value-noise.ts';
import type { FloatPicture } from './demo-seabed.ts';

type Colour = readonly [number, number, number];

/** A rigid part: its outline and skin in its own coordinates, x towards the turtle's head or the part's tip. */
interface PartShape {
  readonly left: number;
  readonly right: number;
  readonly halfHeight: number;
  /** Negative inside, in pixels near the outline. */
  outline(x: number, y: number): number;
  skin(x: number, y: number, seed: number): Colour;
}

/** A painted part: premultiplied RGB and alpha, with the part's origin at (originX, originY) texels. */
export interface Sprite extends FloatPicture {
  readonly originX: number;
  readonly originY: number;
  readonly texelsPerPx: number;
}

export type PartName = 'shell' | 'head' | 'frontFlipper' | 'rearFlipper' | 'tail';

const scale = (colour: Colour, factor: number): Colour => [
  colour[0] * factor,
  colour[1] * factor,
  colour[2] * factor,
];
const blend = (a: Colour, b: Colour, t: number): Colour => [
  mix(a[0], b[0], t),
  mix(a[1], b[1], t),
  mix(a[2], b[2], t),
];

/** An egg around the origin, blunter at +x; 0 at its centre, 1 on its outline. */
function eggRadius(x: number, y: number, length: number, width: number, taper: number): number {
  return Math.hypot(x / length, y / (width * (1 + (taper * x) / length)));
}

/** Light from the upper left on a dome of the given radius (0 at the top, 1 at the rim). */
function domeLight(x: number, y: number, length: number, width: number): number {
  const nx = x / length;
  const ny = y / width;
  const up = Math.sqrt(Math.max(0.05, 1 - nx * nx - ny * ny));
  return 0.55 + 0.5 * up - 0.3 * nx * 0.5 - 0.3 * ny;
}

const shellSize = { length: 106, width: 86, taper: 0.14 };

/** The scutes: a honeycomb with dark seams, each scute amber in the middle and streaked. */
function shellSkin(x: number, y: number, seed: number): Colour {
  const radius = eggRadius(x, y, shellSize.length, shellSize.width, shellSize.taper);
  const rim = smoothStep(0.82, 0.86, radius);
  const angle = Math.atan2(y / shellSize.width, x / shellSize.length);
  const cell = cellAt(x / 44, y / 44, seed);
  const rimSeam = Math.abs(((angle / Math.PI) * 11 + 40) % 1) - 0.5;
  const seam = mix(
    smoothStep(0, 0.1, cell.borderDistance),
    smoothStep(0, 0.1, Math.abs(rimSeam)) * smoothStep(0, 0.03, Math.abs(radius - 0.84)),
    rim,
  );
  const streaks = fractalNoise(x / 5, y / 17, 3, seed + 10);
  const middle = mix(smoothStep(0.6, 0.05, cell.centreDistance), 0.35, rim);
  const amber: Colour = [226, 158, 66];
  const brown: Colour = [112, 62, 30];
  const scute = scale(blend(brown, amber, Math.min(1, middle * 0.75 + 0.45 * streaks)), 0.8 + 0.4 * cell.id);
  return scale(
    blend([44, 28, 20], scute, seam),
    domeLight(x, y, shellSize.length * 1.05, shellSize.width * 1.05),
  );
}

/** Scales: dark plates with pale seams. */
function scales(x: number, y: number, sizePx: number, seed: number): Colour {
  const cell = cellAt(x / sizePx, y / sizePx, seed);
  const plate: Colour = blend([70, 74, 46], [128, 96, 58], cell.id);
  const mottled = scale(plate, 0.75 + 0.5 * fractalNoise(x / 4, y / 4, 2, seed + 20));
  return blend([222, 206, 156], mottled, smoothStep(0.04, 0.2, cell.borderDistance));
}

function headSkin(x: number, y: number, seed: number): Colour {
  const eye = Math.hypot(x - 26, Math.abs(y) - 21);
  const skin = scale(scales(x, y, 15, seed), domeLight(x - 14, y, 46, 34));
  if (eye < 5) return eye < 1.6 ? [230, 230, 220] : [18, 16, 14];
  return blend([236, 222, 176], skin, smoothStep(5, 8, eye));
}

/** A blade that starts at the origin, bends towards +y and ends in a tip `length` away. */
function blade(length: number, width: number, bend: number): PartShape {
  const middle = (x: number) => bend * (x / length) ** 2;
  const halfWidth = (x: number) => {
    const s = x / length;
    return width * Math.sqrt(Math.max(0, (s + 0.22) * (1 - s))) * 1.5;
  };
  return {
    left: -0.22 * length,
    right: length,
    halfHeight: width + Math.abs(bend) + 4,
    outline: (x, y) => Math.abs(y - middle(x)) - halfWidth(x),
    skin(x, y, seed) {
      const across = (y - middle(x)) / Math.max(1, halfWidth(x));
      const light = 1.08 - 0.3 * across * across - 0.16 * across;
      return scale(scales(x, y, 13, seed), light);
    },
  };
}

const shapes: Readonly<Record<PartName, PartShape>> = {
  shell: {
    left: -shellSize.length,
    right: shellSize.length,
    halfHeight: shellSize.width * 1.2,
    outline: (x, y) =>
      (eggRadius(x, y, shellSize.length, shellSize.width, shellSize.taper) - 1) * shellSize.width,
    skin: shellSkin,
  },
  head: {
    left: -34,
    right: 62,
    halfHeight: 40,
    outline: (x, y) => (eggRadius(x - 14, y, 46, 32, -0.18) - 1) * 32,
    skin: headSkin,
  },
  frontFlipper: blade(136, 37, 44),
  rearFlipper: blade(72, 25, 12),
  tail: blade(40, 13, 0),
};

function paintPart(shape: PartShape, texelsPerPx: number, seed: number): Sprite {
  const margin = 3;
  const originX = Math.ceil(-shape.left * texelsPerPx) + margin;
  const originY = Math.ceil(shape.halfHeight * texelsPerPx) + margin;
  const widthPx = originX + Math.ceil(shape.right * texelsPerPx) + margin;
  const heightPx = 2 * originY + 1;
  const data = new Float32Array(widthPx * heightPx * 4);
  for (let i = 0; i < widthPx * heightPx; i++) {
    const x = ((i % widthPx) - originX) / texelsPerPx;
    const y = (Math.floor(i / widthPx) - originY) / texelsPerPx;
    const alpha = Math.min(1, Math.max(0, 0.5 - shape.outline(x, y)));
    if (alpha === 0) continue;
    const colour = shape.skin(x, y, seed);
    for (let channel = 0; channel < 3; channel++)
      data[4 * i + channel] = alpha * Math.min(255, colour[channel]!);
    data[4 * i + 3] = alpha;
  }
  return { widthPx, heightPx, data, originX, originY, texelsPerPx };
}

/** Paints the turtle's parts once; seen from above, every part textured. */
export function paintTurtle(texelsPerPx: number, seed: number): Readonly<Record<PartName, Sprite>> {
  const paint = (name: PartName, offset: number) => paintPart(shapes[name], texelsPerPx, seed + offset);
  return {
    shell: paint('shell', 1),
    head: paint('head', 2),
    frontFlipper: paint('frontFlipper', 3),
    rearFlipper: paint('rearFlipper', 4),
    tail: paint('tail', 5),
  };
}
