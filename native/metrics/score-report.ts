import { csvField } from '../base/csv.ts';
import { failedError } from '../base/errors.ts';
import { type Interval, meanInterval } from './bootstrap-interval.ts';
import type { FrameScore } from './frame-score.ts';
import { frameStatistics, meanOfKnown, type Statistics } from './statistics.ts';
import type { TemporalScores } from './temporal-scores.ts';

/**
 * Which frames the statistics count: `official` leaves out the first and the last frame of each sequence, as the
 * DAVIS toolkit does; `all` counts every frame.
 */
export type FrameRule = 'official' | 'all';

/** One metric of a sequence: its statistics over the counted frames, and its value in every frame (0..1). */
export interface MetricReport extends Statistics {
  readonly perFrame: readonly number[];
}

/** The scores of a sequence; `frameNames` and `perFrame` hold all `frames`, counted by the rule or not. */
export interface SequenceReport {
  readonly frames: number;
  readonly frameNames: readonly string[];
  readonly J: MetricReport;
  readonly F: MetricReport;
  /** Temporal stability and flicker of the predicted masks. */
  readonly T: TemporalScores;
  /** F at other tolerances, by the tolerance in pixels; none unless asked for. */
  readonly boundary: Readonly<Record<string, Statistics>>;
}

/** Scores of a set of sequences, 0..1; `mean` is the mean over the sequences of their mean J and F. */
export interface ScoreReport {
  readonly rule: FrameRule;
  readonly sequences: Readonly<Record<string, SequenceReport>>;
  readonly mean: FrameScore;
  /** Mean T over the sequences that have one; of DAVIS 2016 only those for which its authors compute it. */
  readonly T: number | null;
  /** Bootstrap intervals (95 %) of the means over the sequences; null where there are fewer than two. */
  readonly intervals: { readonly J: Interval | null; readonly F: Interval | null };
}

/** One frame's name and scores. */
export interface NamedFrameScore extends FrameScore {
  readonly frame: string;
  /** F at other tolerances, by the tolerance in pixels. */
  readonly boundary?: Readonly<Record<string, number>>;
}

/** Scores of a sequence without masks that follow one another. */
const noTemporalScores: TemporalScores = { mean: null, perFrame: [], flicker: null };

/**
 * The report of one sequence from its frames in order; throws a `failed` error where the rule leaves no frame.
 */
export function sequenceReport(
  name: string,
  scores: readonly NamedFrameScore[],
  rule: FrameRule,
  temporal: TemporalScores = noTemporalScores,
): SequenceReport {
  const counted = rule === 'official' ? scores.slice(1, -1) : scores;
  if (counted.length === 0) throw noFrameError(name, scores.length, rule);
  const metric = (pick: (score: FrameScore) => number): MetricReport => ({
    ...frameStatistics(counted.map(pick)),
    perFrame: scores.map(pick),
  });
  return {
    frames: scores.length,
    frameNames: scores.map(({ frame }) => frame),
    J: metric(({ J }) => J),
    F: metric(({ F }) => F),
    T: temporal,
    boundary: Object.fromEntries(
      Object.keys(scores[0]?.boundary ?? {}).map((tolerance) => [
        tolerance,
        frameStatistics(counted.map(({ boundary }) => boundary?.[tolerance] ?? NaN)),
      ]),
    ),
  };
}

function noFrameError(name: string, frames: number, rule: FrameRule) {
  const reason =
    rule === 'official'
      ? `has ${frames} annotated frame(s), and the official rule leaves out the first and the last; score it by the rule “all”`
      : 'has no annotated frame; check its ground truth folder';
  return failedError(`Sequence “${name}” ${reason}.`, { stage: 'metrics', clip: name });
}

/** Gathers the reports of sequences, by name, under the rule that they were made with. */
export function scoreReport(
  sequences: Readonly<Record<string, SequenceReport>>,
  rule: FrameRule,
  countsForT: (sequence: string) => boolean = () => true,
): ScoreReport {
  const reports = Object.values(sequences);
  const steady = Object.entries(sequences).flatMap(([name, { T }]) =>
    T.mean !== null && countsForT(name) ? [T.mean] : [],
  );
  return {
    rule,
    sequences,
    mean: { J: meanOfKnown(reports.map(({ J }) => J.mean)), F: meanOfKnown(reports.map(({ F }) => F.mean)) },
    T: steady.length === 0 ? null : meanOfKnown(steady),
    intervals: {
      J: meanInterval(reports.map(({ J }) => J.mean)),
      F: meanInterval(reports.map(({ F }) => F.mean)),
    },
  };
}

/** The report as CSV (RFC 4180): `sequence,frame,J,F,T`, a line for every frame, six decimals; T is the step into it. */
export function scoreReportCsv(report: ScoreReport): string {
  const rows = Object.entries(report.sequences).flatMap(([name, { frameNames, J, F, T }]) =>
    frameNames.map((frame, i) =>
      [csvField(name), csvField(frame), ...[J.perFrame[i], F.perFrame[i], T.perFrame[i]].map(csvNumber)].join(
        ',',
      ),
    ),
  );
  return ['sequence,frame,J,F,T', ...rows, ''].join('\r\n');
}

const csvNumber = (value: number | null | undefined): string =>
  value === undefined || value === null || Number.isNaN(value) ? '' : value.toFixed(6);
