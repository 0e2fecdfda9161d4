import { parseReport } from '../../runs/report.ts';
import type { QueueEntry } from '../../store/queue-table.ts';
import type { Store } from '../../store/store.ts';

/** Adds a run to the history and gives its id; one that was there already keeps its place, with what people added to it. */
export function recordRun(
  store: Store,
  { clip, outDir, config }: Pick<QueueEntry, 'clip' | 'outDir' | 'config'>,
  startedMs: number,
  report: string,
): number {
  const facts = parseReport(report);
  const latest = store.withRuns((runs) => runs.latestOfOutDir(outDir));
  const same = latest !== undefined && parseReport(latest.report)?.runKey === facts?.runKey;
  if (same && facts?.computedFrameCount === 0) return latest.id;
  const id = store.withRuns((runs) =>
    runs.record({ clip, outDir, config, report, startedMs, finishedMs: Date.now() }),
  );
  // Whoever approved a draft wants it refined, not to be asked again.
  store.withReviews((reviews) => {
    if (latest !== undefined && reviews.get(latest.id).decision === 'approved')
      reviews.decide(id, 'approved');
  });
  return id;
}
