import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { failedError, usageError } from '../base/errors.ts';
import type { FolderScoreReport } from '../commands/score-folder.ts';
import { percent, scoreColumns, scoreRow, textTable } from './score-table.ts';
import type { Session } from './session.ts';

interface ScoreFlags {
  readonly gt: string;
  readonly pred: string;
  readonly rule: string;
  readonly csv?: string;
}

const rules = ['official', 'all'] as const;

/** `fodvid score`: J and F of masks against ground truth. */
export function addScoreCommand(program: Command, session: Session): void {
  program
    .command('score')
    .summary('score masks against ground truth by J and F')
    .description(
      'J and F per frame and sequence with mean, recall and decay, as the official DAVIS toolkit computes them.',
    )
    .requiredOption('--gt <dir>', 'ground truth: masks, or a folder of them per sequence')
    .requiredOption('--pred <dir>', 'predictions: masks, a folder of them per sequence, or the output of run')
    .option('--rule <rule>', 'official (without the first and the last frame) | all', 'official')
    .option('--csv <file>', 'also write the scores of every frame as CSV')
    .option('--json', 'print one JSON object on standard output')
    .action((flags: ScoreFlags) => score(flags, session));
}

async function score({ gt, pred, rule, csv }: ScoreFlags, session: Session): Promise<void> {
  const { scoreFolders, scoreReportCsv } = await import('../commands/score-folder.ts');
  const options = { gtDir: gt, predDir: pred, rule: checkedRule(rule) };
  const report = await scoreFolders(options, session.context('score'));
  if (csv !== undefined) await writeCsv(csv, scoreReportCsv(report));
  if (report.unscored.length > 0)
    session.log(`No predictions, and so no scores, for ${report.unscored.join(', ')}.`);
  session.print(scoreText(report));
  session.result(report);
}

/** The rule by its name; throws a usage error for any other. */
export function checkedRule(name: string): (typeof rules)[number] {
  const rule = rules.find((known) => known === name);
  if (rule === undefined)
    throw usageError(`The option rule is '${name}'; it must be one of ${rules.join(', ')}.`);
  return rule;
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

function scoreText({ sequences, mean, rule }: FolderScoreReport): string {
  const rows = Object.entries(sequences).map(([name, sequence]) => scoreRow(name, sequence));
  const means = ['mean', '', percent(mean.J), '', '', percent(mean.F), '', ''];
  return `${textTable(scoreColumns, [...rows, means])}\n${ruleText(rule)}`;
}

/** Says which frames the statistics count. */
export const ruleText = (rule: string) =>
  rule === 'official'
    ? 'Rule: official (the first and the last frame of each sequence do not count).'
    : 'Rule: all (every annotated frame counts).';
