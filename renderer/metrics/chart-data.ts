import type { RunDetails } from '../../native/api/runs.ts';
import { seriesColumns, seriesOf, type Measure, type Series } from '../measures/run-series.ts';

/** More points than a chart has pixels only cost time. */
const mostPoints = 1200;

/** A series thinned out to what a chart can show: the frame at which each column begins, and the mean of its values. */
export function chartPoints(values: Series): {
  readonly frames: number[];
  readonly means: (number | null)[];
} {
  const count = Math.min(values.length, mostPoints);
  return {
    frames: Array.from({ length: count }, (_, column) => Math.floor((column * values.length) / count)),
    means: seriesColumns(values, count).map((column) => column?.mean ?? null),
  };
}

/** A loss thinned out likewise; a step without it is null. */
export function lossPoints(
  curve: RunDetails['learningCurve'],
  loss: 'lossOwn' | 'lossWarped',
): { readonly steps: number[]; readonly means: (number | null)[] } {
  const { frames, means } = chartPoints(curve.map((point) => point[loss]));
  return { steps: frames.map((index) => curve[index]!.step), means };
}

/** Colours of runs beside each other, told apart by colour-blind people. */
export const runColors = ['#3f86d9', '#d98324', '#1f9e89', '#8a70d6', '#b5536c', '#8d929e'] as const;
export const runColor = (index: number): string => runColors[index % runColors.length]!;

/** What a run is called beside others of the same clip. */
export const runLabel = ({ summary }: RunDetails, runs: readonly RunDetails[]): string =>
  runs.filter((other) => other.summary.name === summary.name).length > 1
    ? `${summary.name} #${summary.id}`
    : summary.name;

/** The series of a measure of several runs, all as long as the longest. */
export function seriesOfRuns(runs: readonly RunDetails[], measure: Measure): Series[] {
  const longest = Math.max(0, ...runs.map((run) => run.frames.length));
  return runs.map((run) => {
    const series = seriesOf(run.frames, measure);
    return [...series, ...new Array<null>(longest - series.length).fill(null)];
  });
}
