import type { FrameFacts } from '../../native/api/runs.ts';
import { measures, type Measure } from './run-series.ts';

/** A frame of two runs; `change` is second minus first. */
export interface ComparedFrame {
  readonly frame: number;
  readonly first: number;
  readonly second: number;
  readonly change: number;
}

/** The measures that both runs know of some common frame. */
export const comparableMeasures = (first: readonly FrameFacts[], second: readonly FrameFacts[]): Measure[] =>
  measures.filter((measure) => comparedFrames(first, second, measure).length > 0);

/**
 * The frames whose measure both runs know, the largest change first whatever its sign, equal ones in the clip's order.
 * Runs of different lengths are compared as far as the shorter goes.
 */
export function comparedFrames(
  first: readonly FrameFacts[],
  second: readonly FrameFacts[],
  measure: Measure,
): ComparedFrame[] {
  const rows = first.slice(0, second.length).flatMap((facts, frame) => {
    const before = facts[measure];
    const after = second[frame]![measure];
    if (before === null || after === null) return [];
    return [{ frame, first: before, second: after, change: after - before }];
  });
  return rows.toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change) || a.frame - b.frame);
}

/** How many frames became better and worse by more than `tolerance`, and the mean change; null without frames. */
export function comparisonSummary(rows: readonly ComparedFrame[], tolerance = 0.005) {
  return {
    better: rows.filter(({ change }) => change > tolerance).length,
    worse: rows.filter(({ change }) => change < -tolerance).length,
    meanChange: rows.length === 0 ? null : rows.reduce((sum, { change }) => sum + change, 0) / rows.length,
  };
}
