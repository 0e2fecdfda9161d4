import type { Command } from 'commander';
import { flows, parseSize, providerChoices, resolveRunConfig } from '../../api/run-config.ts';
import type { CliSession } from '../cli-session.ts';

interface FlowFlags {
  readonly flow: string;
  readonly weights?: string;
  readonly size?: string;
  readonly provider?: string;
  readonly out: string;
}

/** `fodvid flow`: the optical flow of a pair of pictures. */
export function addFlowCommand(program: Command, session: CliSession): void {
  program
    .command('flow <image1> <image2>')
    .summary('optical flow from one picture to another')
    .description('Writes a Middlebury .flo file, in pixels of the size at which it is estimated.')
    .option('--flow <flow>', flows.join(' | '), 'embedded')
    .option('--weights <file>', 'a checkpoint of the flow’s family (default: the model folder’s)')
    .option('--size <HxW>', 'size of the estimate (default: the pictures’ own)')
    .option('--provider <provider>', `${providerChoices.join(' | ')}: what runs a network (default: auto)`)
    .requiredOption('--out <file>', '.flo file to write')
    .option('--json', 'print one JSON object on standard output')
    .action((image1: string, image2: string, flags: FlowFlags) => estimate(image1, image2, flags, session));
}

async function estimate(
  image1: string,
  image2: string,
  flags: FlowFlags,
  session: CliSession,
): Promise<void> {
  const { flow, provider } = resolveRunConfig({ flow: flags.flow, provider: flags.provider });
  const { flowOfPairToFile } = await import('../../commands/stages/flow-pair-file.ts');
  const request = {
    image1,
    image2,
    flow,
    provider,
    ...(flags.size === undefined ? {} : { size: parseSize(flags.size) }),
    ...(flags.weights === undefined ? {} : { weightsPath: flags.weights }),
  };
  const { widthPx, heightPx } = await flowOfPairToFile(request, flags.out, session.context('flow'));
  session.print(`${widthPx} x ${heightPx} flow in ${flags.out}`);
  session.result({ out: flags.out, flow, widthPx, heightPx });
}
