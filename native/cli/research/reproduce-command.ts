import type { Command } from 'commander';
import { addCommonOptions, addRunConfigOptions, runConfigOf } from '../options.ts';
import type { RunConfigFlags } from '../options.ts';
import { shortTime } from '../progress-lines.ts';
import {
  addRuleOption,
  addSequenceOptions,
  checkedRule,
  type SequenceFlags,
  wantedSequences,
} from './dataset-options.ts';
import type { CliSession } from '../cli-session.ts';

interface ReproduceFlags extends RunConfigFlags, Omit<SequenceFlags, 'resolution'> {
  readonly root: string;
  readonly rule: string;
  readonly out: string;
  readonly pull: boolean;
  readonly estimate?: boolean;
  readonly cache?: string;
}

/** `fodvid reproduce`: all tables of the paper. */
export function addReproduceCommand(program: Command, session: CliSession): void {
  const described = program
    .command('reproduce')
    .summary('all tables of the paper, unattended')
    .description(
      'Pulls the weights of the paper’s networks, makes tables 1 to 4 and figure 3, and writes reproduction.md with ' +
        'the paper’s figures beside ours. Says first how long it takes; run it again to resume.',
    )
    .requiredOption('--root <dir>', 'DAVIS 2016, as it was published');
  const command = addRuleOption(addSequenceOptions(described))
    .requiredOption('--out <dir>', 'output folder')
    .option('--no-pull', 'skip networks whose weights are not on this machine')
    .option('--estimate', 'only say how long each table takes');
  addCommonOptions(addRunConfigOptions(command)).action((flags: ReproduceFlags) => run(flags, session));
}

async function run(flags: ReproduceFlags, session: CliSession): Promise<void> {
  const { estimates, reproduce } = await import('../../commands/reproduce.ts');
  const { openCache } = await import('../../commands/open-cache.ts');
  const { root, out, pull, rule } = flags;
  const options = {
    dataset: 'davis16',
    root,
    outDir: out,
    pull,
    rule: checkedRule(rule),
    config: runConfigOf({ ...flags, preset: flags.preset ?? 'paper' }),
    ...wantedSequences(flags),
  };
  const expected = await estimates(options);
  const texts = expected.map(({ table, sec }) => `table ${table} ${shortTime(sec)}`);
  session.log(`At most, on two cores: ${texts.join(', ')}.`);
  if (flags.estimate === true) {
    session.print(texts.join('\n'));
    session.result({ estimates: expected });
    return;
  }
  const notify = (sentence: string) => session.log(sentence);
  const store = openCache(flags.cache, notify);
  try {
    const { signal, progress } = session;
    const report = await reproduce(options, { store, signal, progress, force: false, notify });
    for (const sentence of report.failed) session.log(sentence);
    session.print(report.files.join('\n'));
    session.exitCode = report.failed.length > 0 ? 1 : 0;
    session.result(report);
  } finally {
    store.close();
  }
}
