import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { FodvidError, exitCodes, usageError } from '../base/errors.ts';
import { addAblateCommand } from './research/ablate-command.ts';
import { addApplyCommand } from './runs/apply-command.ts';
import { addCacheCommand } from './machine/cache-command.ts';
import { addCompareCommands } from './research/compare-command.ts';
import { addCutCommand } from './stages/cut-command.ts';
import { addDoctorCommand } from './machine/doctor-command.ts';
import { addEvalCommand } from './research/eval-command.ts';
import { addExportCommand } from './runs/export-command.ts';
import { addFeaturesCommand } from './stages/features-command.ts';
import { addFlowCommand } from './stages/flow-command.ts';
import { addFetchCommand } from './many-machines/fetch-command.ts';
import { addGatherCommand } from './many-machines/gather-command.ts';
import { addModelsCommand } from './machine/models-command.ts';
import { addPlanCommand } from './many-machines/plan-command.ts';
import { addQueueCommand } from './many-machines/queue-command.ts';
import { addReproduceCommand } from './research/reproduce-command.ts';
import { addRerunCommand } from './runs/rerun-command.ts';
import { addRunCommand } from './runs/run-command.ts';
import { addScoreCommand } from './research/score-command.ts';
import { addScriptCommand } from './many-machines/script-command.ts';
import { addServeCommand } from './machine/serve-command.ts';
import { createCliSession } from './cli-session.ts';
import type { CliSession } from './cli-session.ts';
import { addSubmitCommand } from './many-machines/submit-command.ts';
import { addTrainCommand } from './runs/train-command.ts';
import { addWorkerCommand } from './many-machines/worker-command.ts';
import { addTensorsCommand } from './research/tensors-command.ts';
import { addVerifyCommand } from './runs/verify-command.ts';

const commands = [
  addRunCommand,
  addTrainCommand,
  addExportCommand,
  addApplyCommand,
  addScoreCommand,
  addEvalCommand,
  addAblateCommand,
  addReproduceCommand,
  addCompareCommands,
  addVerifyCommand,
  addRerunCommand,
  addTensorsCommand,
  addCutCommand,
  addFlowCommand,
  addFeaturesCommand,
  addModelsCommand,
  addCacheCommand,
  addDoctorCommand,
  addServeCommand,
  addSubmitCommand,
  addQueueCommand,
  addWorkerCommand,
  addGatherCommand,
  addFetchCommand,
  addScriptCommand,
  addPlanCommand,
];

/** Parses the arguments, runs the command, and ends the process with its exit code. */
export async function runCommandLine(args: readonly string[]): Promise<never> {
  const session = createCliSession(args.includes('--json'));
  const exitCode = await exitCodeOf(args, session);
  return session.exit(exitCode);
}

/** Runs the command of the arguments in a session; every outcome is an exit code. */
export async function exitCodeOf(args: readonly string[], session: CliSession): Promise<number> {
  try {
    await createProgram(session).parseAsync(args, { from: 'user' });
    return session.exitCode;
  } catch (error) {
    return reportError(error, session);
  }
}

function createProgram(session: CliSession): Command {
  const program = new Command('fodvid')
    .description('Finds the moving foreground object in videos, without annotation, and writes its masks.')
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({ outputError: () => undefined, writeErr: (text) => session.log(text.trimEnd()) })
    .configureHelp({ sortSubcommands: false, helpWidth: 100 })
    .addHelpText('after', help);
  // Subcommands inherit the settings above only if they are made afterwards.
  for (const add of commands) add(program, session);
  return program;
}

const help = `
Examples:
  fodvid run holiday.mp4 --out results           masks, overlay and run.json in results/holiday
  fodvid run a.mp4 b.mp4 frames/ --out results   several clips; run it again to resume
  fodvid score --gt truth --pred results         J and F of the masks
  fodvid doctor                                  what works on this machine

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 cancelled. FODVID_DEBUG=1 shows stack traces.`;

/** The one place that turns errors into words; returns the exit code. */
function reportError(error: unknown, session: CliSession): number {
  if (error instanceof CommanderError && !isMistake(error)) return 0;
  const known = error instanceof CommanderError ? mistake(error) : error;
  const kind = known instanceof FodvidError ? known.kind : 'failed';
  const message = known instanceof FodvidError ? known.withAdvice : unexpected(known);
  session.log(message);
  if (process.env['FODVID_DEBUG'] === '1' && error instanceof Error) session.log(error.stack ?? '');
  if (session.json) session.result({ error: { kind, message } });
  return exitCodes[kind];
}

/** Help and version also come as errors of commander, with exit code 0. */
const isMistake = ({ exitCode }: CommanderError) => exitCode !== 0;

/** One sentence of ours from one or two lines of commander's. */
function mistake({ code, message }: CommanderError): FodvidError {
  if (code === 'commander.help') return usageError('Choose one of the commands above.');
  const text = message.replace(/^error: /, '').replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?');
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return usageError(sentence.endsWith('?') ? sentence : `${sentence}; "fodvid --help" lists what there is.`);
}

function unexpected(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `Something unexpected happened: ${reason} (set FODVID_DEBUG=1 for details).`;
}
