import { copyFile, mkdir, readFile, rm, stat } from 'node:fs/promises';
import type { FixChoice } from '../../api/runs.ts';
import { silentContext, silentProgress } from '../../base/context.ts';
import { errorWords } from '../../base/error-words.ts';
import { failedError, throwIfCancelled, usageError } from '../../base/errors.ts';
import { cutFrame } from '../../graphcut/cut-frame.ts';
import { type Fixes, writeFixes } from '../../runs/fixes-file.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import {
  choiceOptions,
  chosenCut,
  chosenPatches,
  readsStoredCut,
  storedCut,
  storedFeatures,
} from '../../runs/recut.ts';
import { replaceFile, temporaryPathBeside, writeFileAtomically } from '../../base/atomic-file.ts';
import { decodeRgb } from '../../raster/image-file.ts';
import type { FloatPlane, RgbImage } from '../../raster/types.ts';
import type { ClipInfo } from '../../video/clip.ts';
import { seekFrames } from '../../video/seek-frames.ts';
import type { EngineParts } from '../engine-parts.ts';
import { choicePatches } from '../media/frame-coarse.ts';
import type { PictureParts } from '../media/layer-pictures.ts';
import type { RecordedRun } from './run-history.ts';
import type { RunOverviews } from './overviews.ts';
import type { MaskPicture } from '../media/picture-tasks.ts';
import type { ReviewedRun, RunDesk } from './run-desk.ts';
import { scoreRun, withoutScores } from './run-truth.ts';

/** Frames from `first` to `last`, both included. */
export interface FrameRange {
  readonly first: number;
  readonly last: number;
}

/** A person's changes to the masks of finished runs. */
export interface RunFixes {
  preview(runId: number, frame: number, choice: FixChoice, signal: AbortSignal): Promise<MaskPicture>;
  /** Returns the frames whose masks were written. */
  apply(runId: number, range: FrameRange, choice: FixChoice, signal: AbortSignal): Promise<number[]>;
  /** Returns the frames whose masks are the run's again. */
  revert(runId: number, range: FrameRange, signal: AbortSignal): Promise<number[]>;
  lock(runId: number, frames: readonly number[], locked: boolean): Promise<void>;
}

const evicted = (frame: number) =>
  failedError(
    `The cache no longer holds the features of frame ${frame}; run the clip again to compute them.`,
    { words: errorWords('features-gone', { frame }) },
  );
const clipGone = (run: RecordedRun) =>
  failedError(`The clip ${run.record.clip} was moved or deleted; put it back to fix its masks.`, {
    words: errorWords('clip-gone', { clip: run.record.clip }),
  });

function framesOf({ run }: ReviewedRun, { first, last }: FrameRange): number[] {
  const end = Math.min(last, run.report.frameCount - 1);
  if (first > end)
    throw usageError(
      `There are no frames ${first} to ${last}; the clip has ${run.report.frameCount} frames.`,
      { words: errorWords('frames-missing', { first, last, count: run.report.frameCount }) },
    );
  return Array.from({ length: end - first + 1 }, (_, i) => first + i);
}

/** What fixes work with. */
export interface FixServices {
  readonly desk: RunDesk;
  readonly overviews: RunOverviews;
  readonly pictures: PictureParts;
}

/** Fixes masks from cached cuts and features, one change after the other. */
export function createRunFixes(
  { store }: EngineParts,
  { desk, overviews, pictures: parts }: FixServices,
): RunFixes {
  let last: Promise<unknown> = Promise.resolve();

  /** Waits for the change before: each reads the fixes that the one before has written. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  }

  async function openIdle(runId: number): Promise<ReviewedRun> {
    const reviewed = await desk.open(runId);
    const { outDir } = reviewed.run.record;
    const busy = store
      .withQueue((queue) => queue.list())
      .some((entry) => entry.state === 'running' && entry.outDir === outDir);
    if (busy)
      throw failedError(
        'The clip is being run again; wait until it has finished, or cancel it, then fix the frame.',
        { words: errorWords('run-busy', {}) },
      );
    return reviewed;
  }

  /** Scores the frames whose masks changed, and makes the change known. */
  async function settle(
    { run, review, scores, truth }: ReviewedRun,
    frames: readonly number[],
    signal: AbortSignal,
  ) {
    const matched = await truth();
    const known = withoutScores(scores, frames);
    const rescored = matched.size === 0 ? known : await scoreRun(run, matched, frames, known, signal);
    desk.changed(run.record.id, { truthDir: review.truthDir, scores: rescored });
  }

  /** The soft patches of a frame under a choice, cut anew where the run's own cut is not what is asked for. */
  async function patchesOf(run: RecordedRun, choice: FixChoice, frame: number): Promise<FloatPlane> {
    if (choice.candidates !== undefined) {
      const patches = await choicePatches(run, frame, choice, parts);
      if (patches === null) throw evicted(frame);
      return patches;
    }
    if (readsStoredCut(choice)) {
      const cut = storedCut(run, store, frame);
      if (cut === null) throw evicted(frame);
      return chosenPatches(run, store, frame, cut, choice);
    }
    const features = storedFeatures(run, store, frame);
    if (features === null) throw evicted(frame);
    const options = { ...choiceOptions(run, choice), label: `frame ${frame}` };
    const cut = await cutFrame(features.appearance, features.motion, options);
    return chosenPatches(run, store, frame, chosenCut(cut, choice), choice);
  }

  async function writeMasks(
    reviewed: ReviewedRun,
    frames: readonly number[],
    choice: FixChoice,
    signal: AbortSignal,
  ): Promise<number[]> {
    const { run, fixes } = reviewed;
    const clip = await run.openClip();
    if (clip === null) throw clipGone(run);
    const wanted = new Set(frames);
    const done: number[] = [];
    try {
      const images = framesBetween(clip, frames, signal);
      const masks = orderedMap(images, parts.pool.parallelism, async ({ index, image }) => {
        throwIfCancelled(signal);
        if (!wanted.has(index)) return null;
        const task = {
          coarse: await patchesOf(run, choice, index),
          frame: image,
          enlarging: run.enlarging('patches'),
        };
        return { index, ...(await parts.pool.mask(task, signal)) };
      });
      for await (const mask of masks) {
        if (mask === null) continue;
        if (!fixes.fixed.has(mask.index)) await keepOriginal(run, mask.index);
        await writeFileAtomically(run.folder.mask(mask.index), mask.png);
        done.push(mask.index);
      }
    } catch (error) {
      // What was written so far stays, and is known as fixed.
      await save(run, withChoice(fixes, done, choice));
      await settle(reviewed, done, silentContext.signal);
      throw error;
    }
    return done;
  }

  /** Of a video the picture for showing, which is there at once: its compression moves an edge by a pixel at most. */
  async function previewImage(clip: ClipInfo, frame: number, signal: AbortSignal): Promise<RgbImage | null> {
    if (clip.kind === 'folder') return parts.sources.image(clip, frame, signal);
    const picture = await parts.sources.picture(clip, frame, signal);
    return picture === null ? null : decodeRgb(picture.bytes);
  }

  return {
    async preview(runId, frame, choice, signal) {
      const { run } = await desk.open(runId);
      if (frame >= run.report.frameCount)
        throw usageError(`The clip has no frame ${frame}.`, {
          words: errorWords('frame-missing', { frame }),
        });
      const coarse = await choicePatches(run, frame, choice, parts);
      if (coarse === null) throw evicted(frame);
      const clip = await run.openClip();
      const image = clip === null ? null : await previewImage(clip, frame, signal);
      if (image === null) throw clipGone(run);
      return parts.pool.mask({ coarse, frame: image, enlarging: run.enlarging('patches') }, signal);
    },
    apply: (runId, range, choice, signal) =>
      inTurn(async () => {
        const reviewed = await openIdle(runId);
        const frames = framesOf(reviewed, range).filter((frame) => !reviewed.fixes.locked.has(frame));
        if (frames.length === 0) return [];
        return overviews.changing(reviewed.run, async () => {
          // Before the masks: after a kill the originals of all that changed are known.
          await save(reviewed.run, withChoice(reviewed.fixes, frames, choice));
          const done = await writeMasks(reviewed, frames, choice, signal);
          await settle(reviewed, done, signal);
          return done;
        });
      }),
    revert: (runId, range, signal) =>
      inTurn(async () => {
        const reviewed = await openIdle(runId);
        const { run, fixes } = reviewed;
        const frames = framesOf(reviewed, range).filter(
          (frame) => fixes.fixed.has(frame) && !fixes.locked.has(frame),
        );
        if (frames.length === 0) return [];
        return overviews.changing(run, async () => {
          for (const frame of frames) await restoreOriginal(run, frame);
          const reverted = new Set(frames);
          const fixed = new Map([...fixes.fixed].filter(([frame]) => !reverted.has(frame)));
          await save(run, { ...fixes, fixed });
          await settle(reviewed, frames, signal);
          return frames;
        });
      }),
    lock: (runId, frames, locked) =>
      inTurn(async () => {
        const reviewed = await openIdle(runId);
        const known = frames.filter((frame) => frame < reviewed.run.report.frameCount);
        const set = new Set(reviewed.fixes.locked);
        for (const frame of known)
          if (locked) set.add(frame);
          else set.delete(frame);
        await save(reviewed.run, { ...reviewed.fixes, locked: set });
        const { review, scores } = reviewed;
        desk.changed(runId, { truthDir: review.truthDir, scores });
      }),
  };
}

const save = ({ folder, clip }: RecordedRun, fixes: Fixes): Promise<void> =>
  writeFixes(folder, clip.digest, fixes);

const withChoice = (fixes: Fixes, frames: readonly number[], choice: FixChoice): Fixes => ({
  ...fixes,
  fixed: new Map([...fixes.fixed, ...frames.map((frame) => [frame, choice] as const)]),
});

/** The frames of a clip from the first to the last of `frames`. */
function framesBetween(clip: ClipInfo, frames: readonly number[], signal: AbortSignal) {
  const { widthPx, heightPx } = clip;
  const options = { size: { widthPx, heightPx }, fromIndex: frames[0]!, toIndex: frames.at(-1)! + 1 };
  const context = { signal, progress: silentProgress };
  return seekFrames(clip, options, context);
}

/** Keeps the run's own mask of a frame, once. */
async function keepOriginal(run: RecordedRun, frame: number): Promise<void> {
  const path = run.folder.originalMask(frame);
  if ((await stat(path).catch(() => null)) !== null) return;
  await mkdir(run.folder.originalMasksDir, { recursive: true });
  const temporary = temporaryPathBeside(path);
  await copyFile(run.folder.mask(frame), temporary);
  await replaceFile(temporary, path);
}

/** Puts the run's own mask of a frame back. */
async function restoreOriginal(run: RecordedRun, frame: number): Promise<void> {
  const path = run.folder.originalMask(frame);
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) return;
  await writeFileAtomically(run.folder.mask(frame), bytes);
  await rm(path, { force: true });
}
