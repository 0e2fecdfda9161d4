import type { Command } from 'commander';
import type { CliSession } from '../cli-session.ts';

interface TensorFlags {
  readonly out: string;
  readonly format: string;
  readonly cache?: string;
}

/** `fodvid export-tensors`: what a run has computed, for NumPy. */
export function addTensorsCommand(program: Command, session: CliSession): void {
  program
    .command('export-tensors <run>')
    .summary('a run’s features, flows, eigenvectors and soft masks for NumPy')
    .description(
      'Writes DIR/00000.npz and on, one file for each frame, with all that the cache holds of the run: appearance, ' +
        'motion, flow, flow_offsets, eigenvector, soft_mask (docs/research.md).',
    )
    .requiredOption('--out <dir>', 'output folder')
    .option('--format <format>', 'npz | safetensors', 'npz')
    .option('--cache <dir>', 'cache folder (default: FODVID_CACHE, else the platform’s place)')
    .option('--json', 'print one JSON object on standard output')
    .action((run: string, flags: TensorFlags) => exportThem(run, flags, session));
}

async function exportThem(
  run: string,
  { out, format, cache }: TensorFlags,
  session: CliSession,
): Promise<void> {
  const { openCache } = await import('../../commands/open-cache.ts');
  const { exportTensors } = await import('../../commands/export-tensors.ts');
  const store = openCache(cache, (sentence) => session.log(sentence));
  try {
    const options = { runDir: run, outDir: out, format };
    const files = await exportTensors(options, store, session.context('export'));
    session.print(`${files.length} files in ${out}`);
    session.result({ files });
  } finally {
    store.close();
  }
}
