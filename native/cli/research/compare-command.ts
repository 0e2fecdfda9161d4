import type { Command } from 'commander';
import { usageError } from '../../base/errors.ts';
import { collect } from '../options.ts';
import { checkedRule } from './score-command.ts';
import type { CliSession } from '../session.ts';

interface DataFlags {
  readonly dataset: string;
  readonly root: string;
  readonly sequences?: string;
  readonly set?: string;
  readonly resolution?: string;
}

interface CompareFlags extends DataFlags {
  readonly method?: readonly string[];
  readonly rule: string;
  readonly html?: string;
  readonly title: string;
}

interface ImportFlags extends DataFlags {
  readonly method: string;
  readonly out: string;
}

/** Declares which sequences of which data set. */
const addDataOptions = (command: Command): Command =>
  command
    .option('--dataset <name>', 'davis16 | segtrackv2 | fbms59 | folders', 'davis16')
    .requiredOption('--root <dir>', 'where the data set lies, as it was published')
    .option('--sequences <a,b>', 'only these (default: all)')
    .option('--set <name>', 'only the sequences of DAVIS 2016’s train | val')
    .option('--resolution <name>', 'of DAVIS 2016: 480p | 1080p', '480p');

/** `fodvid compare` and `fodvid import-masks`: methods side by side. */
export function addCompareCommands(program: Command, session: CliSession): void {
  addDataOptions(
    program
      .command('compare')
      .summary('compare methods side by side, as one HTML page')
      .description(
        'Scores the masks of several methods on the same frames: means with intervals, ranks, J by sequence and ' +
          'attribute, frames on which they differ. Methods called name#1, name#2 are seeds of one.',
      ),
  )
    .option('--method <name=dir>', 'a method’s masks: DIR/<sequence>, or runs; may be repeated', collect)
    .option('--rule <rule>', 'official (without the first and the last frame) | all', 'official')
    .option('--html <file>', 'write the report as one page with plots and frames')
    .option('--title <text>', 'the page’s title', 'Comparison')
    .option('--json', 'print one JSON object on standard output')
    .action((flags: CompareFlags) => compare(flags, session));
  addDataOptions(
    program
      .command('import-masks')
      .summary('the masks of another method as runs')
      .description(
        'Writes DIR/<sequence>/masks and run.json, which open in the app like runs of this program.',
      ),
  )
    .requiredOption('--method <name=dir>', 'the method and its masks: DIR/<sequence>')
    .requiredOption('--out <dir>', 'output folder')
    .option('--json', 'print one JSON object on standard output')
    .action((flags: ImportFlags) => importThem(flags, session));
}

async function openData({ dataset, root, sequences, set, resolution }: DataFlags) {
  const { checkedDataset, checkedResolution, checkedSequences } =
    await import('../../commands/eval-dataset.ts');
  const { openSequence } = await import('../../commands/compare.ts');
  const checked = checkedDataset(dataset);
  const size = checkedResolution(resolution);
  const names = sequences?.split(',').map((name) => name.trim());
  const wanted = { root, ...(names && { sequences: names }), ...(set !== undefined && { set }) };
  const found = await checkedSequences(checked, wanted, size);
  const opened = await Promise.all(found.map((name) => openSequence(checked, root, name, size)));
  return { dataset: checked, sequences: opened };
}

async function compare(flags: CompareFlags, session: CliSession): Promise<void> {
  const { compareMethods, parseMethod } = await import('../../commands/compare.ts');
  const { comparisonHtml, markdownTable, sequencesTable, summaryTable } =
    await import('../../commands/compare-report.ts');
  const methods = (flags.method ?? []).map(parseMethod);
  const repeated = methods.find(({ name }, i) => methods.findIndex((other) => other.name === name) !== i);
  if (repeated !== undefined) throw usageError(`Two methods are called ${repeated.name}; name them apart.`);
  const options = { ...(await openData(flags)), methods, rule: checkedRule(flags.rule) };
  const comparison = await compareMethods(options, session.context('compare'));
  if (flags.html !== undefined) {
    const { writeFileAtomically } = await import('../../base/atomic-file.ts');
    await writeFileAtomically(flags.html, await comparisonHtml(comparison, flags.title));
    session.log(`Written to ${flags.html}.`);
  }
  session.print([summaryTable(comparison), sequencesTable(comparison)].map(markdownTable).join('\n'));
  const { frames, seeds } = comparison;
  const scores = comparison.methods.map(({ name, report, meanRank }) => ({ name, meanRank, ...report }));
  session.result({ methods: scores, frames, seeds });
}

async function importThem(flags: ImportFlags, session: CliSession): Promise<void> {
  const { parseMethod } = await import('../../commands/compare.ts');
  const { importMasks } = await import('../../commands/import-masks.ts');
  const { sequences } = await openData(flags);
  const runs = await importMasks(parseMethod(flags.method), sequences, flags.out, session.context('import'));
  for (const run of runs) session.print(run);
  session.result({ runs });
}
