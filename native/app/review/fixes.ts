import { readFile, rm } from 'node:fs/promises';
import { type Dab, type FixChoice, type FrameFix, type HeldOutRegion, ownChoice } from '../../api/runs.ts';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import { type ProgressSlice, silentProgress } from '../../base/context.ts';
import { errorWords } from '../../base/error-words.ts';
import { failedError, throwIfCancelled } from '../../base/errors.ts';
import type { FrameRange } from '../../base/frame-indices.ts';
import { foregroundShare } from '../../metrics/region-similarity.ts';
import { clearRegions, type PictureRegion } from '../../raster/picture-region.ts';
import { encodeMaskPng, readMask } from '../../raster/image-file.ts';
import type { DabTask } from '../../runs/corrections/dab-tasks.ts';
import { dabbedMask, dabRange, DAB_REACH, findDabbed } from '../../runs/corrections/dabs.ts';
import { heldOutIn, heldOutMask, isSame, regionsAt } from '../../runs/corrections/held-out.ts';
import type { Fixes } from '../../runs/fixes-file.ts';
import type { Run } from '../../runs/run.ts';
import type { EngineParts } from '../engine-parts.ts';
import { choiceMask, coarseMask, type CoarseMask, movesEdge } from '../media/frame-coarse.ts';
import type { MaskPicture } from '../media/picture-tasks.ts';
import { candidateMasks } from './candidate-masks.ts';
import { evictedError, requireFrames, requireClip, requireFrame, requireImage } from './fixable-frames.ts';
import { keepOriginal, restoreOriginal } from './frame-mask-files.ts';
import {
  createMaskWriter,
  type MaskChange,
  type MaskWork,
  type MaskWriterParts,
  saveFixes,
  unchanged,
} from './mask-writer.ts';
import type { ReviewedRun } from './run-desk.ts';

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

/** Fixes masks from cached cuts and features, one change after the other. */
export function createRunFixes({ store, emit }: EngineParts, writing: MaskWriterParts): RunFixes {
  const { desk, pictures: parts } = writing;
  const writer = createMaskWriter(writing);
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
    const { dir } = reviewed.run.folder;
    const busy = store
      .withQueue((queue) => queue.list())
      .some((entry) => entry.state === 'running' && entry.outDir === dir);
    if (busy)
      throw failedError(
        'The clip is being run again; wait until it has finished, or cancel it, then fix the frame.',
        { words: errorWords('run-busy', {}) },
      );
    return reviewed;
  }

  /** Follows a dab through the frames around it, as far as `reach`. */
  async function dabbed(
    { run, fixes }: ReviewedRun,
    frame: number,
    dab: Dab,
    reach: number,
    signal: AbortSignal,
  ) {
    requireFrame(run.report, frame);
    const follow = (task: DabTask) => parts.pool.dab(task, signal);
    const found = await findDabbed(run, frame, dab, reach, { store, follow });
    if (found === null) throw evictedError(frame);
    return {
      /** The frames that the dab changes. */
      frames: found.touched,
      soft: async (index: number): Promise<CoarseMask> => {
        const soft = await coarseMask(run, fixes, index, parts);
        if (soft === null) throw evictedError(index);
        const { coarse, enlarging } = soft;
        return { coarse: dabbedMask(coarse, found.masks[index - found.first]!, dab.adds), enlarging };
      },
    };
  }

  /** The masks of fixed frames once more, from the soft masks that were kept with them. */
  const asFixed = (run: Run, fixes: Fixes, frames: readonly number[]): MaskWork => ({
    frames,
    async soft(frame) {
      const soft = await coarseMask(run, fixes, frame, parts);
      if (soft === null) throw evictedError(frame);
      return soft;
    },
    fix: (frame) => fixes.fixed.get(frame)!,
    progress: silentProgress,
  });

  return {
    async preview(runId, frame, choice, signal) {
      const { run, fixes } = await desk.open(runId);
      requireFrame(run.report, frame);
      const clip = await requireClip(run);
      const image = await requireImage(run, frame, parts, signal);
      const making = { ...parts, signal, progress: silentProgress };
      const made = await candidateMasks(run, clip, choice, [frame], making);
      if (made === null) throw evictedError(frame);
      const soft = await choiceMask(run, fixes, frame, choice, parts, made);
      if (soft === null) throw evictedError(frame);
      const heldOut = regionsAt(fixes.heldOut, frame);
      return parts.pool.mask({ ...soft, frame: image, heldOut }, signal);
    },
    apply: (runId, range, choice, signal, kept = new Set()) =>
      inTurn(async () => {
        const reviewed = await openIdle(runId);
        const { run, fixes } = reviewed;
        const frames = requireFrames(reviewed.run.report, range).filter(
          (frame) => !fixes.locked.has(frame) && !kept.has(frame),
        );
        const clip = await requireClip(run);
        const making = { ...parts, signal, progress: told(runId, 0, 0.5) };
        const made = await candidateMasks(run, clip, choice, frames, making);
        if (made === null) throw evictedError(frames[0]!);
        const progress = told(runId, made.size > 0 ? 0.5 : 0, 1);
        const soft = async (frame: number) => {
          const mask = await choiceMask(run, fixes, frame, choice, parts, made);
          if (mask === null) throw evictedError(frame);
          return mask;
        };
        // An edge that is moved stays that of what the frame was fixed by.
        const fix = (frame: number): FrameFix => {
          const before = movesEdge(choice) ? fixes.fixed.get(frame) : undefined;
          return before === undefined ? choice : { ...before, threshold: choice.threshold };
        };
        return writer.change(reviewed, { frames, soft, fix, progress }, signal);
      }),
    revert: (runId, range, signal) =>
      inTurn(async () => {
        const reviewed = await openIdle(runId);
        const { run, fixes } = reviewed;
        const frames = requireFrames(reviewed.run.report, range).filter(
          (frame) => fixes.fixed.has(frame) && !fixes.locked.has(frame),
        );
        if (frames.length === 0) return unchanged;
        const make = async () => {
          for (const frame of frames) {
            await restoreOriginal(run.folder, frame, regionsAt(fixes.heldOut, frame));
            await rm(run.folder.correctedMask(frame), { force: true });
          }
          const reverted = new Set(frames);
          const fixed = new Map([...fixes.fixed].filter(([frame]) => !reverted.has(frame)));
          await saveFixes(run, { ...fixes, fixed });
          return frames;
        };
        return writer.noted(reviewed, { frames, make }, signal);
      }),
    async previewDab(runId, frame, dab, signal) {
      const reviewed = await desk.open(runId);
      const { soft } = await dabbed(reviewed, frame, dab, 0, signal);
      const image = await requireImage(reviewed.run, frame, parts, signal);
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
        return writer.change(reviewed, work, signal);
      }),
    async previewHoldOut(runId, frame, region) {
      const { run } = await desk.open(runId);
      requireFrame(run.report, frame);
      const mask = await readMask(run.folder.mask(frame));
      clearRegions(mask, [region]);
      return { png: await encodeMaskPng(mask), area: foregroundShare(mask) };
    },
    holdOut: (runId, range, region, signal) =>
      inTurn(async () => {
        const reviewed = await openIdle(runId);
        const { run, fixes } = reviewed;
        const frames = requireFrames(reviewed.run.report, range).filter((frame) => !fixes.locked.has(frame));
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
        const changed = [...masks.keys()];
        const make = async () => {
          await saveFixes(run, { ...fixes, heldOut: [...fixes.heldOut, ...added] });
          for (const [frame, png] of masks) {
            await keepOriginal(run.folder, frame);
            await writeFileAtomically(run.folder.mask(frame), png);
          }
          return changed;
        };
        const regions = { added, given: [] };
        return writer.noted(reviewed, { frames: changed, regions, make }, signal);
      }),
    giveUpHoldOut: (runId, given, signal) =>
      inTurn(async () => {
        const reviewed = await openIdle(runId);
        const { run } = reviewed;
        const heldOut = reviewed.fixes.heldOut.filter((held) => !isSame(held, given));
        if (heldOut.length === reviewed.fixes.heldOut.length) return unchanged;
        const fixes = { ...reviewed.fixes, heldOut };
        const frames = requireFrames(reviewed.run.report, given).filter((frame) => !fixes.locked.has(frame));
        const fixed = frames.filter((frame) => fixes.fixed.has(frame));
        const make = async () => {
          await saveFixes(run, fixes);
          for (const frame of frames)
            if (!fixes.fixed.has(frame)) await restoreOriginal(run.folder, frame, regionsAt(heldOut, frame));
          if (fixed.length > 0)
            await writer.write({ ...reviewed, fixes }, asFixed(run, fixes, fixed), signal);
          return frames;
        };
        return writer.noted(reviewed, { frames, regions: { added: [], given: [given] }, make }, signal);
      }),
    undo: (runId, undo, signal) =>
      inTurn(async () => {
        await writer.undo(await openIdle(runId), undo, signal);
      }),
    lock: (runId, frames, locked) =>
      inTurn(async () => {
        const reviewed = await openIdle(runId);
        const known = frames.filter((frame) => frame < reviewed.run.report.frameCount);
        const set = new Set(reviewed.fixes.locked);
        for (const frame of known)
          if (locked) set.add(frame);
          else set.delete(frame);
        await saveFixes(reviewed.run, { ...reviewed.fixes, locked: set });
        const { review, scores } = reviewed;
        desk.changed(runId, { truthDir: review.truthDir, scores });
      }),
  };
}
