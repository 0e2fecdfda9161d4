import { median } from '../base/numbers.ts';
import type { FlowField, RasterSize } from '../raster/types.ts';

/**
 * The eight-parameter flow of a plane seen by a moving camera (Bergen et al., "Hierarchical model-based motion
 * estimation", 1992), in coordinates centred on the picture and divided by its height:
 * u = a0 + a1 x + a2 y + a6 x² + a7 x y, v = a3 + a4 x + a5 y + a6 x y + a7 y².
 */
export type PlanarMotion = Float64Array;

const PARAMETERS = 8;
const AFFINE = 6;
/** Steps of reweighting: the first half with the affine part alone, which cannot chase outliers by bending. */
const ITERATIONS = 12;
/** Every fourth pixel each way is sample enough for eight parameters. */
const STRIDE = 4;
/** No flow is more exact than this, in pixels of the flow's raster; keeps the weights finite on still pictures. */
const NOISE_FLOOR_PX = 0.03;

/** The picture's border: what is nearer to its edge than this, in shares of its height. */
const BORDER = 0.12;
/** The border's own motion is looked for where the dominant one misses it by this, in pixels of the flow's raster, */
const MISSED_PX = 2;
/** and is the camera's where it explains the border to within this, so many times better, and so much of the rest. */
const EXPLAINED_PX = 1;
const CLEARLY_BETTER = 4;
const EXPLAINED_INSIDE = 0.15;

interface Samples {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly u: Float64Array;
  readonly v: Float64Array;
}

function sampleFlow(flow: FlowField): Samples {
  const { widthPx, heightPx, data } = flow;
  const start = Math.min(STRIDE / 2, widthPx - 1, heightPx - 1);
  const cols = Math.ceil((widthPx - start) / STRIDE);
  const rows = Math.ceil((heightPx - start) / STRIDE);
  const plane = widthPx * heightPx;
  const samples = {
    x: new Float64Array(rows * cols),
    y: new Float64Array(rows * cols),
    u: new Float64Array(rows * cols),
    v: new Float64Array(rows * cols),
  };
  for (let row = 0, at = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, at++) {
      const px = start + col * STRIDE;
      const py = start + row * STRIDE;
      samples.x[at] = (px - widthPx / 2) / heightPx;
      samples.y[at] = (py - heightPx / 2) / heightPx;
      samples.u[at] = data[py * widthPx + px]!;
      samples.v[at] = data[plane + py * widthPx + px]!;
    }
  }
  return samples;
}

function planarFlow(a: PlanarMotion, x: number, y: number, out: { u: number; v: number }): void {
  const bend = a[6]! * x + a[7]! * y;
  out.u = a[0]! + a[1]! * x + a[2]! * y + bend * x;
  out.v = a[3]! + a[4]! * x + a[5]! * y + bend * y;
}

/** Gaussian elimination with pivoting of the n × n system `matrix` · t = `right`, both overwritten. */
function solveInPlace(matrix: Float64Array, right: Float64Array, n: number): Float64Array {
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let r = k + 1; r < n; r++) {
      if (Math.abs(matrix[r * n + k]!) > Math.abs(matrix[pivot * n + k]!)) pivot = r;
    }
    for (let c = 0; c < n; c++) {
      const kept = matrix[k * n + c]!;
      matrix[k * n + c] = matrix[pivot * n + c]!;
      matrix[pivot * n + c] = kept;
    }
    const kept = right[k]!;
    right[k] = right[pivot]!;
    right[pivot] = kept;
    for (let r = k + 1; r < n; r++) {
      const factor = matrix[r * n + k]! / matrix[k * n + k]!;
      for (let c = k; c < n; c++) matrix[r * n + c]! -= factor * matrix[k * n + c]!;
      right[r]! -= factor * right[k]!;
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let c = k + 1; c < n; c++) right[k]! -= matrix[k * n + c]! * right[c]!;
    right[k]! /= matrix[k * n + k]!;
  }
  return right;
}

/** One weighted least-squares fit of the first `n` parameters. */
function fitWeighted(samples: Samples, weights: Float64Array, n: number): PlanarMotion {
  const normal = new Float64Array(n * n);
  const right = new Float64Array(n);
  for (let s = 0; s < weights.length; s++) {
    const x = samples.x[s]!;
    const y = samples.y[s]!;
    const forU = [1, x, y, 0, 0, 0, x * x, x * y];
    const forV = [0, 0, 0, 1, x, y, x * y, y * y];
    const w = weights[s]!;
    for (let r = 0; r < n; r++) {
      const wu = w * forU[r]!;
      const wv = w * forV[r]!;
      right[r]! += wu * samples.u[s]! + wv * samples.v[s]!;
      for (let c = 0; c < n; c++) normal[r * n + c]! += wu * forU[c]! + wv * forV[c]!;
    }
  }
  // A trace of ridge keeps degenerate rasters (a single row or column) solvable.
  for (let r = 0; r < n; r++) normal[r * n + r]! += 1e-9 + 1e-9 * normal[0]!;
  const motion = new Float64Array(PARAMETERS);
  motion.set(solveInPlace(normal, right, n));
  return motion;
}

/** How far each sample is from where a motion takes it, in pixels. */
function residualsOf({ x, y, u, v }: Samples, motion: PlanarMotion): Float64Array {
  const at = { u: 0, v: 0 };
  return u.map((here, s) => {
    planarFlow(motion, x[s]!, y[s]!, at);
    return Math.hypot(here - at.u, v[s]! - at.v);
  });
}

/** The motion of most samples. */
function fitRobustly(samples: Samples): PlanarMotion {
  let motion: PlanarMotion = new Float64Array(PARAMETERS);
  motion[0] = median(samples.u);
  motion[3] = median(samples.v);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const residuals = residualsOf(samples, motion);
    const early = iteration < ITERATIONS / 2;
    const scale = Math.max(1.4826 * median(residuals) * (early ? 2 : 1.5), NOISE_FLOOR_PX);
    const weights = residuals.map((residual) => 1 / (1 + (residual / scale) ** 2) ** 2);
    motion = fitWeighted(samples, weights, early ? AFFINE : PARAMETERS);
  }
  return motion;
}

const isBorder = (fromLeft: number, fromTop: number, aspect: number): boolean =>
  Math.min(fromLeft, fromTop, aspect - fromLeft, 1 - fromTop) < BORDER;

/** The samples of the border, or those inside of it. */
function partOf(samples: Samples, aspect: number, wanted: boolean): Samples {
  const { x, y } = samples;
  const kept = (values: Float64Array) =>
    values.filter((_, s) => isBorder(x[s]! + aspect / 2, y[s]! + 0.5, aspect) === wanted);
  return { x: kept(x), y: kept(y), u: kept(samples.u), v: kept(samples.v) };
}

/**
 * The camera's motion in a flow field: the dominant one, by iteratively reweighted least squares with Geman-McClure
 * weights, whose scale follows the median residual. Independently moving objects are its outliers as long as
 * they cover less than about half of the picture. Where they cover more, they are seen by the border moving otherwise, as a
 * part of the inside does; black bars, whose motion nothing inside has, do not count. Deterministic.
 */
export function dominantMotion(flow: FlowField): PlanarMotion {
  const samples = sampleFlow(flow);
  const dominant = fitRobustly(samples);
  const aspect = flow.widthPx / flow.heightPx;
  const border = partOf(samples, aspect, true);
  const missed = median(residualsOf(border, dominant));
  if (missed < MISSED_PX) return dominant;
  const motion = fitRobustly(border);
  if (median(residualsOf(border, motion)) > Math.min(EXPLAINED_PX, missed / CLEARLY_BETTER)) return dominant;
  const inside = residualsOf(partOf(samples, aspect, false), motion);
  const explained = inside.filter((residual) => residual < EXPLAINED_PX).length;
  return explained < EXPLAINED_INSIDE * inside.length ? dominant : motion;
}

/**
 * The speed, in the unit of `speed`, that the flow's own errors give to what moves with the camera: the median of [H, W]; where
 * most of the picture moves on its own, that of the border.
 */
export function usualSpeed(speed: Float32Array, { widthPx, heightPx }: RasterSize): number {
  const usual = median(speed);
  if (usual < MISSED_PX) return usual;
  const ofBorder = speed.filter((_, i) =>
    isBorder((i % widthPx) / heightPx, Math.floor(i / widthPx) / heightPx, widthPx / heightPx),
  );
  const least = median(ofBorder);
  return least > Math.min(EXPLAINED_PX, usual / CLEARLY_BETTER) ? usual : least;
}

/** The camera's part of a flow field, [2, H, W]. */
function cameraFlow({ widthPx, heightPx }: RasterSize, motion: PlanarMotion): Float64Array {
  const plane = widthPx * heightPx;
  const data = new Float64Array(2 * plane);
  const at = { u: 0, v: 0 };
  for (let row = 0, i = 0; row < heightPx; row++)
    for (let col = 0; col < widthPx; col++, i++) {
      planarFlow(motion, (col - widthPx / 2) / heightPx, (row - heightPx / 2) / heightPx, at);
      data[i] = at.u;
      data[plane + i] = at.v;
    }
  return data;
}

/** The flow that is left when the dominant motion is taken away: what moves against the camera. */
export function residualFlow(flow: FlowField, motion: PlanarMotion = dominantMotion(flow)): FlowField {
  const camera = cameraFlow(flow, motion);
  const data = new Float32Array(camera.length);
  for (let i = 0; i < data.length; i++) data[i] = flow.data[i]! - camera[i]!;
  return { ...flow, data };
}

/** What stands nearer than the background moves up to so many times its motion more when the camera travels, */
const NEAREST = 3;
/** as far as that motion, in pixels of the flow's raster, is above what errors and a shaking hand make. */
const TRAVELLING_PX = 1;
/** The camera's motion is sure where it explains the border to within this. */
const SURE_PX = 1;
/** Parallax is more than so many times what the flow is usually off the camera's motion. */
const ABOVE_USUAL = 2;

/**
 * Takes the parallax of what stands nearer than the background off a flow field: the part of each point's motion against the
 * camera's, `motion`, that points along it. A pole before a travelling camera is then at rest; what the camera follows moves
 * the other way, and keeps its motion. Returns the flow itself where the camera's motion is not sure.
 */
export function withoutParallax(flow: FlowField, motion: PlanarMotion): FlowField {
  const plane = flow.widthPx * flow.heightPx;
  const samples = sampleFlow(flow);
  const border = partOf(samples, flow.widthPx / flow.heightPx, true);
  if (median(residualsOf(border, motion)) > SURE_PX) return flow;
  const least = ABOVE_USUAL * median(residualsOf(samples, motion));
  const data = flow.data.slice();
  const camera = cameraFlow(flow, motion);
  for (let i = 0; i < plane; i++) {
    const [u, v] = [camera[i]!, camera[plane + i]!];
    const speed = Math.hypot(u, v);
    if (speed <= TRAVELLING_PX) continue;
    const along = ((data[i]! - u) * u + (data[plane + i]! - v) * v) / speed;
    if (along <= least) continue;
    const parallax = Math.min(along, NEAREST * (speed - TRAVELLING_PX));
    data[i]! -= (parallax * u) / speed;
    data[plane + i]! -= (parallax * v) / speed;
  }
  return { ...flow, data };
}
