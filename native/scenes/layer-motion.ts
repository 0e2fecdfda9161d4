import type { RasterSize } from '../raster/types.ts';

/** A homography, [3, 3] row-major: (x, y, 1) to homogeneous coordinates. */
export type Homography = Float64Array;

/** Writes what becomes of the point (x, y) to `out`. */
export type PointMap = (x: number, y: number, out: { x: number; y: number }) => void;

/**
 * A smooth displacement of a layer's points over time: parallax, waves, bending. Zero at time 0, and everywhere small
 * enough that neighbours stay neighbours.
 */
export type DisplacementField = (time: number) => PointMap;

/**
 * How a layer moves. Its points are named by where they lie in the middle frame, at time 0; at `time` (frames) the point
 * q is at homography(time) (q + displacement(q, time)), which at time 0 is q itself.
 */
export interface LayerMotion {
  homography(time: number): Homography;
  readonly field: DisplacementField | null;
}

/** The product a · b: b is applied first. */
export function compose(a: Homography, b: Homography): Homography {
  const product = new Float64Array(9);
  for (let r = 0; r < 3; r++)
    for (let c = 0; c < 3; c++)
      product[3 * r + c] = a[3 * r]! * b[c]! + a[3 * r + 1]! * b[3 + c]! + a[3 * r + 2]! * b[6 + c]!;
  return product;
}

/** The inverse up to a factor (the adjugate), which is the same map. */
export function inverted(m: Homography): Homography {
  const [a, b, c, d, e, f, g, h, i] = m as unknown as number[] & Record<number, number>;
  const entries = [
    e! * i! - f! * h!,
    c! * h! - b! * i!,
    b! * f! - c! * e!,
    f! * g! - d! * i!,
    a! * i! - c! * g!,
    c! * d! - a! * f!,
    d! * h! - e! * g!,
    b! * g! - a! * h!,
    a! * e! - b! * d!,
  ];
  return Float64Array.from(entries);
}

/** A similarity about a centre: turned by `angle`, scaled by `zoom`, then moved by (dx, dy). */
export function similarity(
  centre: { readonly x: number; readonly y: number },
  { angle = 0, zoom = 1, dx = 0, dy = 0 }: { angle?: number; zoom?: number; dx?: number; dy?: number },
): Homography {
  const [cos, sin] = [zoom * Math.cos(angle), zoom * Math.sin(angle)];
  const { x, y } = centre;
  return Float64Array.of(
    cos,
    -sin,
    x - cos * x + sin * y + dx,
    sin,
    cos,
    y - sin * x - cos * y + dy,
    0,
    0,
    1,
  );
}

function apply(m: Homography, x: number, y: number, out: { x: number; y: number }): void {
  const w = m[6]! * x + m[7]! * y + m[8]!;
  out.x = (m[0]! * x + m[1]! * y + m[2]!) / w;
  out.y = (m[3]! * x + m[4]! * y + m[5]!) / w;
}

/** Where the layer's point (x, y) of the middle frame is at `time`. */
export function motionAt(motion: LayerMotion, time: number): PointMap {
  const matrix = motion.homography(time);
  const displace = motion.field?.(time);
  const moved = { x: 0, y: 0 };
  return (x, y, out) => {
    displace?.(x, y, moved);
    apply(matrix, x + moved.x, y + moved.y, out);
  };
}

/** Side of the cells between which a layer's inverse motion is interpolated, in pixels. */
const CELL_PX = 4;
/** The inverse is found by iteration, to this many pixels; displacements are contractions, so that few steps do. */
const PRECISION_PX = 0.005;
const MOST_STEPS = 12;

/** For the pixels of a frame, the layer's points that are seen there: coarse grids of x and y, [rows, cols]. */
export interface SourceMap {
  readonly cellPx: number;
  readonly cols: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** The inverse of a layer's motion at `time`, tabulated over a frame. */
export function sourceMap(motion: LayerMotion, time: number, { widthPx, heightPx }: RasterSize): SourceMap {
  const cols = Math.ceil(widthPx / CELL_PX) + 1;
  const rows = Math.ceil(heightPx / CELL_PX) + 1;
  const map = { cellPx: CELL_PX, cols, x: new Float32Array(rows * cols), y: new Float32Array(rows * cols) };
  const back = inverted(motion.homography(time));
  const displace = motion.field?.(time);
  const at = { x: 0, y: 0 };
  const moved = { x: 0, y: 0 };
  for (let row = 0, i = 0; row < rows; row++)
    for (let col = 0; col < cols; col++, i++) {
      apply(back, col * CELL_PX, row * CELL_PX, at);
      let { x, y } = at;
      for (let step = 0; displace !== undefined && step < MOST_STEPS; step++) {
        displace(x, y, moved);
        const change = Math.abs(at.x - moved.x - x) + Math.abs(at.y - moved.y - y);
        x = at.x - moved.x;
        y = at.y - moved.y;
        if (change < PRECISION_PX) break;
      }
      map.x[i] = x;
      map.y[i] = y;
    }
  return map;
}
