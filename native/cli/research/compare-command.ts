import type { Command } from 'commander';
import { usageError } from '../../base/errors.ts';
import { collect } from '../options.ts';
import {
  addDatasetOptions,
  addRuleOption,
  checkedRule,
  type DatasetFlags,
  wantedSequences,
} from './dataset-options.ts';
import type { CliSession } from '../cli-session.ts';

interface CompareFlags extends DatasetFlags {
  readonly method?: readonly string[];
  readonly rule: string;
  readonly html?: string;
  readonly title: string;
}

interface ImportFlags extends DatasetFlags {
  readonly method: string;
  readonly out: string;
}

/** `fodvid compare` and `fodvid import-masks`: methods side by side. */
export function addCompareCommands(program: Command, session: CliSession): void {
  const compared = addDatasetOptions(
    program
      .command('compare')
      .summary('compare methods side by side, as one HTML page')
      .description(
        'Scores the masks of several methods on the same frames: means with intervals, ranks, J by sequence and ' +
          'attribute, frames on which they differ. Methods called name#1, name#2 are seeds of one.',
      ),
    'davis16',
  ).option('--method <name=dir>', 'a method’s masks: DIR/<sequence>, or runs; may be repeated', collect);
  addRuleOption(compared)
    .option('--html <file>', 'write the report as one page with plots and frames')
    .option('--title <text>', 'the page’s title', 'Comparison')
    .option('--json', 'print one JSON object on standard output')
    .action((flags: CompareFlags) => compare(flags, session));
  addDatasetOptions(
    program
      .command('import-masks')
      .summary('the masks of another method as runs')
      .description(
        'Writes DIR/<sequence>/masks and run.json, which open in the app like runs of this program.',
      ),
    'davis16',
  )
    .requiredOption('--method <name=dir>', 'the method and its masks: DIR/<sequence>')
    .requiredOption('--out <dir>', 'output folder')
    .option('--json', 'print one JSON object on standard output')
    .action((flags: ImportFlags) => importThem(flags, session));
}

async function openData(flags: DatasetFlags) {
  const { dataset, root, resolution } = flags;
  const { checkedDataset, checkedResolution, checkedSequences } =
    await import('../../commands/eval-dataset.ts');
  const { openSequence } = await import('../../commands/compare-methods.ts');
  const checked = checkedDataset(dataset);
  const size = checkedResolution(resolution);
  const found = await checkedSequences(checked, { root, ...wantedSequences(flags) }, size);
  const opened = await Promise.all(found.map((name) => openSequence(checked, root, name, size)));
  return { dataset: checked, sequences: opened };
}

async function compare(flags: CompareFlags, session: CliSession): Promise<void> {
  const { compareMethods, parseMethod } = await import('../../commands/compare-methods.ts');
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
  const { parseMethod } = await import('../../commands/compare-methods.ts');
  const { importMasks } = await import('../../commands/import-masks.ts');
  const { sequences } = await openData(flags);
  const runs = await importMasks(parseMethod(flags.method), sequences, flags.out, session.context('import'));
  for (const run of runs) session.print(run);
  session.result({ runs });
}
