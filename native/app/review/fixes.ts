import { copyFile, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { type Dab, type FixChoice, type FrameFix, type HeldOutRegion, ownChoice } from '../../api/runs.ts';
import { type ProgressSlice, silentContext, silentProgress } from '../../base/context.ts';
import { type FrameRange, indicesOf } from '../../base/frame-indices.ts';
import { errorWords } from '../../base/error-words.ts';
import { failedError, throwIfCancelled, usageError } from '../../base/errors.ts';
import type { DabTask } from '../../runs/corrections/dab-tasks.ts';
import { dabbedMask, dabRange, DAB_REACH, findDabbed } from '../../runs/corrections/dabs.ts';
import { heldOutIn, heldOutMask, isSame, regionsAt } from '../../runs/corrections/held-out.ts';
import { type Fixes, writeFixes } from '../../runs/fixes-file.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import { replaceFile, temporaryPathBeside, writeFileAtomically } from '../../base/atomic-file.ts';
import { foregroundShare } from '../../metrics/region-similarity.ts';
import { grayLevels } from '../../raster/gray-levels.ts';
import { clearRegions, type PictureRegion } from '../../raster/held-out.ts';
import { encodeGrayPng, encodeMaskPng, readMask } from '../../raster/image-file.ts';
import type { FloatPlane } from '../../raster/types.ts';
import type { ClipInfo } from '../../video/clip.ts';
import { seekFrames } from '../../video/seek-frames.ts';
import type { EngineParts } from '../engine-parts.ts';
import { choiceMask, coarseMask, type CoarseMask, movesEdge } from '../media/frame-coarse.ts';
import type { PictureParts } from '../media/layer-pictures.ts';
import { shownImage } from '../media/source-frames.ts';
import type { RecordedRun } from './run-history.ts';
import type { RunOverviews } from './overviews.ts';
import type { MaskPicture } from '../media/picture-tasks.ts';
import type { ReviewedRun, RunDesk } from './run-desk.ts';
import { createFixUndo } from './fix-undo.ts';
import { candidateMasks } from './candidate-masks.ts';
import { scoreRun, withoutScores } from './run-truth.ts';

/** The frames whose masks were written, and the number by which that is taken back; null where there are none. */
export interface MaskChange {
  readonly changed: readonly number[];
  readonly undo: number | null;
}

const unchanged: MaskChange = { changed: [], undo: null };

/** A person's changes to the masks of finished runs. */
export interface RunFixes {
  preview(runId: number, frame: number, choice: FixChoice, signal: AbortSignal): Promise<MaskPicture>;
  /** Frames of the range that are among `kept` stay as they are, as locked ones do. */
  apply(
    runId: number,
    range: FrameRange,
    choice: FixChoice,
    signal: AbortSignal,
    kept?: ReadonlySet<number>,
  ): Promise<MaskChange>;
  /** Puts the run's own masks back. */
  revert(runId: number, range: FrameRange, signal: AbortSignal): Promise<MaskChange>;
  previewDab(
    runId: number,
    frame: number,
    dab: Dab,
    signal: AbortSignal,
  ): Promise<MaskPicture & { readonly range: FrameRange }>;
  dab(runId: number, frame: number, dab: Dab, signal: AbortSignal): Promise<MaskChange>;
  previewHoldOut(runId: number, frame: number, region: PictureRegion): Promise<MaskPicture>;
  /** Takes the foreground out of a region, for as long as the region is held out. */
  holdOut(runId: number, range: FrameRange, region: PictureRegion, signal: AbortSignal): Promise<MaskChange>;
  giveUpHoldOut(runId: number, given: HeldOutRegion, signal: AbortSignal): Promise<MaskChange>;
  undo(runId: number, undo: number, signal: AbortSignal): Promise<void>;
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
  return indicesOf({ first, last: end });
}

/** Masks that are to be written: of which frames, from what, and how that is noted. */
interface MaskWork {
  readonly frames: readonly number[];
  readonly soft: (frame: number) => Promise<CoarseMask>;
  readonly fix: (frame: number) => FrameFix;
  readonly progress: ProgressSlice;
}

/** What fixes work with. */
export interface FixServices {
  readonly desk: RunDesk;
  readonly overviews: RunOverviews;
  readonly pictures: PictureParts;
}

/** Fixes masks from cached cuts and features, one change after the other. */
export function createRunFixes(
  { store, emit }: EngineParts,
  { desk, overviews, pictures: parts }: FixServices,
): RunFixes {
  const history = createFixUndo();
  let last: Promise<unknown> = Promise.resolve();

  /** Tells how far a change is, or a part of it that goes `from` one share `to` another. */
  const told = (runId: number, from = 0, to = 1): ProgressSlice => ({
    report: (done, total) => emit('fix.progress', { runId, done: from + ((to - from) * done) / total }),
  });

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

  async function writeMasks(reviewed: ReviewedRun, work: MaskWork, signal: AbortSignal): Promise<number[]> {
    const { run, fixes } = reviewed;
    const { frames, fix } = work;
    const clip = await run.openClip();
    if (clip === null) throw clipGone(run);
    const wanted = new Set(frames);
    const done: number[] = [];
    try {
      const images = framesBetween(clip, frames, signal);
      const masks = orderedMap(images, parts.pool.parallelism, async ({ index, image }) => {
        throwIfCancelled(signal);
        if (!wanted.has(index)) return null;
        const soft = await work.soft(index);
        const heldOut = regionsAt(fixes.heldOut, index);
        return { index, soft, ...(await parts.pool.mask({ ...soft, frame: image, heldOut }, signal)) };
      });
      for await (const mask of masks) {
        if (mask === null) continue;
        const { index, soft } = mask;
        if (!fixes.fixed.has(index)) await keepOriginal(run, index);
        await keepCorrected(run, index, soft.coarse);
        await writeFileAtomically(run.folder.mask(index), mask.png);
        done.push(index);
        work.progress.report(done.length, frames.length);
      }
    } catch (error) {
      // What was written so far stays, and is known as fixed.
      await save(run, withFixes(fixes, done, fix));
      await settle(reviewed, done, silentContext.signal);
      throw error;
    }
    return done;
  }

  /** Writes masks so that they can be taken back. */
  function change(reviewed: ReviewedRun, work: MaskWork, signal: AbortSignal): Promise<MaskChange> {
    const { run, fixes } = reviewed;
    if (work.frames.length === 0) return Promise.resolve(unchanged);
    return overviews.changing(run, async () => {
      const undo = await history.note(run, fixes, work.frames);
      // Before the masks: after a kill the originals of all that changed are known.
      await save(run, withFixes(fixes, work.frames, work.fix));
      const changed = await writeMasks(reviewed, work, signal);
      await settle(reviewed, changed, signal);
      return { changed, undo };
    });
  }

  /** Follows a dab through the frames around it, as far as `reach`. */
  async function dabbed(
    { run, fixes }: ReviewedRun,
    frame: number,
    dab: Dab,
    reach: number,
    signal: AbortSignal,
  ) {
    if (frame >= run.report.frameCount) throw usageError(`The clip has no frame ${frame}.`);
    const follow = (task: DabTask) => parts.pool.dab(task, signal);
    const found = await findDabbed(run, frame, dab, reach, { store, follow });
    if (found === null) throw evicted(frame);
    return {
      /** The frames that the dab changes. */
      frames: found.touched,
      soft: async (index: number): Promise<CoarseMask> => {
        const soft = await coarseMask(run, fixes, index, parts);
        if (soft === null) throw evicted(index);
        const { coarse, enlarging } = soft;
        return { coarse: dabbedMask(coarse, found.masks[index - found.first]!, dab.adds), enlarging };
      },
    };
  }

  /** The masks of fixed frames once more, from the soft masks that were kept with them. */
  const asFixed = (run: RecordedRun, fixes: Fixes, frames: readonly number[]): MaskWork => ({
    frames,
    async soft(frame) {
      const soft = await coarseMask(run, fixes, frame, parts);
      if (soft === null) throw evicted(frame);
      return soft;
    },
    fix: (frame) => fixes.fixed.get(frame)!,
    progress: silentProgress,
  });

  return {
    async preview(runId, frame, choice, signal) {
      const { run, fixes } = await desk.open(runId);
      if (frame >= run.report.frameCount)
        throw usageError(`The clip has no frame ${frame}.`, {
          words: errorWords('frame-missing', { frame }),
        });
      const clip = await run.openClip();
      const image = clip === null ? null : await shownImage(parts.sources, clip, frame, signal);
      if (clip === null || image === null) throw clipGone(run);
      const making = { ...parts, signal, progress: silentProgress };
      const made = await candidateMasks(run, clip, choice, [frame], making);
      if (made === null) throw evicted(frame);
      const soft = await choiceMask(run, fixes, frame, choice, parts, made);
      if (soft === null) throw evicted(frame);
      const heldOut = regionsAt(fixes.heldOut, frame);
      return parts.pool.mask({ ...soft, frame: image, heldOut }, signal);
    },
    apply: (runId, range, choice, signal, kept = new Set()) =>
      inTurn(async () => {
        const reviewed = await openIdle(runId);
        const { run, fixes } = reviewed;
        const frames = framesOf(reviewed, range).filter(
          (frame) => !fixes.locked.has(frame) && !kept.has(frame),
        );
        const clip = await run.openClip();
        if (clip === null) throw clipGone(run);
        const making = { ...parts, signal, progress: told(runId, 0, 0.5) };
        const made = await candidateMasks(run, clip, choice, frames, making);
        if (made === null) throw evicted(frames[0]!);
        const progress = told(runId, made.size > 0 ? 0.5 : 0, 1);
        const soft = async (frame: number) => {
          const mask = await choiceMask(run, fixes, frame, choice, parts, made);
          if (mask === null) throw evicted(frame);
          return mask;
        };
        // An edge that is moved stays that of what the frame was fixed by.
        const fix = (frame: number): FrameFix => {
          const before = movesEdge(choice) ? fixes.fixed.get(frame) : undefined;
          return before === undefined ? choice : { ...before, threshold: choice.threshold };
        };
        return change(reviewed, { frames, soft, fix, progress }, signal);
      }),
    revert: (runId, range, signal) =>
      inTurn(async () => {
        const reviewed = await openIdle(runId);
        const { run, fixes } = reviewed;
        const frames = framesOf(reviewed, range).filter(
          (frame) => fixes.fixed.has(frame) && !fixes.locked.has(frame),
        );
        if (frames.length === 0) return unchanged;
        return overviews.changing(run, async () => {
          const undo = await history.note(run, fixes, frames);
          for (const frame of frames) {
            await restoreOriginal(run, frame, regionsAt(fixes.heldOut, frame));
            await rm(run.folder.correctedMask(frame), { force: true });
          }
          const reverted = new Set(frames);
          const fixed = new Map([...fixes.fixed].filter(([frame]) => !reverted.has(frame)));
          await save(run, { ...fixes, fixed });
          await settle(reviewed, frames, signal);
          return { changed: frames, undo };
        });
      }),
    async previewDab(runId, frame, dab, signal) {
      const reviewed = await desk.open(runId);
      const { soft } = await dabbed(reviewed, frame, dab, 0, signal);
      const clip = await reviewed.run.openClip();
      const image = clip === null ? null : await shownImage(parts.sources, clip, frame, signal);
      if (image === null) throw clipGone(reviewed.run);
      const heldOut = regionsAt(reviewed.fixes.heldOut, frame);
      const mask = await parts.pool.mask({ ...(await soft(frame)), frame: image, heldOut }, signal);
      return { ...mask, range: dabRange(reviewed.run, frame, DAB_REACH) };
    },
    dab: (runId, frame, dab, signal) =>
      inTurn(async () => {
        const reviewed = await openIdle(runId);
        const { fixes } = reviewed;
        const { frames, soft } = await dabbed(reviewed, frame, dab, DAB_REACH, signal);
        const work: MaskWork = {
          frames: frames.filter((index) => !fixes.locked.has(index)),
          soft,
          fix: (index) => ({ ...(fixes.fixed.get(index) ?? ownChoice), brushed: true }),
          progress: told(runId),
        };
        return change(reviewed, work, signal);
      }),
    async previewHoldOut(runId, frame, region) {
      const { run } = await desk.open(runId);
      if (frame >= run.report.frameCount)
        throw usageError(`The clip has no frame ${frame}.`, {
          words: errorWords('frame-missing', { frame }),
        });
      const mask = await readMask(run.folder.mask(frame));
      clearRegions(mask, [region]);
      return { png: await encodeMaskPng(mask), area: foregroundShare(mask) };
    },
    holdOut: (runId, range, region, signal) =>
      inTurn(async () => {
        const reviewed = await openIdle(runId);
        const { run, fixes } = reviewed;
        const frames = framesOf(reviewed, range).filter((frame) => !fixes.locked.has(frame));
        const added = heldOutIn(frames, region).filter(
          (one) => !fixes.heldOut.some((held) => isSame(one, held)),
        );
        if (added.length === 0) return unchanged;
        const masks = new Map<number, Uint8Array>();
        for (const frame of frames) {
          throwIfCancelled(signal);
          const held = await heldOutMask(await readFile(run.folder.mask(frame)), [region]);
          if (held !== null) masks.set(frame, held);
        }
        return overviews.changing(run, async () => {
          const changed = [...masks.keys()];
          const undo = await history.note(run, fixes, changed, { added, given: [] });
          await save(run, { ...fixes, heldOut: [...fixes.heldOut, ...added] });
          for (const [frame, png] of masks) {
            await keepOriginal(run, frame);
            await writeFileAtomically(run.folder.mask(frame), png);
          }
          await settle(reviewed, changed, signal);
          return { changed, undo };
        });
      }),
    giveUpHoldOut: (runId, given, signal) =>
      inTurn(async () => {
        const reviewed = await openIdle(runId);
        const { run } = reviewed;
        const heldOut = reviewed.fixes.heldOut.filter((held) => !isSame(held, given));
        if (heldOut.length === reviewed.fixes.heldOut.length) return unchanged;
        const fixes = { ...reviewed.fixes, heldOut };
        const frames = framesOf(reviewed, given).filter((frame) => !fixes.locked.has(frame));
        const fixed = frames.filter((frame) => fixes.fixed.has(frame));
        return overviews.changing(run, async () => {
          const undo = await history.note(run, fixes, frames, { added: [], given: [given] });
          await save(run, fixes);
          for (const frame of frames)
            if (!fixes.fixed.has(frame)) await restoreOriginal(run, frame, regionsAt(heldOut, frame));
          if (fixed.length > 0) await writeMasks({ ...reviewed, fixes }, asFixed(run, fixes, fixed), signal);
          await settle(reviewed, frames, signal);
          return { changed: frames, undo };
        });
      }),
    undo: (runId, undo, signal) =>
      inTurn(async () => {
        const reviewed = await openIdle(runId);
        const { run, fixes } = reviewed;
        await overviews.changing(run, async () => {
          const back = await history.takeBack(run, fixes, undo);
          await save(run, back.fixes);
          await settle(reviewed, back.frames, signal);
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

const withFixes = (fixes: Fixes, frames: readonly number[], fix: MaskWork['fix']): Fixes => ({
  ...fixes,
  fixed: new Map([...fixes.fixed, ...frames.map((frame) => [frame, fix(frame)] as const)]),
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

/** Keeps the soft mask behind a frame's new mask: the matte is made of it, and a refinement learns from it. */
async function keepCorrected({ folder }: RecordedRun, frame: number, soft: FloatPlane): Promise<void> {
  await mkdir(folder.correctedMasksDir, { recursive: true });
  const gray = { ...soft, data: grayLevels(soft.data) };
  await writeFileAtomically(folder.correctedMask(frame), await encodeGrayPng(gray));
}

/** Puts the run's own mask of a frame back, without what is held out. */
async function restoreOriginal(
  run: RecordedRun,
  frame: number,
  regions: readonly PictureRegion[],
): Promise<void> {
  const path = run.folder.originalMask(frame);
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) return;
  const held = await heldOutMask(bytes, regions);
  await writeFileAtomically(run.folder.mask(frame), held ?? bytes);
  if (held === null) await rm(path, { force: true });
}
