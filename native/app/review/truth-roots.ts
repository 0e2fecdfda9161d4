import { truthFolder } from '../../datasets/truth-folder.ts';
import { clipNameOf } from '../../runs/clip-folders.ts';
import type { EngineParts } from '../engine-parts.ts';
import type { RunDesk } from './run-desk.ts';
import { openTruth, scoreRun, unscored } from './run-truth.ts';

/** Measures runs against ground truth, and remembers where data sets have theirs. */
export interface TruthRoots {
  /** Scores a run against a folder of masks, or the one of its clip in a data set's folder; null forgets it. */
  set(runId: number, dir: string | null, signal: AbortSignal): Promise<void>;
  /** Scores a run in the background, where a data set that was chosen for another clip has a folder of its clip's name. */
  adopt(runId: number): void;
  close(): Promise<void>;
}

const keptRoots = 20;

/** A root is remembered in the settings; a run whose ground truth was taken away keeps none while the engine runs. */
export function createTruthRoots({ access, settings, history }: EngineParts, desk: RunDesk): TruthRoots {
  const closing = new AbortController();
  const declined = new Set<number>();
  const running = new Map<number, Promise<void>>();

  async function score(runId: number, truthDir: string | null, signal: AbortSignal): Promise<void> {
    const { run } = await desk.open(runId);
    const truth = truthDir === null ? new Map() : await openTruth(run, truthDir);
    const scores = await scoreRun(run, truth, [...truth.keys()], unscored(run.report.frameCount), signal);
    desk.changed(runId, { truthDir, scores });
  }

  /** Gives a run without ground truth that of the first root that has some of its clip. */
  async function look(runId: number): Promise<void> {
    const { run, review } = await desk.open(runId);
    if (review.truthDir !== null) return;
    const name = await clipNameOf(run.report.clip);
    for (const root of settings.get().truthRoots) {
      if (!(await access.allows(root))) continue;
      const folder = await truthFolder(root, name).catch(() => root);
      if (folder !== root) return score(runId, folder, closing.signal);
    }
  }

  return {
    async set(runId, dir, signal) {
      const { report } = await history.get(runId);
      if (dir === null) {
        declined.add(runId);
        return score(runId, null, signal);
      }
      declined.delete(runId);
      const named = await access.readableWhole(dir);
      const folder = await truthFolder(named, await clipNameOf(report.clip));
      await score(runId, folder, signal);
      if (folder === named) return;
      const others = settings.get().truthRoots.filter((root) => root !== named);
      await settings.set({ truthRoots: [named, ...others].slice(0, keptRoots) });
    },
    adopt(runId) {
      if (declined.has(runId) || running.has(runId) || settings.get().truthRoots.length === 0) return;
      const work = look(runId)
        // Masks of another size say so when a person chooses them.
        .catch(() => undefined)
        .finally(() => running.delete(runId));
      running.set(runId, work);
    },
    async close() {
      closing.abort();
      await Promise.all(running.values());
    },
  };
}
