import { errorWords } from '../../base/error-words.ts';
import { failedError } from '../../base/errors.ts';
import type { RunRow } from '../../store/run-table.ts';
import type { Store } from '../../store/store.ts';
import type { PathAccess } from '../settings/path-access.ts';
import { parseReport } from '../../runs/report.ts';
import { openRun, type Run } from '../../runs/run.ts';
import type { MeasuredRun } from '../queue/run-estimate.ts';

/** A finished run, opened, with its row in the history. */
export interface RecordedRun extends Run {
  readonly record: RunRow;
}

/** The finished runs that the user interface may see. */
export interface RunHistory {
  /** The last one of every output folder, newest first. */
  list(): Promise<RecordedRun[]>;
  /** Throws where there is none of that id. */
  get(runId: number): Promise<RecordedRun>;
  /** What whole runs took on this machine. */
  measured(): MeasuredRun[];
}

/** So many of the latest runs tell how fast this machine is. */
const measuredRuns = 40;

/** Reads the store's history; a report is parsed once. */
export function createRunHistory(store: Store, access: PathAccess): RunHistory {
  const known = new Map<number, RecordedRun | null>();
  const runOf = (record: RunRow): RecordedRun | null => {
    const { id, outDir } = record;
    if (!known.has(id)) {
      const report = parseReport(record.report);
      known.set(id, report === null ? null : { ...openRun(report, outDir), record });
    }
    return known.get(id) ?? null;
  };
  async function opened(record: RunRow): Promise<RecordedRun | null> {
    const run = runOf(record);
    if (run === null) return null;
    const { dir, masksDir, graphCutMasksDir, originalMasksDir, correctedMasksDir } = run.folder;
    const masks = [masksDir, graphCutMasksDir, originalMasksDir, correctedMasksDir];
    const read = [record.clip, run.report.clip, dir, ...masks];
    for (const path of new Set(read)) if (!(await access.allows(path))) return null;
    return run;
  }
  return {
    async list() {
      const runs = await Promise.all(store.withRuns((runs) => runs.latest()).map(opened));
      return runs.filter((run) => run !== null);
    },
    async get(runId) {
      const record = store.withRuns((runs) => runs.get(runId));
      const run = record === undefined ? null : await opened(record);
      if (run !== null) return run;
      throw failedError(`Run ${runId} no longer exists; open another from the list.`, {
        words: errorWords('run-gone', { run: runId }),
      });
    },
    measured() {
      const records = store.recentRuns(measuredRuns);
      return records.flatMap((record) => measuredOf(runOf(record)));
    },
  };
}

/** Runs that took something from the cache would promise too much. */
function measuredOf(run: RecordedRun | null): MeasuredRun[] {
  if (run === null) return [];
  const { config, frameCount, computedFrameCount, timeSec, timeSecPerStage, refinement } = run.report;
  if (computedFrameCount < frameCount) return [];
  const trainingSec = timeSecPerStage['training'] ?? 0;
  const trainingSteps = trainingSec > 0 ? (refinement?.steps ?? 0) : 0;
  return [{ config, frames: frameCount, timeSec, trainingSec, trainingSteps }];
}
