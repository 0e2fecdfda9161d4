import { FlowPlace } from '../raster/along-flow.ts';
import type { FlowField, PatchFeatures, PatchGrid, RasterSize } from '../raster/types.ts';
import { dominantMotion, type PlanarMotion, residualFlow, usualSpeed } from './camera-motion.ts';
import { EMBEDDED_FREQUENCIES } from './embedded-appearance.ts';
import { fourierFeatures, gaussianFrequencies } from './fourier-features.ts';
import { patchMeans } from './patch-means.ts';

/** The flow from a frame to the one `offset` frames away (-2, -1, +1 or +2). */
export interface OffsetFlow {
  readonly offset: number;
  readonly flow: FlowField;
}

/** Where something moves by more than this from one frame to the next, in pixels at 240 pixels' width, */
const QUICK_AT_240 = 1.2;
/** over this share of the picture, the nearest neighbours show its motion best. */
const QUICK_SHARE = 0.05;

/**
 * The flows by which a frame's motion is judged: those to its nearest neighbours where something moves quickly, for what
 * changes its motion, or leaves the picture, is seen wrongly from further away; otherwise all, for slow motion shows better
 * from there.
 *
 * @param flows with the camera's part of each (`dominantMotion`).
 */
export function judgedFlows<F extends OffsetFlow & { readonly motion: PlanarMotion }>(flows: F[]): F[] {
  const near = flows.filter(({ offset }) => Math.abs(offset) === 1);
  if (near.length === 0) return flows;
  const { widthPx, heightPx } = near[0]!.flow;
  const plane = widthPx * heightPx;
  const speed = new Float32Array(plane);
  for (const { flow, motion } of near) {
    const { data } = residualFlow(flow, motion);
    for (let i = 0; i < plane; i++) speed[i]! += Math.hypot(data[i]!, data[plane + i]!) / near.length;
  }
  const quickest = speed.sort()[Math.floor((1 - QUICK_SHARE) * (plane - 1))]!;
  return quickest < (QUICK_AT_240 * widthPx) / 240 ? flows : near;
}

/**
 * How a frame moves against the camera: `data` is [3, H, W]: the direction of the residual velocity times the
 * salience (2 planes), and the salience itself, log(1 + speed / scale), 0 where nothing moves.
 */
export interface MotionField extends RasterSize {
  readonly data: Float32Array;
  /** How likely each pixel is a moving object's, [H, W] of 0..1, where the motion network was asked; else null. */
  readonly moving: Float32Array | null;
}

/** The salience's unit: so many times the frame's median residual speed, which is the flow's own noise ... */
const SCALE_MEDIANS = 6;
/** ... but never less than this, in pixels a frame at 240 pixels' width, or still pictures would seem to move. */
const SCALE_FLOOR_AT_240 = 0.05;
/** Weights in the distance of two patches; parts of an object differ in direction and in speed. */
const DIRECTION_WEIGHT = 0.3;
const SALIENCE_WEIGHT = 1.2;
const MOVING_WEIGHT = 2;
/** Numbers of a patch: two of direction, salience, and what the network says. */
const DESCRIPTOR = 4;
/** What counts as evidence for the foreground. */
const MOVING_EVIDENCE = 2;
const SALIENCE_EVIDENCE = 0.25;

const frequencies = gaussianFrequencies(EMBEDDED_FREQUENCIES, DESCRIPTOR);

/** The median of up to four numbers; of an even count, the mean of the middle two. */
function medianOfFew(values: Float64Array): number {
  values.sort();
  const half = values.length >> 1;
  return values.length % 2 === 1 ? values[half]! : (values[half - 1]! + values[half]!) / 2;
}

/** Residual velocity per frame, the median over the offsets of each component: [2, H, W]. */
function residualVelocity(flows: readonly OffsetFlow[], motions: readonly PlanarMotion[]): Float32Array {
  const residuals = flows.map(({ flow, offset }, k) => ({
    data: residualFlow(flow, motions[k]).data,
    offset,
  }));
  const velocity = new Float32Array(residuals[0]!.data.length);
  const candidates = new Float64Array(residuals.length);
  for (let i = 0; i < velocity.length; i++) {
    for (let k = 0; k < residuals.length; k++) candidates[k] = residuals[k]!.data[i]! / residuals[k]!.offset;
    velocity[i] = medianOfFew(candidates);
  }
  return velocity;
}

/** The length of each vector of [2, H, W]. */
export function lengths(vectors: Float32Array): Float32Array {
  const plane = vectors.length / 2;
  const out = new Float32Array(plane);
  for (let i = 0; i < plane; i++) out[i] = Math.hypot(vectors[i]!, vectors[plane + i]!);
  return out;
}

/** The speed that the flow's errors give to what rests, in pixels a frame, from a frame's flows; 0 without any. */
export const restingSpeed = (
  flows: readonly OffsetFlow[],
  size: RasterSize,
  motions: readonly PlanarMotion[],
): number => (flows.length === 0 ? 0 : usualSpeed(lengths(residualVelocity(flows, motions)), size));

/** What is known of a frame's flows already. */
export interface KnownMotion {
  /** The camera's part of each flow. */
  readonly motions: readonly PlanarMotion[];
  /** See `restingSpeed`. */
  readonly resting: number;
}

/** Finds the camera's part of flows, and the speed of what rests by these alone. */
function motionKnownBy(flows: readonly OffsetFlow[], size: RasterSize): KnownMotion {
  const motions = flows.map(({ flow }) => dominantMotion(flow));
  return { motions, resting: restingSpeed(flows, size, motions) };
}

/**
 * The motion of one frame from its flows to its neighbours, relative to the dominant camera motion. With no
 * flow at all (a shot of one frame) nothing moves.
 */
export function motionField(
  flows: readonly OffsetFlow[],
  size: RasterSize,
  { motions, resting } = motionKnownBy(flows, size),
): MotionField {
  const plane = size.widthPx * size.heightPx;
  const data = new Float32Array(3 * plane);
  if (flows.length === 0) return { ...size, data, moving: null };
  const velocity = residualVelocity(flows, motions);
  const speed = lengths(velocity);
  const scale = SCALE_MEDIANS * resting + (SCALE_FLOOR_AT_240 * size.widthPx) / 240;
  for (let i = 0; i < plane; i++) {
    const salience = Math.log1p(speed[i]! / scale);
    const toSalience = salience / Math.max(speed[i]!, 1e-6);
    data[i] = velocity[i]! * toSalience;
    data[plane + i] = velocity[plane + i]! * toSalience;
    data[2 * plane + i] = salience;
  }
  return { ...size, data, moving: null };
}

/** Adds to `sum` a plane of a neighbour, seen from the frame whose flow leads there (bilinear, edge repeated). */
function addWarped(sum: Float32Array, values: Float32Array, flow: FlowField): void {
  const place = new FlowPlace(flow);
  for (let y = 0, i = 0; y < flow.heightPx; y++)
    for (let x = 0; x < flow.widthPx; x++, i++) {
      place.follow(x, y);
      const { at, right, below, fx, fy } = place;
      const upper = values[at]! * (1 - fx) + values[at + right]! * fx;
      const lower = values[at + below]! * (1 - fx) + values[at + below + right]! * fx;
      sum[i]! += upper + (lower - upper) * fy;
    }
}

/** The mean of a plane over the frame and its neighbours, brought here by the flows. */
function jointMean(
  own: Float32Array,
  neighbours: readonly Float32Array[],
  flows: readonly OffsetFlow[],
): Float32Array {
  const mean = own.slice();
  neighbours.forEach((neighbour, k) => addWarped(mean, neighbour, flows[k]!.flow));
  for (let i = 0; i < mean.length; i++) mean[i]! /= neighbours.length + 1;
  return mean;
}

/**
 * A frame's motion with the salience (and what the network says) averaged over the frame and its neighbours, brought
 * here by the flows: what moves in one of them counts in all.
 *
 * @param own the frame's motion; `neighbours` those of the frames that `flows` lead to, in the same order.
 */
export function jointMotion(
  own: MotionField,
  neighbours: readonly MotionField[],
  flows: readonly OffsetFlow[],
): MotionField {
  const { widthPx, heightPx } = own;
  const salienceOf = ({ data }: MotionField) => data.subarray(2 * widthPx * heightPx);
  const data = own.data.slice();
  data.set(jointMean(salienceOf(own), neighbours.map(salienceOf), flows), 2 * widthPx * heightPx);
  const seen = neighbours.map(({ moving }) => moving).filter((plane) => plane !== null);
  const moving = own.moving === null ? null : jointMean(own.moving, seen, flows);
  return { widthPx, heightPx, data, moving };
}

/** The mean salience of each patch, [N]: 0 where it moves with the camera. */
export function patchSalience(motion: MotionField, grid: PatchGrid): Float32Array {
  const plane = motion.widthPx * motion.heightPx;
  return patchMeans(motion.data.subarray(2 * plane), 1, motion, grid);
}

/**
 * How much speaks for each patch to be a moving object's, in e-folds of salience, [N]: what the network says, and a
 * little of the salience, which still tells sides apart where the network says nothing.
 */
export function patchEvidence(motion: MotionField, grid: PatchGrid): Float32Array {
  const salience = patchSalience(motion, grid);
  const moving = patchMeans(movingOf(motion), 1, motion, grid);
  return salience.map((value, patch) => MOVING_EVIDENCE * moving[patch]! + SALIENCE_EVIDENCE * value);
}

function movingOf({ moving }: MotionField): Float32Array {
  if (moving === null) throw new TypeError('The motion network was not asked about this frame.');
  return moving;
}

/**
 * The embedded motion encoder: direction and salience of each patch's motion against the camera and how likely it is a
 * moving object's, lifted so that the cosine of two patches is a Gaussian of their difference. Returns unit vectors
 * [N, 128].
 */
export function embeddedMotion(motion: MotionField, grid: PatchGrid): PatchFeatures {
  const means = patchMeans(motion.data, 3, motion, grid);
  const moving = patchMeans(movingOf(motion), 1, motion, grid);
  const descriptors = new Float32Array(DESCRIPTOR * moving.length);
  for (let node = 0; node < moving.length; node++) {
    descriptors[DESCRIPTOR * node] = DIRECTION_WEIGHT * means[3 * node]!;
    descriptors[DESCRIPTOR * node + 1] = DIRECTION_WEIGHT * means[3 * node + 1]!;
    descriptors[DESCRIPTOR * node + 2] = SALIENCE_WEIGHT * means[3 * node + 2]!;
    descriptors[DESCRIPTOR * node + 3] = MOVING_WEIGHT * moving[node]!;
  }
  const data = fourierFeatures(descriptors, DESCRIPTOR, frequencies);
  return { ...grid, dim: 2 * EMBEDDED_FREQUENCIES, data };
}
