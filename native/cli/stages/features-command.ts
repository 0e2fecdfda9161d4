import type { Command } from 'commander';
import { encoders, parseSize, providerChoices, resolveRunConfig } from '../../api/run-config.ts';
import type { CliSession } from '../cli-session.ts';

interface FeaturesFlags {
  readonly encoder: string;
  readonly weights?: string;
  readonly size?: string;
  readonly provider?: string;
  readonly out: string;
}

/** `fodvid features`: the patch features of one picture. */
export function addFeaturesCommand(program: Command, session: CliSession): void {
  program
    .command('features <image>')
    .summary('patch features of a picture')
    .description('Writes the tensors tokens [N + 1, D] (class token first) and keys [N, D].')
    .option('--encoder <encoder>', encoders.join(' | '), 'embedded')
    .option('--weights <file>', 'a checkpoint of the encoder’s family (default: the model folder’s)')
    .option('--size <HxW>', 'input of the encoder (default: the picture’s own size)')
    .option('--provider <provider>', `${providerChoices.join(' | ')} (default: auto)`)
    .requiredOption('--out <file>', 'safetensors file to write')
    .option('--json', 'print one JSON object on standard output')
    .action((image: string, flags: FeaturesFlags) => encode(image, flags, session));
}

async function encode(imagePath: string, flags: FeaturesFlags, session: CliSession): Promise<void> {
  const { encoder, provider } = resolveRunConfig({ encoder: flags.encoder, provider: flags.provider });
  const request = {
    imagePath,
    encoder,
    provider,
    outPath: flags.out,
    ...(flags.size === undefined ? {} : { size: parseSize(flags.size) }),
    ...(flags.weights === undefined ? {} : { weightsPath: flags.weights }),
  };
  const { imageFeatures } = await import('../../commands/stages/image-features.ts');
  const { rows, cols, dim } = await imageFeatures(request, session.context('features'));
  session.print(`${rows} x ${cols} patches of ${dim} dimensions in ${flags.out}`);
  session.result({ out: flags.out, encoder, rows, cols, dim });
}
