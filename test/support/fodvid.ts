import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';

/** The command line's main file. */
export const mainFile = join(import.meta.dirname, '..', '..', 'native', 'cli', 'main.ts');

/** How a run of the command line ended. */
export interface FodvidEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the real command line as a child process. */
export const startFodvid = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  spawn(process.execPath, [mainFile, ...args], { env: { ...process.env, ...env } });

/** Waits for the end of a started command line. */
export async function endOf(child: ChildProcessWithoutNullStreams): Promise<FodvidEnd> {
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [exitCode, stdout, stderr] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
  return { exitCode, stdout, stderr };
}

/** Runs the real command line to its end. */
export const fodvid = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<FodvidEnd> =>
  endOf(startFodvid(args, env));
