import { embeddedAppearance } from '../features/embedded-appearance.ts';
import { type ErrorKind, type ErrorOrigin, FodvidError } from '../base/errors.ts';
import { dominantMotion, withoutParallax } from '../features/camera-motion.ts';
import {
  embeddedMotion,
  jointMotion,
  judgedFlows,
  type KnownMotion,
  type MotionField,
  motionField,
  type OffsetFlow,
  patchEvidence,
  patchSalience,
  restingSpeed,
} from '../features/embedded-motion.ts';
import { motionInputs } from '../features/motion-inputs.ts';
import { errsLikeGround } from '../flow/left-out-errors.ts';
import { photometricError } from '../flow/photometric-error.ts';
import { reduceFlow } from '../flow/reduce-flow.ts';
import { warpPlane } from '../flow/warp.ts';
import { cutFrame } from '../graphcut/cut-frame.ts';
import type { CutFeatures, FrameCutOptions } from '../graphcut/cut-types.ts';
import { grayLevels } from '../raster/gray-levels.ts';
import { clearRegions, type PictureRegion } from '../raster/picture-region.ts';
import { crfMask } from '../crf/crf-mask.ts';
import { frameColours } from '../matte/contour/colour-steps.ts';
import { contourSharpness } from '../matte/contour/contour-sharpness.ts';
import { enlargedMask, type Enlarging } from '../matte/enlarged-mask.ts';
import { guidedUpsample } from '../matte/guided-upsampling.ts';
import { type FrameScore, scoreFrame } from '../metrics/frame-score.ts';
import { encodeFloat16, viewFloat16 } from '../raster/float16.ts';
import { decodeMaskPng, encodeMaskPng } from '../raster/image-file.ts';
import { resizePlaneArea, resizeRgbArea } from '../raster/resample.ts';
import type { FloatPlane, Mask, PatchGrid, RasterSize, RgbImage } from '../raster/types.ts';
import { drawOverlay } from '../video/overviews/draw-overlay.ts';
import { handOver } from '../base/worker-pool.ts';
import { cutToBytes } from '../runs/stored/stored-cut.ts';
import { readFlowAt, readFlows, type StoredFlows } from '../runs/stored/stored-flows.ts';

export { eigenvectorsTask, shotCandidatesTask } from '../runs/candidates/candidate-tasks.ts';
export { maskMeasuresTask } from './masks/mask-measures.ts';
export { separateFromBackground as separationTask } from '../flow/background/separate.ts';
export { contourTask, steadyMaskTask } from './masks/steady-mask-tasks.ts';
export { smoothMatteTask } from '../runs/mattes/smooth-matte-task.ts';
export { temporalFilterTask } from './masks/temporal-filter-task.ts';

/** Motion features as float16 [N, D], and the patches' salience [N]. */
export interface StoredMotion {
  readonly features: Uint8Array;
  readonly salience: Uint8Array;
}

/** Embedded appearance features of a frame of any size, float16 [N, D]. */
export function appearanceTask(task: { frame: RgbImage; working: RasterSize; grid: PatchGrid }): Uint8Array {
  return encodeFloat16(embeddedAppearance(resizeRgbArea(task.frame, task.working), task.grid).data);
}

/** The flows by which a frame's motion is judged, without parallax, and what is known of them. */
function motionSeen(flows: StoredFlows): {
  readonly seen: readonly OffsetFlow[];
  readonly known: KnownMotion;
} {
  const all = readFlows(flows).map(({ offset, flow }) => {
    const motion = dominantMotion(flow);
    return { offset, flow, motion, seen: withoutParallax(flow, motion) };
  });
  const seenOf = (some: typeof all) => some.map(({ offset, seen }) => ({ offset, flow: seen }));
  const motionsOf = (some: typeof all) => some.map(({ motion }) => motion);
  const judged = judgedFlows(all);
  // By all flows: thresholds of salience must not hang on how many a frame is judged by.
  const resting = restingSpeed(seenOf(all), flows.size, motionsOf(all));
  return { seen: seenOf(judged), known: { motions: motionsOf(judged), resting } };
}

/** A frame's motion against the camera. */
export function motionFieldTask(flows: StoredFlows): MotionField {
  const { seen, known } = motionSeen(flows);
  return motionField(seen, flows.size, known);
}

/** A frame's motion against the camera, and what the motion network is fed of it, at the network's size. */
export function motionInputsTask({ flows, size }: { flows: StoredFlows; size: RasterSize }): {
  readonly field: MotionField;
  readonly planes: Float32Array;
} {
  const { seen, known } = motionSeen(flows);
  const field = motionField(seen, flows.size, known);
  if (flows.size.widthPx === size.widthPx && flows.size.heightPx === size.heightPx)
    return { field, planes: motionInputs(seen, size, known) };
  const reduced = seen.map(({ offset, flow }) => ({ offset, flow: reduceFlow(flow, size) }));
  const resting = (known.resting * size.widthPx) / flows.size.widthPx;
  return { field, planes: motionInputs(reduced, size, { resting }) };
}

/** A frame's own motion, that of the neighbours which its flows lead to, and the patch grid. */
export interface MotionTask {
  readonly own: MotionField;
  readonly neighbours: readonly MotionField[];
  readonly flows: StoredFlows;
  readonly grid: PatchGrid;
}

const jointMotionOf = ({ own, neighbours, flows }: MotionTask): MotionField =>
  jointMotion(own, neighbours, readFlows(flows));

/** The salience of a frame's patches, float16 [N]. */
export function salienceTask(task: MotionTask): Uint8Array {
  return encodeFloat16(patchSalience(jointMotionOf(task), task.grid));
}

/** Embedded motion features of a frame, and the evidence for its foreground. */
export function motionTask(task: MotionTask): StoredMotion {
  const joint = jointMotionOf(task);
  return {
    features: encodeFloat16(embeddedMotion(joint, task.grid).data),
    salience: encodeFloat16(patchEvidence(joint, task.grid)),
  };
}

/** The cached features of a frame, float16 [N, D] each, and how it is to be cut. */
export interface CutTask {
  readonly appearance: Uint8Array;
  readonly motion: Uint8Array;
  readonly grid: PatchGrid;
  readonly options: FrameCutOptions;
}

/** A cut as it is cached. Between threads an error loses its class and fields: ours travel as data. */
export type CutAnswer =
  | { readonly cut: Uint8Array }
  | { readonly error: { readonly kind: ErrorKind; readonly message: string; readonly origin: ErrorOrigin } };

/** The normalized cut of a frame. */
export async function cutTask({ appearance, motion, grid, options }: CutTask): Promise<CutAnswer> {
  const features = (halves: Uint8Array): CutFeatures => {
    const data = viewFloat16(halves);
    return { ...grid, dim: data.length / (grid.rows * grid.cols), data };
  };
  try {
    return { cut: cutToBytes(await cutFrame(features(appearance), features(motion), options)) };
  } catch (error) {
    if (!(error instanceof FodvidError)) throw error;
    return { error: { kind: error.kind, message: error.message, origin: error.origin } };
  }
}

/** A frame with the soft mask, 0..1, that is to be brought to its resolution, or the mask file of an earlier run. */
export type MaskTask = { readonly frame: RgbImage } & (
  | {
      readonly coarse: FloatPlane;
      readonly enlarging: Enlarging;
      readonly crf?: boolean;
      /** Where there is no foreground. */
      readonly heldOut?: readonly PictureRegion[];
    }
  | { readonly png: Uint8Array }
);

/** A frame's mask, and the frame again, for the task's may have been handed over. */
export interface FrameMask {
  readonly frame: RgbImage;
  /** At the frame's resolution, as PNG bytes. */
  readonly png: Uint8Array;
}

async function maskOf(task: MaskTask): Promise<Mask> {
  if ('png' in task) return decodeMaskPng(task.png);
  const { coarse, frame, enlarging, crf, heldOut = [] } = task;
  const mask =
    crf === true
      ? crfMask(frame, guidedUpsample(coarse, frame, enlarging.guideSize))
      : enlargedMask(coarse, frame, enlarging);
  clearRegions(mask, heldOut);
  return mask;
}

/** A frame, those that its flows lead to, of its size and in the flows' order (null: not looked at), and the flows. */
export interface PhotometricErrorTask {
  readonly frame: RgbImage;
  readonly neighbours: readonly (RgbImage | null)[];
  readonly flows: StoredFlows;
}

/** See `photometricError`: [H * W]. */
export function photometricErrorTask({ frame, neighbours, flows }: PhotometricErrorTask): Float32Array {
  const seen = neighbours.flatMap((other, k) =>
    other === null ? [] : [{ frame: other, flow: readFlowAt(flows, flows.offsets[k]!, frame)! }],
  );
  return photometricError(frame, seen).data;
}

/** A candidate for the object in a frame, which has the working resolution. */
export interface CandidateTask {
  readonly soft: FloatPlane;
  /** The mask of what the cut found; null where the candidate is that itself. */
  readonly own: Mask | null;
  readonly frame: RgbImage;
  /** How badly the flow explains the frame (see `photometricError`). */
  readonly errors: Float32Array;
}

/** How a candidate looks in a frame. */
export interface CandidateLook {
  readonly mask: Mask;
  /** See `contourSharpness`; 0 of nothing. */
  readonly sharpness: number;
  /** How much what it leaves out of what the cut found is like the ground; null where that is nothing (see `errsLikeGround`). */
  readonly errsLikeGround: number | null;
}

/** Looks at a candidate in one frame, with the contour that its mask will have. */
export function candidateTask({ soft, own, frame, errors }: CandidateTask): CandidateLook {
  const mask = enlargedMask(soft, frame, { guideSize: frame, contour: { origin: 'patches', finest: null } });
  return {
    mask,
    sharpness: contourSharpness(mask, frameColours(frame, frame)) ?? 0,
    errsLikeGround: own === null ? null : errsLikeGround(own, mask, errors),
  };
}

/** J and F of a frame's mask, which is not kept. */
export async function scoreMaskTask(task: MaskTask & { readonly truth: Mask }): Promise<FrameScore> {
  return scoreFrame(task.truth, await maskOf(task));
}

/** A frame's mask at the source's resolution. */
export async function maskTask(task: MaskTask): Promise<FrameMask> {
  const { frame } = task;
  const png = 'png' in task ? task.png : await encodeMaskPng(await maskOf(task));
  return handOver({ frame, png }, [frame.data]);
}

/** A mask that is laid over its frame. */
export type OverlayTask = MaskTask & {
  /** An earlier mask file of the frame: what has changed since is shown. */
  readonly before: Uint8Array | null;
  /** The size at which the contour's sharpness is measured, where it is asked for. */
  readonly sharpnessAt?: RasterSize;
};

/** A frame's mask, and what the overlay video shows of it. */
export interface OverlaidMask extends FrameMask {
  readonly overlay: RgbImage;
  /** See `contourSharpness`; null where it was not asked for, too. */
  readonly sharpness: number | null;
}

/** As `maskTask`, and the frame with its mask laid over it. */
export async function overlayTask(task: OverlayTask): Promise<OverlaidMask> {
  const { frame, sharpnessAt } = task;
  const mask = await maskOf(task);
  const png = 'png' in task ? task.png : await encodeMaskPng(mask);
  const before = task.before === null ? undefined : await decodeMaskPng(task.before);
  const sharpness =
    sharpnessAt === undefined ? null : contourSharpness(mask, frameColours(frame, sharpnessAt));
  const overlay = drawOverlay(frame, mask, before);
  return handOver({ frame, png, overlay, sharpness }, [frame.data, overlay.data]);
}

/** What the refinement is trained on, of one frame: the picture and the pseudo mask at the sizes that it works in. */
export interface TrainingPair {
  /** RGB, [H, W, 3]; null where the network takes cached features. */
  readonly picture: Uint8Array | null;
  /** The share of foreground in each pixel, [h * w], 0..255. */
  readonly target: Uint8Array;
}

/** Reduces a frame (where a size is given) and its mask file for training. */
export async function trainingPairTask(task: {
  readonly frame: RgbImage;
  readonly png: Uint8Array;
  readonly pictureSize: RasterSize | null;
  readonly targetSize: RasterSize;
}): Promise<TrainingPair> {
  const { widthPx, heightPx, data } = await decodeMaskPng(task.png);
  const mask = { widthPx, heightPx, data: Float32Array.from(data) };
  const shares = resizePlaneArea(mask, task.targetSize).data;
  return {
    picture: task.pictureSize === null ? null : resizeRgbArea(task.frame, task.pictureSize).data,
    target: grayLevels(shares),
  };
}

/** A frame's soft mask and those of the neighbours which its flows lead to, in the flows' order. */
export interface TemporalMeanTask {
  readonly size: RasterSize;
  /** The frame's own first: shares of foreground, [H * W], 0..255, and how much each counts. */
  readonly masks: readonly { readonly shares: Uint8Array; readonly weight: number }[];
  readonly flows: StoredFlows;
  /** A soft mask of the frame that gets OTHER_SHARE of the say in the end. */
  readonly other?: Uint8Array;
}

/** How much the other mask has to say: it has seen the background, the network has learned from all frames. */
const OTHER_SHARE = 0.5;

/** The weighted mean of a frame's soft mask and those of its neighbours, warped to it: [H * W], 0..255. */
export function temporalMeanTask({ size, masks, flows, other }: TemporalMeanTask): Uint8Array {
  const [own, ...neighbours] = masks;
  const sum = Float32Array.from(own!.shares, (share) => own!.weight * share);
  neighbours.forEach(({ shares, weight }, k) => {
    const flow = readFlowAt(flows, flows.offsets[k]!, size)!;
    const warped = warpPlane({ ...size, data: Float32Array.from(shares) }, flow).data;
    for (let i = 0; i < sum.length; i++) sum[i]! += weight * warped[i]!;
  });
  const total = masks.reduce((weights, { weight }) => weights + weight, 0);
  const mean = (share: number): number => share / total;
  return Uint8Array.from(sum, (share, i) =>
    Math.round(other === undefined ? mean(share) : mean(share) + OTHER_SHARE * (other[i]! - mean(share))),
  );
}
