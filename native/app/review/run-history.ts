import { join } from 'node:path';
import { failedError } from '../../base/errors.ts';
import type { RunRecord } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import type { PathAccess } from '../settings/path-access.ts';
import { readReport, type RunFacts } from '../../runs/run-record.ts';
import type { MeasuredRun } from '../queue/run-estimate.ts';

/** A run of the history with its report. */
export interface KnownRun {
  readonly record: RunRecord;
  readonly facts: RunFacts;
}

/** The finished runs that the user interface may see. */
export interface RunHistory {
  /** The last one of every output folder, newest first. */
  list(): Promise<KnownRun[]>;
  /** Throws where there is none of that id. */
  get(runId: number): Promise<KnownRun>;
  /** What whole runs took on this machine. */
  measured(): MeasuredRun[];
}

/** The folders of masks in a run's folder. */
const runFolders = ['masks', 'masks-graphcut', 'masks-original'];
/** So many of the latest runs tell how fast this machine is. */
const measuredRuns = 40;

/** Reads the store's history; a report is parsed once. */
export function createRunHistory(store: Store, access: PathAccess): RunHistory {
  const parsed = new Map<number, RunFacts | null>();
  const factsOf = ({ id, report }: RunRecord): RunFacts | null => {
    if (!parsed.has(id)) parsed.set(id, readReport(report));
    return parsed.get(id) ?? null;
  };
  async function opened(record: RunRecord): Promise<KnownRun | null> {
    const facts = factsOf(record);
    if (facts === null) return null;
    const { outDir } = record;
    const read = [record.clip, facts.clip, outDir, ...runFolders.map((name) => join(outDir, name))];
    for (const path of new Set(read)) if (!(await access.allows(path))) return null;
    return { record, facts };
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
      throw failedError(`Run ${runId} no longer exists; open another from the list.`);
    },
    measured() {
      const records = store.recentRuns(measuredRuns);
      return records.flatMap((record) => measuredOf(factsOf(record)));
    },
  };
}

/** Runs that took something from the cache would promise too much. */
function measuredOf(facts: RunFacts | null): MeasuredRun[] {
  if (facts === null || facts.computedFrameCount < facts.frameCount) return [];
  const { config, frameCount, timeSec, timeSecPerStage, refinement } = facts;
  const trainingSec = timeSecPerStage['training'] ?? 0;
  const trainingSteps = trainingSec > 0 ? (refinement?.steps ?? 0) : 0;
  return [{ config, frames: frameCount, timeSec, trainingSec, trainingSteps }];
}
