import type { Command } from 'commander';
import { addCommonOptions, addTrainingOptions, runConfigOf } from '../options.ts';
import type { RunConfigFlags } from '../options.ts';
import type { CliSession } from '../cli-session.ts';

interface TrainFlags extends RunConfigFlags {
  readonly out: string;
  readonly cache?: string;
}

/** `fodvid train`: one network from many clips. */
export function addTrainCommand(program: Command, session: CliSession): void {
  const command = program
    .command('train <clips...>')
    .summary('train one network on several videos or frames folders')
    .description(
      'Trains one segmentation network on the graph cut’s masks of all clips and writes DIR/model.onnx, its card and ' +
        'its learning curve; "fodvid apply" uses it on anything. Run it again to resume.',
    )
    .requiredOption('--out <dir>', 'output folder');
  addCommonOptions(addTrainingOptions(command)).action((clips: string[], flags: TrainFlags) =>
    train(clips, flags, session),
  );
}

async function train(clips: readonly string[], flags: TrainFlags, session: CliSession): Promise<void> {
  const config = runConfigOf(flags);
  const { openCache } = await import('../../commands/open-cache.ts');
  const { trainNetwork } = await import('../../training/train-network.ts');
  const notify = (sentence: string) => session.log(sentence);
  const store = openCache(flags.cache, notify);
  try {
    const services = { store, signal: session.signal, progress: session.progress, notify };
    const report = await trainNetwork(clips, flags.out, config, services);
    session.print(`${report.modelPath}: ${report.steps} steps on ${report.clips.length} clips`);
    session.result(report);
  } finally {
    store.close();
  }
}
