import { indicesOf } from '../../base/frame-indices.ts';
import type { ProgressSlice } from '../../base/context.ts';
import { silentProgress } from '../../base/context.ts';
import { throwIfCancelled } from '../../base/errors.ts';
import { meanOf } from '../../base/numbers.ts';
import { motionGap, outlineStep } from '../../graphcut/choice/left-out-motion.ts';
import { frameConfidence } from '../../graphcut/frame-confidence.ts';
import { decodeFloat16 } from '../../raster/float16.ts';
import type { FloatPlane, RgbImage } from '../../raster/types.ts';
import type { ChosenObject } from '../../runs/candidates/chosen-objects.ts';
import { foregroundSides } from '../../runs/foreground-sides.ts';
import {
  type CandidateSource,
  candidateMask,
  findCandidates,
  type ShotCandidates,
  shotRange,
  storedCandidates,
} from '../../runs/candidates/shot-candidates.ts';
import { stageVersions } from '../../runs/keys/frame-keys.ts';
import { candidatesKey, objectKey } from '../../runs/keys/mask-keys.ts';
import { takesMaskStep } from '../../runs/mask-steps.ts';
import { recall, recallFlows } from '../../runs/stored/recall.ts';
import { passFrames } from '../../video/seek-frames.ts';
import type { ClipWork } from '../clip-work.ts';
import type { FoundForeground } from '../cut-stage.ts';
import type { CandidateLook } from '../frame-tasks.ts';
import { graphCutMasks, type MaskSource, replaceMasks } from './mask-stage.ts';

/** Frames of a piece of a shot on which candidates are judged. */
const SAMPLES = 15;
/** What the cut found must be so sure on average: where it fails in many frames, these are repaired instead. */
const SURE_FROM = 0.6;
/** A candidate must be so many times as convincing as what the cut found, */
const BETTER = 1.07;
/** and a smaller one so many times as convincing as a larger one that may take its place, too. */
const CLEARLY_BETTER = 1.15;
/** What is left out must fade out: in e-folds of salience from one patch to the next. */
const FADES_BELOW = 1;
/** So much more must what is kept move than what is left out, in e-folds of salience. */
const MOVES_MORE = 0.18;
/** So much more must what is left out err as the ground beside it than as what is kept (see `errsLikeGround`), */
const RATHER_GROUND = 0.07;
/** and the more it does, the more the candidate convinces: in e-folds. */
const GROUND_WEIGHT = 1.5;
/** What the cut itself found, among the candidates. */
const AUTOMATIC = 0;

/** Up to SAMPLES of `frames`, evenly spread. */
function spread(frames: readonly number[]): number[] {
  const count = Math.min(SAMPLES, frames.length);
  return Array.from({ length: count }, (_, k) => frames[Math.floor(((k + 0.5) * frames.length) / count)]!);
}

/** The pictures of some frames, ascending, and of those beside them, at the working resolution. */
async function readPictures(work: ClipWork, samples: readonly number[]): Promise<Map<number, RgbImage>> {
  const { clip, geometry } = work;
  const wanted = new Set(samples.flatMap((index) => [index - 1, index, index + 1]));
  const [fromIndex, toIndex] = [Math.max(samples[0]! - 1, 0), Math.min(samples.at(-1)! + 2, clip.frameCount)];
  const range = { size: geometry.working, fromIndex, toIndex };
  const pictures = new Map<number, RgbImage>();
  for await (const { index, image } of passFrames(clip, range, {
    signal: work.signal,
    progress: silentProgress,
  }))
    if (wanted.has(index)) pictures.set(index, image);
  return pictures;
}

/** How badly the flow explains a frame by those beside it (see `photometricError`). */
function errorsOf(
  work: ClipWork,
  pictures: ReadonlyMap<number, RgbImage>,
  index: number,
): Promise<Float32Array> {
  const flows = recallFlows(work, index);
  const neighbours = flows.offsets.map((by) => (Math.abs(by) === 1 ? pictures.get(index + by)! : null));
  return work.pool.run('photometricErrorTask', { frame: pictures.get(index)!, neighbours, flows });
}

/** Patches of a frame's foreground. */
const foregroundCount = ({ data }: FloatPlane): number =>
  data.reduce((count, share) => count + Number(share >= 0.5), 0);

/** How much more what a candidate leaves out is like the ground beside it than like what is kept; null of nothing. */
function likenessToGround(looks: readonly CandidateLook[]): number | null {
  const known = looks.flatMap(({ errsLikeGround }) => (errsLikeGround === null ? [] : [errsLikeGround]));
  return known.length === 0 ? null : meanOf(known);
}

/**
 * The candidate that convinces for a piece of a shot: one that moves on its own (see `frameConfidence`) within sharp edges
 * (see `contourSharpness`), by the product of the means of both. What the cut found stays unless another one is better and
 * leaves out only what fades out in its motion and is explained by the flow as badly as the ground beside it: water and spray
 * that move along change their looks as the water around does, limbs do not. The more alike both are, the less of this it
 * takes. Of several such, the largest, unless a smaller one is clearly better: a part of the object may convince a little
 * more than the whole.
 */
async function bestCandidate(
  work: ClipWork,
  candidates: ShotCandidates,
  samples: readonly number[],
): Promise<number> {
  const { geometry, keys, pool, signal } = work;
  const masksOf = (which: number) => samples.map((index) => candidateMask(work, candidates, which, index));
  const saliences = samples.map((index) =>
    decodeFloat16(recall(work, keys.salience(index), 'salience', index)),
  );
  const found = masksOf(AUTOMATIC);
  const maybeBetter = (masks: readonly FloatPlane[]): boolean => {
    const frames = samples.map((_, k) => ({
      own: found[k]!.data,
      kept: masks[k]!.data,
      salience: saliences[k]!,
    }));
    return motionGap(frames) > MOVES_MORE && outlineStep(frames, geometry.grid) < FADES_BELOW;
  };
  const confidenceOf = (masks: readonly FloatPlane[]) =>
    meanOf(
      masks.map(({ data: foreground }, k) =>
        frameConfidence({ foreground, salience: saliences[k]!, agreement: 1 }, geometry.grid),
      ),
    );
  const others = Array.from({ length: candidates.count - 1 }, (_, k) => k + 1)
    .map((which) => ({ which, masks: masksOf(which) }))
    .filter(({ masks }) => maybeBetter(masks))
    .sort((a, b) => meanOf(b.masks.map(foregroundCount)) - meanOf(a.masks.map(foregroundCount)));
  if (!candidates.automatic || others.length === 0 || confidenceOf(found) < SURE_FROM) return AUTOMATIC;
  const pictures = await readPictures(work, samples);
  const errors = await Promise.all(samples.map((index) => errorsOf(work, pictures, index)));
  const lookAt = (
    masks: readonly FloatPlane[],
    own: readonly CandidateLook[] | null,
  ): Promise<CandidateLook[]> => {
    throwIfCancelled(signal);
    return Promise.all(
      samples.map((index, k) =>
        pool.run('candidateTask', {
          soft: masks[k]!,
          own: own?.[k]!.mask ?? null,
          frame: pictures.get(index)!,
          errors: errors[k]!,
        }),
      ),
    );
  };
  const scoreOf = (masks: readonly FloatPlane[], looks: readonly CandidateLook[]): number =>
    confidenceOf(masks) * meanOf(looks.map(({ sharpness }) => sharpness));
  const own = await lookAt(found, null);
  let [best, least] = [AUTOMATIC, BETTER * scoreOf(found, own)];
  for (const { which, masks } of others) {
    const looks = await lookAt(masks, own);
    const ground = likenessToGround(looks);
    if (ground === null || ground <= RATHER_GROUND) continue;
    const score = scoreOf(masks, looks) * Math.exp(GROUND_WEIGHT * ground);
    if (score > least) [best, least] = [which, CLEARLY_BETTER * score];
  }
  return best;
}

/** A chosen object with the cache key of its shot's candidates. */
interface KeyedObject extends ChosenObject {
  readonly key: string;
}

/** The object of each piece of a clip, where it is another candidate than what the cut found. */
async function chooseObjects(
  work: ClipWork,
  source: CandidateSource,
  moving: readonly boolean[],
  progress: ProgressSlice,
): Promise<KeyedObject[]> {
  const { clip, shots, store, pool, signal } = work;
  const services = {
    signal,
    pool: {
      parallelism: pool.parallelism,
      eigenvectors: (task: Parameters<typeof pool.run<'eigenvectorsTask'>>[1]) =>
        pool.run('eigenvectorsTask', task),
      candidates: (task: Parameters<typeof pool.run<'shotCandidatesTask'>>[1]) =>
        pool.run('shotCandidatesTask', task),
    },
  };
  const objects: KeyedObject[] = [];
  for (let first = 0; first < clip.frameCount;) {
    throwIfCancelled(signal);
    const range = shotRange(shots, first);
    // Frames of a pause tell nothing of the object.
    const telling = indicesOf(range).filter((index) => moving[index]);
    const key = candidatesKey(source, range);
    const known = store.getBlob(objectKey(key))?.[0];
    if (telling.length > 0 && known !== AUTOMATIC) {
      await findCandidates(source, store, first, services);
      const candidates = recallCandidates(work, source, first);
      const candidate = known ?? (await bestCandidate(work, candidates, spread(telling)));
      store.putBlobs([{ key: objectKey(key), stage: 'object', bytes: Uint8Array.of(candidate) }]);
      if (candidate !== AUTOMATIC) objects.push({ ...range, candidate, key });
    }
    first = range.last + 1;
    progress.report(first, clip.frameCount);
  }
  return objects;
}

/** The candidates of the piece of a shot that frame `index` belongs to; throws where they were evicted since. */
function recallCandidates(work: ClipWork, source: CandidateSource, index: number): ShotCandidates {
  // Says by its error that they are gone.
  recall(work, candidatesKey(source, shotRange(work.shots, index)), 'candidates', index);
  return storedCandidates(source, work.store, index)!;
}

/** The graph cut's masks, and where they show another candidate than the side that the cut chose. */
export interface ObjectMasks {
  readonly masks: MaskSource;
  readonly objects: readonly ChosenObject[];
}

/**
 * Decides which object each shot is about: what the cut found, or another candidate that is clearly more convincing, in
 * the frames in which it moves, where the run takes that step.
 */
export async function objectStage(
  work: ClipWork,
  { chosen, moving }: FoundForeground,
  progress: ProgressSlice,
): Promise<ObjectMasks> {
  const masks = graphCutMasks(work, chosen);
  if (!takesMaskStep(work.config, 'object')) return { masks, objects: [] };
  const source = { ...work, report: { foregroundSides: foregroundSides(chosen) } };
  const objects = await chooseObjects(work, source, moving, progress);
  const objectAt = (index: number) =>
    chosen[index] === null ? undefined : objects.find(({ first, last }) => first <= index && index <= last);
  let opened: ShotCandidates | null = null;
  const withObjects = replaceMasks(masks, (index) => {
    const object = objectAt(index);
    if (object === undefined) return undefined;
    const { first, candidate, key } = object;
    const soft = () => {
      if (opened?.first !== first) opened = recallCandidates(work, source, index);
      return candidateMask(work, opened, candidate, index);
    };
    return { version: stageVersions.object, config: { candidate }, inputs: [key], soft };
  });
  return { objects, masks: withObjects };
}
