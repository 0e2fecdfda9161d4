import { availableParallelism } from 'node:os';
import { extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { usageError } from '../../base/errors.ts';
import { addRunConfigOptions, numeric, runConfigOf } from '../options.ts';
import type { RunConfigFlags } from '../options.ts';
import type { CliSession } from '../cli-session.ts';

// The packed program has .js where the checkout has .ts.
const mainFile = fileURLToPath(new URL(`../main${extname(import.meta.filename)}`, import.meta.url));
const kinds = ['slurm', 'openjd', 'kubernetes'] as const;

interface ScriptFlags extends RunConfigFlags {
  readonly out: string;
  readonly shards: string;
  readonly cpus: string;
  readonly image: string;
}

/** `fodvid script`: a batch for a render farm that is there already. */
export function addScriptCommand(program: Command, session: CliSession): void {
  const command = program
    .command('script <kind> <clips...>')
    .summary('write a batch for Slurm, OpenJD or Kubernetes')
    .description(
      `Prints a ${kinds.join(', ')} job that runs the clips in shards; all computers must see clips and results under the same ` +
        'paths. "fodvid gather" puts the results together.',
    )
    .requiredOption('--out <dir>', 'output folder that all computers see')
    .requiredOption('--shards <count>', 'into how many tasks the clips are shared out')
    .option('--cpus <count>', 'processor cores of a task', String(availableParallelism()))
    .option('--image <image>', 'container image of a Kubernetes job', 'fodvid-studio:latest');
  addRunConfigOptions(command).action((kind: string, clips: string[], flags: ScriptFlags) =>
    script(kind, clips, flags, session),
  );
}

function wholeNumber(name: string, text: string): number {
  const value = numeric(text);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 100_000) return value;
  throw usageError(`The option ${name} is '${text}'; it must be a whole number from 1 to 100000.`);
}

/** The flags of a run as they were given, as words. */
function configWords(flags: RunConfigFlags): string[] {
  const { refine, export: formats = [], ...named } = flags;
  const names = [
    'preset',
    'encoder',
    'flow',
    'warpFlow',
    'tau',
    'alpha',
    'epochs',
    'size',
    'provider',
    'seed',
  ] as const;
  const words = names.flatMap((name) => {
    const value = named[name];
    return value === undefined ? [] : [`--${name.replace('F', '-f')}`, value];
  });
  const refined = refine === undefined ? [] : [refine ? '--refine' : '--no-refine'];
  return [...words, ...refined, ...formats.flatMap((format) => ['--export', format])];
}

async function script(
  kind: string,
  clips: readonly string[],
  flags: ScriptFlags,
  session: CliSession,
): Promise<void> {
  const known = kinds.find((one) => one === kind);
  if (known === undefined)
    throw usageError(`There is no script for '${kind}'; there are ${kinds.join(', ')}.`);
  runConfigOf(flags);
  const outDir = resolve(flags.out);
  const { kubernetesJob, openjdTemplate, slurmScript } = await import('../../farm/shards/farm-scripts.ts');
  const { markShare } = await import('../../farm/publish.ts');
  await markShare(outDir);
  const options = {
    program: [process.execPath, mainFile],
    runArguments: [...clips.map((clip) => resolve(clip)), '--out', outDir, ...configWords(flags)],
    outDir,
    shards: wholeNumber('shards', flags.shards),
    cpus: wholeNumber('cpus', flags.cpus),
  };
  const text = {
    slurm: () => slurmScript(options),
    openjd: () => openjdTemplate(options),
    kubernetes: () => kubernetesJob(options, flags.image),
  }[known]();
  session.print(text.trimEnd());
}
