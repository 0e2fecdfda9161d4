import type { Command } from 'commander';
import type { EvalReport } from '../../commands/eval-dataset.ts';
import { addHandInOptions, type FarmFlags, refuseAddresses } from '../many-machines/farm-options.ts';
import { addCommonOptions, addRunConfigOptions, runConfigOf } from '../options.ts';
import type { RunConfigFlags } from '../options.ts';
import { withRemotePlace } from '../many-machines/remote-place.ts';
import {
  addDatasetOptions,
  addRuleOption,
  checkedRule,
  type DatasetFlags,
  wantedSequences,
} from './dataset-options.ts';
import { extraText, ruleText } from './score-command.ts';
import { percent, scoreColumns, scoreRow, textTable } from './score-table.ts';
import type { CliSession } from '../cli-session.ts';

interface EvalFlags extends RunConfigFlags, FarmFlags, DatasetFlags {
  readonly rule: string;
  readonly out: string;
  readonly force?: boolean;
  readonly cache?: string;
}

/** `fodvid eval`: runs and scores a data set. */
export function addEvalCommand(program: Command, session: CliSession): void {
  const described = program
    .command('eval')
    .summary('run and score a data set')
    .description('Runs every sequence of a data set and prints J, F and the time per sequence, in percent.');
  const command = addRuleOption(addDatasetOptions(described))
    .requiredOption('--out <dir>', 'output folder; each sequence gets a folder in it')
    .option('--force', 'recompute what exists already');
  addHandInOptions(addCommonOptions(addRunConfigOptions(command))).action((flags: EvalFlags) =>
    evaluate(flags, session),
  );
}

async function evaluate(flags: EvalFlags, session: CliSession): Promise<void> {
  const config = runConfigOf(flags);
  const { dataset, root } = flags;
  refuseAddresses([root, flags.out], 'scoring needs the data set and the masks in folders');
  const options = {
    dataset,
    root,
    config,
    rule: checkedRule(flags.rule),
    ...wantedSequences(flags),
  };
  const { openCache } = await import('../../commands/open-cache.ts');
  const { evalDataset, protocolText } = await import('../../commands/eval-dataset.ts');
  const { runClip } = await import('../../pipeline/run-clip.ts');
  const notify = (sentence: string) => session.log(sentence);
  const store = openCache(flags.cache, notify);
  try {
    const batch = {
      outDir: flags.out,
      runClip,
      store,
      signal: session.signal,
      progress: session.progress,
      force: flags.force === true,
      notify,
    };
    const report = await withRemotePlace(
      flags,
      async (place) => {
        const { remoteBatch } = await import('../../farm/remote-batch.ts');
        return evalDataset(options, batch, (clips, own, parts) => remoteBatch(clips, own, parts, place));
      },
      () => evalDataset(options, batch),
    );
    show(report, protocolText(report.protocol), session);
  } finally {
    store.close();
  }
}

function show(report: EvalReport, protocol: string, session: CliSession): void {
  for (const [name, error] of Object.entries(report.failed)) session.log(`${name}: ${error}`);
  session.print(evalText(report, protocol));
  session.result(report);
  session.exitCode = report.exitCode;
}

function evalText(report: EvalReport, protocol: string): string {
  const { sequences, mean, T, timeSec, rule } = report;
  const rows = Object.entries(sequences).map(([name, sequence]) => [
    ...scoreRow(name, sequence),
    sequence.timeSec.toFixed(1),
  ]);
  const means = [
    'mean',
    '',
    percent(mean.J),
    '',
    '',
    percent(mean.F),
    '',
    '',
    percent(T),
    '',
    timeSec.toFixed(1),
  ];
  const table = textTable([...scoreColumns, 'time [s]'], [...rows, means]);
  const refined = refinementText(report);
  const below = [...extraText(report), protocol].join('\n');
  return `${table}\n${ruleText(rule)} The time of the last line is the sum.\n${below}${refined}`;
}

const refinementColumns = [
  'refinement',
  'J cut',
  'J refined',
  'gain',
  'F cut',
  'F refined',
  'stability cut',
  'stability refined',
];

/** What the refinement changed, by sequence; nothing where there was none. */
function refinementText({ sequences }: EvalReport): string {
  const rows = Object.entries(sequences).flatMap(([name, { J, F, refinement }]) =>
    refinement === null
      ? []
      : [
          {
            name,
            values: [
              refinement.graphCut.J.mean,
              J.mean,
              refinement.graphCut.F.mean,
              F.mean,
              refinement.stability.graphCut,
              refinement.stability.refined,
            ],
          },
        ],
  );
  if (rows.length === 0) return '';
  const mean = rows[0]!.values.map(
    (_, i) => rows.reduce((sum, { values }) => sum + values[i]!, 0) / rows.length,
  );
  const cells = (
    name: string,
    [cutJ, refinedJ, cutF, refinedF, cutStability, refinedStability]: readonly number[],
  ) => [
    name,
    percent(cutJ!),
    percent(refinedJ!),
    signed(refinedJ! - cutJ!),
    ...[cutF!, refinedF!, cutStability!, refinedStability!].map(percent),
  ];
  const table = textTable(refinementColumns, [
    ...rows.map(({ name, values }) => cells(name, values)),
    cells('mean', mean),
  ]);
  return `\n\n${table}\nStability is the mean overlap of each mask with its warped predecessor.`;
}

const signed = (value: number) => `${value < 0 ? '' : '+'}${percent(value)}`;
