import { meanOf } from '../../base/numbers.ts';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { failedError, usageError } from '../../base/errors.ts';
import type { FolderScoreReport } from '../../commands/score-folder.ts';
import { addRuleOption, checkedRule } from './dataset-options.ts';
import { percent, scoreColumns, scoreRow, textTable } from './score-table.ts';
import type { CliSession } from '../cli-session.ts';

interface ScoreFlags {
  readonly gt: string;
  readonly pred: string;
  readonly rule: string;
  readonly csv?: string;
  readonly officialCsv?: string;
  readonly set: string;
  readonly tolerances?: string;
}

/** `fodvid score`: J, F and T of masks against ground truth. */
export function addScoreCommand(program: Command, session: CliSession): void {
  const described = program
    .command('score')
    .summary('score masks against ground truth by J, F and T')
    .description(
      'J and F per frame and sequence with mean, recall and decay, as the official DAVIS toolkit computes them, ' +
        'T (temporal stability, 0 is steady) as that of 2016 does, flicker, bootstrap intervals, J by attribute.',
    )
    .requiredOption('--gt <dir>', 'ground truth: masks, or a folder of them per sequence')
    .requiredOption(
      '--pred <dir>',
      'predictions: masks, a folder of them per sequence, or the output of run',
    );
  addRuleOption(described)
    .option('--csv <file>', 'also write the scores of every frame as CSV')
    .option('--tolerances <px,...>', 'also F with boundaries matching within so many pixels, as in 1,2,4')
    .option('--official-csv <dir>', 'also write the two CSV files of the official evaluation program')
    .option('--set <name>', 'what those files call the set of sequences', 'val')
    .option('--json', 'print one JSON object on standard output')
    .action((flags: ScoreFlags) => score(flags, session));
}

async function score(flags: ScoreFlags, session: CliSession): Promise<void> {
  const { gt, pred, rule, csv, officialCsv: officialDir, set, tolerances } = flags;
  const { officialCsv, scoreFolders, scoreReportCsv } = await import('../../commands/score-folder.ts');
  const options = {
    gtDir: gt,
    predDir: pred,
    rule: checkedRule(rule),
    tolerancesPx: parseTolerances(tolerances),
  };
  const report = await scoreFolders(options, session.context('score'));
  if (csv !== undefined) await writeCsv(csv, scoreReportCsv(report));
  if (officialDir !== undefined) {
    const { global, perSequence } = officialCsv(report);
    await mkdir(officialDir, { recursive: true });
    await writeCsv(join(officialDir, `global_results-${set}.csv`), global);
    await writeCsv(join(officialDir, `per-sequence_results-${set}.csv`), perSequence);
  }
  if (report.unscored.length > 0)
    session.log(`Not scored, for lack of predictions: ${report.unscored.join(', ')}.`);
  if (report.unpaired.length > 0)
    session.log(`Not scored, for lack of ground truth: ${report.unpaired.join(', ')}.`);
  session.print(scoreText(report));
  session.result(report);
}

/** Tolerances in pixels from a list; throws a usage error for what is no list of positive numbers. */
function parseTolerances(text: string | undefined): number[] {
  const tolerances = text?.split(',').map(Number) ?? [];
  if (tolerances.every((tolerance) => Number.isInteger(tolerance) && tolerance > 0)) return tolerances;
  throw usageError(
    `The option tolerances is '${text ?? ''}'; it must be whole numbers of pixels, as in 1,2,4.`,
  );
}

async function writeCsv(path: string, text: string): Promise<void> {
  await writeFile(path, text).catch((cause: unknown) => {
    throw failedError(
      `The CSV file ${path} cannot be written; choose another with --csv FILE.`,
      {},
      { cause },
    );
  });
}

function scoreText(report: FolderScoreReport): string {
  const { sequences, mean, T, rule } = report;
  const rows = Object.entries(sequences).map(([name, sequence]) => scoreRow(name, sequence));
  const means = ['mean', '', percent(mean.J), '', '', percent(mean.F), '', '', percent(T), ''];
  return [textTable(scoreColumns, [...rows, means]), ruleText(rule), ...extraText(report)].join('\n');
}

/** What a report says below its table: intervals, other tolerances, attributes. */
export function extraText({ sequences, intervals, attributes }: ScoreFacts): string[] {
  const interval = (name: 'J' | 'F') => {
    const ends = intervals[name];
    return ends === null ? [] : [`${name} ${percent(ends[0])} to ${percent(ends[1])}`];
  };
  const known = [...interval('J'), ...interval('F')];
  const lines =
    known.length === 0 ? [] : [`95 % of bootstrap means over the sequences: ${known.join(', ')}.`];
  const reports = Object.values(sequences);
  const tolerances = Object.keys(reports[0]?.boundary ?? {});
  const means = tolerances.map((px) => meanOf(reports.map(({ boundary }) => boundary[px]?.mean ?? NaN)));
  if (means.length > 0)
    lines.push(`F within ${tolerances.map((px, i) => `${px} px ${percent(means[i]!)}`).join(', ')}.`);
  if (attributes.length > 0) lines.push('', attributeTable(attributes));
  return lines;
}

type ScoreFacts = Pick<FolderScoreReport, 'sequences' | 'intervals' | 'attributes'>;

/** J with each attribute, and how much less that is than without. */
const attributeTable = (attributes: FolderScoreReport['attributes']): string =>
  textTable(
    ['attribute', 'sequences', 'J', 'loss'],
    attributes.map(({ attribute, sequences, mean, loss }) => [
      attribute,
      String(sequences),
      percent(mean),
      percent(loss),
    ]),
  );

/** Says which frames the statistics count. */
export const ruleText = (rule: string) =>
  rule === 'official'
    ? 'Rule: official (the first and the last frame of each sequence do not count).'
    : 'Rule: all (every annotated frame counts).';
