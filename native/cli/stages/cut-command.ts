import type { Command } from 'commander';
import { paperCutDefaults, resolveRunConfig } from '../../api/run-config.ts';
import { numeric, parseGrid } from '../options.ts';
import type { CliSession } from '../cli-session.ts';

interface CutFlags {
  readonly features: string;
  readonly grid: string;
  readonly tau?: string;
  readonly alpha?: string;
  readonly out: string;
}

/** `fodvid cut`: the graph cut alone. */
export function addCutCommand(program: Command, session: CliSession): void {
  const { alpha, tau } = paperCutDefaults;
  program
    .command('cut')
    .summary('cut one frame’s patch graph in two, from features')
    .description(
      'Reads the tensors appearance and flow [N, D]; writes eigenvector, partition and eigenvalue.',
    )
    .requiredOption('--features <file>', 'safetensors file with the features')
    .requiredOption('--grid <RxC>', 'rows x columns of the patch grid, N = R · C')
    .option('--tau <number>', `threshold of the affinity, -1 to 1 (default: ${tau}, the paper’s)`)
    .option(
      '--alpha <number>',
      `weight of appearance against motion, 0 to 1 (default: ${alpha}, the paper’s)`,
    )
    .requiredOption('--out <file>', 'safetensors file to write')
    .option('--json', 'print one JSON object on standard output')
    .action((flags: CutFlags) => cut(flags, session));
}

async function cut({ features, grid, out, ...flags }: CutFlags, session: CliSession): Promise<void> {
  const { alpha, tau } = resolveRunConfig({
    alpha: numeric(flags.alpha) ?? paperCutDefaults.alpha,
    tau: numeric(flags.tau) ?? paperCutDefaults.tau,
  });
  const request = { featuresPath: features, grid: parseGrid(grid), alpha, tau, outPath: out };
  const { cutFeatures } = await import('../../commands/stages/cut-features.ts');
  const { partition, eigenvalue } = await cutFeatures(request, session.context('cut'));
  const size = partition.reduce((sum, side) => sum + side, 0);
  session.print(`${size} of ${partition.length} patches on side 1, eigenvalue ${eigenvalue}, in ${out}`);
  session.result({ out, patches: partition.length, sideOne: size, eigenvalue, alpha, tau });
}
