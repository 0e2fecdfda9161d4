import type { Command } from 'commander';
import { flows, parseSize, resolveRunConfig } from '../api/run-config.ts';
import type { Session } from './session.ts';

interface FlowFlags {
  readonly flow: string;
  readonly size?: string;
  readonly out: string;
}

/** `fodvid flow`: the optical flow of a pair of pictures. */
export function addFlowCommand(program: Command, session: Session): void {
  program
    .command('flow <image1> <image2>')
    .summary('optical flow from one picture to another')
    .description('Writes a Middlebury .flo file, in pixels of the size at which it is estimated.')
    .option('--flow <flow>', flows.join(' | '), 'embedded')
    .option('--size <HxW>', 'size of the estimate (default: the pictures’ own)')
    .requiredOption('--out <file>', '.flo file to write')
    .option('--json', 'print one JSON object on standard output')
    .action((image1: string, image2: string, flags: FlowFlags) => estimate(image1, image2, flags, session));
}

async function estimate(image1: string, image2: string, flags: FlowFlags, session: Session): Promise<void> {
  const { flow } = resolveRunConfig({ flow: flags.flow });
  const size = flags.size === undefined ? {} : { size: parseSize(flags.size) };
  const { flowOfPairToFile } = await import('../jobs/flow-pair-file.ts');
  const request = { image1, image2, flow, ...size };
  const { widthPx, heightPx } = await flowOfPairToFile(request, flags.out, session.context('flow'));
  session.print(`${widthPx} x ${heightPx} flow in ${flags.out}`);
  session.result({ out: flags.out, flow, widthPx, heightPx });
}
