import type { Command } from 'commander';
import { addCommonOptions, addRunConfigOptions, collect, runConfigOf } from '../options.ts';
import type { RunConfigFlags } from '../options.ts';
import { shortTime } from '../progress-lines.ts';
import { addHandInOptions, type FarmFlags, refuseAddresses } from '../many-machines/farm-options.ts';
import { withRemotePlace } from '../many-machines/remote-place.ts';
import {
  addDatasetOptions,
  addRuleOption,
  checkedRule,
  type DatasetFlags,
  wantedSequences,
} from './dataset-options.ts';
import type { CliSession } from '../cli-session.ts';

interface AblateFlags extends RunConfigFlags, FarmFlags, DatasetFlags {
  readonly rule: string;
  readonly out: string;
  readonly table?: readonly string[];
  readonly vary?: readonly string[];
  readonly cache?: string;
}

/** `fodvid ablate`: the paper's tables and grids of options. */
export function addAblateCommand(program: Command, session: CliSession): void {
  const described = program
    .command('ablate')
    .summary('the paper’s tables 2, 3 and 4, or a grid over options')
    .description(
      'Evaluates configurations on a data set from cached features and writes each table as Markdown, LaTeX, CSV ' +
        'and SVG into DIR, with figure 3 where masks were refined. Run it again to resume.',
    );
  const command = addRuleOption(addDatasetOptions(described, 'davis16'))
    .requiredOption('--out <dir>', 'output folder')
    .option(
      '--table <number>',
      '2 (encoders), 3 (tau and alpha) or 4 (flows, refinement, CRF); may be repeated',
      collect,
    )
    .option('--vary <option=values>', 'tau=0:0.4:0.05 or seed=0,1,2; may be given twice for a grid', collect);
  addHandInOptions(addCommonOptions(addRunConfigOptions(command))).action((flags: AblateFlags) =>
    run(flags, session),
  );
}

async function run(flags: AblateFlags, session: CliSession): Promise<void> {
  refuseAddresses([flags.root, flags.out], 'scoring needs the data set and the masks in folders');
  const { openCache } = await import('../../commands/open-cache.ts');
  const { ablate, estimateSec, markdownTable, plansOf, sequencesOf } =
    await import('../../commands/ablation/ablate.ts');
  const options = ablateOptionsOf(flags);
  const notify = (sentence: string) => session.log(sentence);
  const sec = estimateSec(await plansOf(options), await sequencesOf(options));
  session.log(`At most about ${shortTime(sec)} on two cores; what is in the cache costs less.`);
  const store = openCache(flags.cache, notify);
  try {
    const { signal, progress } = session;
    const services = { store, signal, progress, force: false, notify };
    const report = await withRemotePlace(
      flags,
      async (place) => {
        const { remoteBatch } = await import('../../farm/remote-batch.ts');
        return ablate(options, services, (clips, own, parts) => remoteBatch(clips, own, parts, place));
      },
      () => ablate(options, services),
    );
    session.print([...report.tables.map(markdownTable), ...report.files].join('\n'));
    if (report.plans.some(({ failed }) => failed.length > 0)) session.exitCode = 1;
    session.result(report);
  } finally {
    store.close();
  }
}

/** The options of an ablation from its flags. */
function ablateOptionsOf(flags: AblateFlags) {
  const { dataset, root, table = [], vary = [], out, rule } = flags;
  return {
    dataset,
    root,
    outDir: out,
    rule: checkedRule(rule),
    tables: table,
    vary,
    config: runConfigOf(flags),
    ...wantedSequences(flags),
  };
}
