import { errorWords } from '../../base/error-words.ts';
import { failedError } from '../../base/errors.ts';
import type { Store } from '../../store/store.ts';
import type { PathAccess } from '../settings/path-access.ts';
import { parseReport } from '../../runs/report.ts';
import { openRun, type Run } from '../../runs/run.ts';
import type { MeasuredRun } from '../queue/run-estimate.ts';

/** The finished runs that the user interface may see. */
export interface RunHistory {
  /** The last one of every output folder by its id, newest first. */
  list(): Promise<ReadonlyMap<number, Run>>;
  /** Throws where there is none of that id. */
  get(runId: number): Promise<Run>;
  /** When it finished, in milliseconds since 1970; throws where there is none of that id. */
  finishedMs(runId: number): number;
  /** What whole runs took on this machine. */
  measured(): MeasuredRun[];
}

/** So many of the latest runs tell how fast this machine is. */
const measuredRuns = 40;

const goneError = (runId: number) =>
  failedError(`Run ${runId} no longer exists; open another from the list.`, {
    words: errorWords('run-gone', { run: runId }),
  });

/** Reads the store's history; a report is parsed once. */
export function createRunHistory(store: Store, access: PathAccess): RunHistory {
  const known = new Map<number, { readonly run: Run; readonly finishedMs: number } | null>();

  /** Null where the run was forgotten before it was opened, or its report cannot be understood. */
  function opened(runId: number) {
    const before = known.get(runId);
    if (before !== undefined) return before;
    const row = store.withRuns((runs) => runs.get(runId));
    if (row === undefined) return null;
    const report = parseReport(row.report);
    // A clip that was moved has its old path in the report of results that lay there already.
    const run = report === null ? null : openRun({ ...report, clip: row.clip }, row.outDir);
    const now = run === null ? null : { run, finishedMs: row.finishedMs };
    known.set(runId, now);
    return now;
  }

  /** Null also where something of the run lies where nothing may be read. */
  async function permitted(runId: number): Promise<Run | null> {
    const run = opened(runId)?.run;
    if (run === undefined) return null;
    const { dir, masksDir, graphCutMasksDir, originalMasksDir, correctedMasksDir } = run.folder;
    const read = [run.report.clip, dir, masksDir, graphCutMasksDir, originalMasksDir, correctedMasksDir];
    for (const path of read) if (!(await access.allows(path))) return null;
    return run;
  }

  return {
    async list() {
      const ids = store.withRuns((runs) => runs.latest());
      const runs = await Promise.all(ids.map(async (id) => [id, await permitted(id)] as const));
      return new Map(runs.flatMap(([id, run]) => (run === null ? [] : [[id, run]])));
    },
    async get(runId) {
      const isThere = store.withRuns((runs) => runs.has(runId));
      const run = isThere ? await permitted(runId) : null;
      if (run === null) throw goneError(runId);
      return run;
    },
    finishedMs(runId) {
      const one = opened(runId);
      if (one === null) throw goneError(runId);
      return one.finishedMs;
    },
    measured() {
      const rows = store.withRuns((runs) => runs.recent(measuredRuns));
      return rows.flatMap(({ id }) => measuredOf(opened(id)?.run));
    },
  };
}

/** Runs that took something from the cache would promise too much. */
function measuredOf(run: Run | undefined): MeasuredRun[] {
  if (run === undefined) return [];
  const { config, frameCount, computedFrameCount, timeSec, timeSecPerStage, refinement } = run.report;
  if (computedFrameCount < frameCount) return [];
  const trainingSec = timeSecPerStage['training'] ?? 0;
  const trainingSteps = trainingSec > 0 ? (refinement?.steps ?? 0) : 0;
  return [{ config, frames: frameCount, timeSec, trainingSec, trainingSteps }];
}
