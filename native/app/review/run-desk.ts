import { LRUCache } from 'lru-cache';
import { noFixes, readFixes, type Fixes } from '../../runs/fixes-file.ts';
import type { Run } from '../../runs/run.ts';
import type { RunReview } from '../../store/run-reviews.ts';
import type { EngineParts } from '../engine-parts.ts';
import { openTruth, parseScores, type RunScores, type RunTruth } from './run-truth.ts';

/** A run with everything that a person added to it. */
export interface ReviewedRun {
  /** In the history. */
  readonly id: number;
  readonly run: Run;
  readonly review: RunReview;
  readonly fixes: Fixes;
  readonly scores: RunScores;
  /** Empty where there is no ground truth, or no longer, or none that may be read. */
  readonly truth: () => Promise<RunTruth>;
}

/** The desk on which runs lie open. */
export interface RunDesk {
  /** Throws where there is no such run. */
  open(runId: number): Promise<ReviewedRun>;
  opened(runId: number, run: Run): Promise<ReviewedRun>;
  /** Notes that masks, ground truth or scores changed, and tells everybody. */
  changed(runId: number, change: { readonly truthDir: string | null; readonly scores: RunScores }): void;
}

/** Matched ground truths of so many runs are kept. */
const keptTruths = 8;

/** Opens runs of the history with their reviews in the store and their fixes beside their masks. */
export function createRunDesk({ store, access, history, emit, notify }: EngineParts): RunDesk {
  const truths = new LRUCache<string, Promise<RunTruth>>({ max: keptTruths });

  function truthOf(runId: number, run: Run, dir: string): Promise<RunTruth> {
    const key = `${runId} ${dir}`;
    let truth = truths.get(key);
    if (truth === undefined) {
      truth = openTruth(run, dir).catch((error: unknown) => {
        truths.delete(key);
        notify(error instanceof Error ? error.message : String(error));
        return new Map() as RunTruth;
      });
      truths.set(key, truth);
    }
    return truth;
  }

  async function opened(runId: number, run: Run): Promise<ReviewedRun> {
    const { report, folder, clip } = run;
    const review = store.withReviews((reviews) => reviews.get(runId));
    return {
      id: runId,
      run,
      review,
      fixes: clip.digest === '' ? noFixes : await readFixes(folder, clip.digest),
      scores: parseScores(review.scores, report.frameCount),
      async truth() {
        const { truthDir } = review;
        // Another host may have named a folder that this one must not read.
        if (truthDir === null || !(await access.allows(truthDir))) return new Map();
        return truthOf(runId, run, truthDir);
      },
    };
  }

  return {
    open: async (runId) => opened(runId, await history.get(runId)),
    opened,
    changed(runId, { truthDir, scores }) {
      const known = scores.J.some((value) => value !== null);
      store.withReviews((reviews) =>
        reviews.change(runId, { truthDir, scores: known ? JSON.stringify(scores) : null }),
      );
      emit('runs.changed', { runId });
    },
  };
}
