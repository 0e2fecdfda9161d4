import type { Grade } from '../../native/api/verdict.ts';
import type { RunSummary } from '../../native/api/runs.ts';

/** The newest run of every clip, or of every part of one that was run: what came before it is history. */
export function latestRuns(runs: readonly RunSummary[]): RunSummary[] {
  const latest = new Map<string, RunSummary>();
  for (const run of runs) {
    const ran = `${run.firstFrame} ${run.frameCount} ${run.clip}`;
    const known = latest.get(ran);
    if (known === undefined || known.finishedMs < run.finishedMs) latest.set(ran, run);
  }
  return [...latest.values()];
}

const needOfGrade: Readonly<Record<Grade, number>> = { bad: 0, check: 1, good: 3 };
/** Runs of older versions have no verdict: nobody knows, so they are looked at. */
const UNKNOWN_NEED = 2;

const needOf = ({ decision, verdict }: RunSummary): number => {
  if (decision === 'approved') return 5;
  if (decision === 'rejected') return 4;
  return verdict === null ? UNKNOWN_NEED : needOfGrade[verdict.grade];
};

/** The runs that need a look first; approved ones last. Of equal need the less sure one first. */
export const byNeed = (runs: readonly RunSummary[]): RunSummary[] =>
  runs.toSorted(
    (a, b) =>
      needOf(a) - needOf(b) ||
      (a.verdict?.score ?? 0) - (b.verdict?.score ?? 0) ||
      a.name.localeCompare(b.name),
  );

/**
 * The runs that may be refined: drafts, and what was corrected since its refinement. Rejected ones, and those whose files are
 * gone, are not worth the time.
 */
export const refinableOf = (runs: readonly RunSummary[]): RunSummary[] =>
  runs.filter(
    ({ config, decision, present, unlearned }) =>
      (!config.refine || unlearned) && decision !== 'rejected' && present,
  );

/** How many runs are approved, rejected, and still to be looked at. */
export function decisionCounts(runs: readonly RunSummary[]) {
  const count = (wanted: RunSummary['decision']) => runs.filter(({ decision }) => decision === wanted).length;
  return { approved: count('approved'), rejected: count('rejected'), open: count(null) };
}
