import type { RunSummary } from '../../native/api/runs.ts';

/** The runs of each clip together, the newest first; clips in the order of their newest runs. */
export function groupedByClip(runs: readonly RunSummary[]): RunSummary[] {
  const newestFirst = runs.toSorted((a, b) => b.finishedMs - a.finishedMs);
  return [...Map.groupBy(newestFirst, ({ clip }) => clip).values()].flat();
}
