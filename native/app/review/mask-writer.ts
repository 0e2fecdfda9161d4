import type { FrameFix } from '../../api/runs.ts';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import { type ProgressSlice, silentContext, silentProgress } from '../../base/context.ts';
import { throwIfCancelled } from '../../base/errors.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import { regionsAt } from '../../runs/corrections/held-out.ts';
import { type Fixes, writeFixes } from '../../runs/fixes-file.ts';
import type { Run } from '../../runs/run.ts';
import type { ClipInfo } from '../../video/clip.ts';
import { seekFrames } from '../../video/seek-frames.ts';
import type { CoarseMask } from '../media/frame-coarse.ts';
import type { PictureParts } from '../media/layer-pictures.ts';
import { type ChangedRegions, createFixUndo } from './fix-undo.ts';
import { requireClip } from './fixable-frames.ts';
import { keepCorrected, keepOriginal } from './frame-mask-files.ts';
import type { RunOverviews } from './run-overviews.ts';
import type { ReviewedRun, RunDesk } from './run-desk.ts';
import { scoreRun, withoutScores } from './run-truth.ts';

/** The frames whose masks were written, and the number by which that is taken back; null where there are none. */
export interface MaskChange {
  readonly changed: readonly number[];
  readonly undo: number | null;
}

/** What a change is that changes nothing. */
export const unchanged: MaskChange = { changed: [], undo: null };

/** Masks that are to be written: of which frames, from what, and how that is noted. */
export interface MaskWork {
  /** Ascending. */
  readonly frames: readonly number[];
  readonly soft: (frame: number) => Promise<CoarseMask>;
  readonly fix: (frame: number) => FrameFix;
  readonly progress: ProgressSlice;
}

/** A change of files that is made known and can be taken back. */
export interface MaskFileChange {
  /** The frames whose files it may change. */
  readonly frames: readonly number[];
  readonly regions?: ChangedRegions;
  /** Returns the frames whose masks it changed. */
  readonly make: () => Promise<readonly number[]>;
}

/** What masks are written with. */
export interface MaskWriterParts {
  readonly desk: RunDesk;
  readonly overviews: RunOverviews;
  readonly pictures: PictureParts;
}

/** Writes the masks of finished runs with what depends on them: fixes, scores, overviews, undo. */
export interface MaskWriter {
  /** Writes masks from soft ones, notes them as fixes, and makes that known. */
  change(reviewed: ReviewedRun, work: MaskWork, signal: AbortSignal): Promise<MaskChange>;
  noted(reviewed: ReviewedRun, change: MaskFileChange, signal: AbortSignal): Promise<MaskChange>;
  /** Writes masks within a noted change; returns their frames. */
  write(reviewed: ReviewedRun, work: MaskWork, signal: AbortSignal): Promise<number[]>;
  /** Takes a change back by its number. */
  undo(reviewed: ReviewedRun, undo: number, signal: AbortSignal): Promise<void>;
}

/** Creates what writes masks, and remembers while the engine runs what they were before. */
export function createMaskWriter({ desk, overviews, pictures }: MaskWriterParts): MaskWriter {
  const history = createFixUndo();

  /** Scores the frames whose masks changed, and makes the change known. */
  async function settle(
    { id, run, review, scores, truth }: ReviewedRun,
    frames: readonly number[],
    signal: AbortSignal,
  ) {
    const matched = await truth();
    const known = withoutScores(scores, frames);
    const rescored = matched.size === 0 ? known : await scoreRun(run, matched, frames, known, signal);
    desk.changed(id, { truthDir: review.truthDir, scores: rescored });
  }

  async function write(reviewed: ReviewedRun, work: MaskWork, signal: AbortSignal): Promise<number[]> {
    const { run, fixes } = reviewed;
    const { frames, fix } = work;
    const clip = await requireClip(run);
    const wanted = new Set(frames);
    const done: number[] = [];
    try {
      const images = framesBetween(clip, frames, signal);
      const masks = orderedMap(images, pictures.pool.parallelism, async ({ index, image }) => {
        throwIfCancelled(signal);
        if (!wanted.has(index)) return null;
        const soft = await work.soft(index);
        const heldOut = regionsAt(fixes.heldOut, index);
        return { index, soft, ...(await pictures.pool.mask({ ...soft, frame: image, heldOut }, signal)) };
      });
      for await (const mask of masks) {
        if (mask === null) continue;
        const { index, soft } = mask;
        if (!fixes.fixed.has(index)) await keepOriginal(run.folder, index);
        await keepCorrected(run.folder, index, soft.coarse);
        await writeFileAtomically(run.folder.mask(index), mask.png);
        done.push(index);
        work.progress.report(done.length, frames.length);
      }
    } catch (error) {
      // What was written so far stays, and is known as fixed.
      await saveFixes(run, withFixes(fixes, done, fix));
      await settle(reviewed, done, silentContext.signal);
      throw error;
    }
    return done;
  }

  const noted: MaskWriter['noted'] = (reviewed, { frames, regions, make }, signal) =>
    overviews.changing(reviewed.run, async () => {
      const undo = await history.note(reviewed, frames, regions);
      const changed = await make();
      await settle(reviewed, changed, signal);
      return { changed, undo };
    });

  return {
    noted,
    write,
    change(reviewed, work, signal) {
      const { run, fixes } = reviewed;
      const { frames, fix } = work;
      if (frames.length === 0) return Promise.resolve(unchanged);
      const make = async () => {
        // Before the masks: after a kill the originals of all that changed are known.
        await saveFixes(run, withFixes(fixes, frames, fix));
        return write(reviewed, work, signal);
      };
      return noted(reviewed, { frames, make }, signal);
    },
    undo: (reviewed, undo, signal) =>
      overviews.changing(reviewed.run, async () => {
        const back = await history.takeBack(reviewed, undo);
        await saveFixes(reviewed.run, back.fixes);
        await settle(reviewed, back.frames, signal);
      }),
  };
}

/** Writes what a person changed in a run beside its masks. */
export const saveFixes = ({ folder, clip }: Run, fixes: Fixes): Promise<void> =>
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
