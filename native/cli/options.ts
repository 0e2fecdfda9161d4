import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import {
  encoders,
  flows,
  maskSteps,
  parseSize,
  presets,
  providerChoices,
  resolveRunConfig,
  workingSides,
} from '../api/run-config.ts';
import type { RunConfig } from '../api/run-config.ts';
import { usageError } from '../base/errors.ts';

/** The options of `run` and `eval` that make up a run's configuration, as commander hands them over. */
export interface RunConfigFlags {
  readonly preset?: string;
  readonly encoder?: string;
  readonly flow?: string;
  readonly warpFlow?: string;
  readonly alpha?: string;
  readonly tau?: string;
  readonly refine?: boolean;
  readonly epochs?: string;
  readonly crf?: boolean;
  readonly maskSteps?: string;
  readonly size?: string;
  readonly export?: readonly string[];
  readonly provider?: string;
  readonly seed?: string;
  readonly from?: string;
  readonly to?: string;
  /** A run.json, or a file with a configuration alone. */
  readonly config?: string;
}

const list = (names: readonly string[]) => names.join(' | ');
/** Gathers the values of an option that may be repeated. */
export const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value];

/** Declares the options of a run's configuration. */
export function addRunConfigOptions(command: Command): Command {
  return addTrainingOptions(command)
    .option('--refine', 'train the refinement network on the clip')
    .option('--no-refine', 'masks from the graph cut alone')
    .option('--crf', 'post-process the masks by a fully connected CRF')
    .option(
      '--mask-steps <last>',
      `${list(maskSteps)}: how far masks are worked on after the cut (default: all)`,
    )
    .option('--export <format>', 'also write this format; may be repeated', collect)
    .option('--config <file>', 'start from the configuration of a run.json; other options change it');
}

/** Declares the options by which a part of each clip is run. */
export const addPartOptions = (command: Command): Command =>
  command
    .option('--from <frame>', 'first frame that is run, counted from 0, or a timecode as 00:00:05:12')
    .option('--to <frame>', 'last frame that is run');

/** Declares the options that decide masks and the network that is trained on them. */
export function addTrainingOptions(command: Command): Command {
  return command
    .option('--preset <preset>', `${list(presets)}: defaults for the options below (default: embedded)`)
    .option('--encoder <encoder>', list(encoders))
    .option('--flow <flow>', list(flows))
    .option('--warp-flow <flow>', `${list(flows)}: the refinement's own (default: the preset's)`)
    .option('--tau <number>', 'threshold of the affinity, -1 to 1')
    .option('--alpha <number>', 'weight of appearance against motion, 0 to 1')
    .option('--epochs <count>', 'epochs of the refinement')
    .option(
      '--size <HxW>',
      `working resolution, sides from ${workingSides.minPx} to ${workingSides.maxPx} (default: automatic)`,
    )
    .option('--provider <provider>', `${list(providerChoices)}: what runs the networks (default: auto)`)
    .option('--seed <number>', 'seed of every random choice (default: 0)');
}

/** Declares `--cache` and `--json`, which most commands have. */
export function addCommonOptions(command: Command): Command {
  return command
    .option('--cache <dir>', 'cache folder (default: FODVID_CACHE, else the platform’s place)')
    .option('--json', 'print one JSON object on standard output');
}

/**
 * The configuration that the flags ask for; throws a usage error that names a wrong one. Of a run of a part of a clip
 * (`--config`) only what runs parts itself takes the part.
 */
export function runConfigOf(flags: RunConfigFlags, takesParts = false): RunConfig {
  const { preset, encoder, flow, warpFlow, refine, crf, provider, alpha, tau, epochs, seed } = flags;
  const given = {
    preset,
    encoder,
    flow,
    warpFlow,
    refine,
    crf,
    maskSteps: flags.maskSteps,
    provider,
    alpha: numeric(alpha),
    tau: numeric(tau),
    epochs: numeric(epochs),
    seed: numeric(seed),
    from: numeric(flags.from),
    to: numeric(flags.to),
    exports: flags.export,
    size: flags.size === undefined ? undefined : parseSize(flags.size),
  };
  if (flags.config === undefined) return resolveRunConfig(given);
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const whole = takesParts ? {} : { from: undefined, to: undefined };
  return resolveRunConfig({ ...configIn(flags.config), ...whole, ...known });
}

/** The configuration in a run.json, or in a file that holds nothing else. */
function configIn(path: string): object {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const config: unknown = isObject(content) && 'config' in content ? content.config : content;
    if (isObject(config)) return config;
  } catch (error) {
    throw usageError(
      `The configuration ${path} cannot be read (${(error as Error).message}); name the run.json of a run with --config FILE.`,
    );
  }
  throw usageError(`The file ${path} holds no configuration; name the run.json of a run with --config FILE.`);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The number that the text says; other texts stay as they are, for the error message. */
export function numeric(text: string | undefined): number | string | undefined {
  if (text === undefined || text.trim() === '') return text;
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

/** Rows and columns from `RxC`; throws a usage error for anything else. */
export function parseGrid(text: string): { rows: number; cols: number } {
  const match = /^([1-9]\d{0,4})[x×]([1-9]\d{0,4})$/i.exec(text.trim());
  if (match === null)
    throw usageError(
      `The option grid is '${text}'; it must be RxC (rows x columns of patches), as in 32x64.`,
    );
  return { rows: Number(match[1]), cols: Number(match[2]) };
}
