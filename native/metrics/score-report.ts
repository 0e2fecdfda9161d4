import { failedError } from '../base/errors.ts';
import type { FrameScore } from './frame-score.ts';
import { frameStatistics, meanOfKnown, type Statistics } from './statistics.ts';

/**
 * Which frames the statistics count: `official` leaves out the first and the last frame of each sequence, as the
 * DAVIS toolkit does; `all` counts every frame.
 */
export type FrameRule = 'official' | 'all';

/** The rules by name, the default first. */
export const frameRules: readonly FrameRule[] = ['official', 'all'];

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
}

/** Scores of a set of sequences, 0..1; `mean` is the mean over the sequences of their mean J and F. */
export interface ScoreReport {
  readonly rule: FrameRule;
  readonly sequences: Readonly<Record<string, SequenceReport>>;
  readonly mean: FrameScore;
}

/** One frame's name and scores. */
export interface NamedFrameScore extends FrameScore {
  readonly frame: string;
}

/**
 * The report of one sequence from its frames in order; throws a `failed` error where the rule leaves no frame.
 */
export function sequenceReport(
  name: string,
  scores: readonly NamedFrameScore[],
  rule: FrameRule,
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
): ScoreReport {
  const reports = Object.values(sequences);
  return {
    rule,
    sequences,
    mean: { J: meanOfKnown(reports.map(({ J }) => J.mean)), F: meanOfKnown(reports.map(({ F }) => F.mean)) },
  };
}

/** The report as CSV (RFC 4180): `sequence,frame,J,F`, a line for every frame, six decimals. */
export function scoreReportCsv(report: ScoreReport): string {
  const rows = Object.entries(report.sequences).flatMap(([name, { frameNames, J, F }]) =>
    frameNames.map((frame, i) =>
      [csvField(name), csvField(frame), csvNumber(J.perFrame[i]), csvNumber(F.perFrame[i])].join(','),
    ),
  );
  return ['sequence,frame,J,F', ...rows, ''].join('\r\n');
}

const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const csvNumber = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '' : value.toFixed(6);
