import { readFile, rm } from 'node:fs/promises';
import { LRUCache } from 'lru-cache';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import { failedError } from '../../base/errors.ts';
import type { FrameFix, HeldOutRegion } from '../../api/runs.ts';
import { isSame } from '../../runs/corrections/held-out.ts';
import type { ReviewedRun } from './run-desk.ts';

/** What a frame was before a change; null for a file that was not there. */
interface FrameState {
  readonly frame: number;
  readonly mask: Uint8Array | null;
  readonly original: Uint8Array | null;
  readonly corrected: Uint8Array | null;
  readonly fix: FrameFix | undefined;
}

/** The held-out regions that a change adds, and those that it gives up. */
export interface ChangedRegions {
  readonly added: readonly HeldOutRegion[];
  readonly given: readonly HeldOutRegion[];
}

interface NotedChange {
  readonly runId: number;
  readonly states: readonly FrameState[];
  readonly regions: ChangedRegions;
}

/** Changes that can be taken back: a few kilobytes a frame. */
const KEPT_CHANGES = 100;

const bytesOf = (path: string) => readFile(path).catch(() => null);

async function putBack(path: string, bytes: Uint8Array | null): Promise<void> {
  if (bytes === null) await rm(path, { force: true });
  else await writeFileAtomically(path, bytes);
}

/** Remembers, while the engine runs, what frames were before each change. */
export function createFixUndo() {
  const changes = new LRUCache<number, NotedChange>({ max: KEPT_CHANGES });
  let last = 0;
  return {
    /** Notes what frames are now; returns the number by which the change that follows is taken back. */
    async note(
      { id, run: { folder }, fixes: { fixed } }: ReviewedRun,
      frames: readonly number[],
      regions: ChangedRegions = { added: [], given: [] },
    ): Promise<number> {
      const states: FrameState[] = [];
      for (const frame of frames)
        states.push({
          frame,
          mask: await bytesOf(folder.mask(frame)),
          original: await bytesOf(folder.originalMask(frame)),
          corrected: await bytesOf(folder.correctedMask(frame)),
          fix: fixed.get(frame),
        });
      changes.set(++last, { runId: id, states, regions });
      return last;
    },
    /** Puts the frames of a change back; returns them, and the fixes as they were for these. */
    async takeBack({ id, run: { folder }, fixes }: ReviewedRun, undo: number) {
      const change = changes.get(undo);
      if (change?.runId !== id)
        throw failedError('This change can no longer be undone; revert its frames instead.');
      changes.delete(undo);
      const states = change.states.filter(({ frame }) => !fixes.locked.has(frame));
      const fixed = new Map(fixes.fixed);
      for (const { frame, mask, original, corrected, fix } of states) {
        await putBack(folder.mask(frame), mask);
        await putBack(folder.originalMask(frame), original);
        await putBack(folder.correctedMask(frame), corrected);
        if (fix === undefined) fixed.delete(frame);
        else fixed.set(frame, fix);
      }
      const { added, given } = change.regions;
      const others = fixes.heldOut.filter((held) => !added.some((one) => isSame(one, held)));
      const frames = states.map(({ frame }) => frame);
      return { frames, fixes: { ...fixes, fixed, heldOut: [...others, ...given] } };
    },
  };
}
