import type { Command } from 'commander';
import { providerChoices, resolveRunConfig } from '../../api/run-config.ts';
import { exitCodes } from '../../base/errors.ts';
import type { CliSession } from '../cli-session.ts';

interface ApplyFlags {
  readonly model: string;
  readonly out: string;
  readonly provider?: string;
  readonly soft?: boolean;
}

/** `fodvid apply`: a trained network on anything. */
export function addApplyCommand(program: Command, session: CliSession): void {
  program
    .command('apply <inputs...>')
    .summary('segment videos, folders and pictures by a trained network')
    .description(
      'Segments every frame alone by the model.onnx of a refined run: DIR/<clip>/masks and overlay.mp4 of videos ' +
        'and frames folders, DIR/<picture>.png of single pictures.',
    )
    .requiredOption('--model <file>', 'the model.onnx of a refined run')
    .requiredOption('--out <dir>', 'output folder')
    .option('--soft', 'also write the network’s soft masks, as gray pictures at its own resolution')
    .option('--provider <provider>', `${providerChoices.join(' | ')} (default: auto)`)
    .option('--json', 'print one JSON object on standard output')
    .action((inputs: string[], flags: ApplyFlags) => apply(inputs, flags, session));
}

async function apply(inputs: readonly string[], flags: ApplyFlags, session: CliSession): Promise<void> {
  const { provider } = resolveRunConfig({ provider: flags.provider });
  const { applyModel } = await import('../../commands/apply-model.ts');
  const request = { modelPath: flags.model, inputs, outDir: flags.out, provider, soft: flags.soft === true };
  const results = await applyModel(request, session.signal, session.progress);
  for (const result of results)
    if (result.state === 'done')
      session.print(`${result.input}: ${result.frameCount} masks in ${result.masks}`);
    else session.log(`${result.input}: ${result.error}`);
  session.result({ inputs: results });
  if (results.some(({ state }) => state === 'failed')) session.exitCode = exitCodes.failed;
}
