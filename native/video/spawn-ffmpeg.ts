import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { throwIfCancelled } from '../base/errors.ts';
import { findFfmpeg } from './ffmpeg-binary.ts';
import type { FfmpegBinary } from './ffmpeg-binary.ts';
import { ffmpegFailure } from './ffmpeg-output.ts';

/** How a process ended: well, stopped by us (abort or `stop`), or failed for `reason` (a few words). */
export type FfmpegEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly reason: string };

/** A running ffmpeg. `ended` never rejects. */
export interface FfmpegProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly ended: Promise<FfmpegEnd>;
  /** Kills the process and waits until it is gone; harmless when it has ended. */
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
const killAll = () => {
  for (const child of running) child.kill('SIGKILL');
};

function register(child: ChildProcess): void {
  if (running.size === 0) process.on('exit', killAll);
  running.add(child);
  const unregister = () => {
    running.delete(child);
    if (running.size === 0) process.off('exit', killAll);
  };
  child.once('exit', unregister);
  child.once('error', unregister);
}

/** Process ids of the ffmpegs that run now. */
export const runningFfmpegs = (): readonly number[] =>
  [...running].map((child) => child.pid).filter((pid) => pid !== undefined);

const keptLines = 30;

/** Hands every line of standard error to `onLine`; resolves at its end with the last ones. */
async function readLines(stderr: Readable, onLine: (line: string) => void): Promise<string[]> {
  const last: string[] = [];
  const reader = createInterface({ input: stderr });
  reader.on('line', (line) => {
    onLine(line);
    if (last.push(line) > keptLines) last.shift();
  });
  await once(reader, 'close');
  return last;
}

/** Resolves with the exit code; null for a signal, or the sentence of a program that could not be started. */
const exitOf = (child: ChildProcess) =>
  new Promise<number | string | null>((resolve) => {
    child.once('error', (error) => resolve(`ffmpeg cannot be started: ${error.message}`));
    child.once('exit', (code) => resolve(code));
  });

/** The ffmpeg that @ffmpeg-installer carries is older than the present name of an option. */
export const spelledFor = ({ source }: FfmpegBinary, args: readonly string[]): readonly string[] =>
  source === '@ffmpeg-installer' ? args.map((arg) => (arg === '-fps_mode' ? '-vsync' : arg)) : args;

/**
 * Starts ffmpeg with `args`; the only place that does. The process dies with `signal`, with `stop` and with this
 * process; a full pipe makes it wait. Throws if `signal` is aborted already or no ffmpeg is found.
 */
export function spawnFfmpeg(
  args: readonly string[],
  signal: AbortSignal,
  onLine: (line: string) => void = () => undefined,
): FfmpegProcess {
  throwIfCancelled(signal);
  const binary = findFfmpeg();
  const child = spawn(binary.ffmpegPath, spelledFor(binary, args), { windowsHide: true });
  register(child);
  // A process that dies early breaks the pipe; its exit code and messages tell why.
  child.stdin.on('error', () => undefined);
  let stopped = false;
  const kill = () => {
    stopped = true;
    child.kill('SIGKILL');
  };
  signal.addEventListener('abort', kill, { once: true });

  async function judge(): Promise<FfmpegEnd> {
    const [exit, lines] = await Promise.all([exitOf(child), readLines(child.stderr, onLine)]);
    signal.removeEventListener('abort', kill);
    if (exit === 0) return { kind: 'done' };
    if (stopped) return { kind: 'stopped' };
    return { kind: 'failed', reason: typeof exit === 'string' ? exit : ffmpegFailure(lines) };
  }

  const ended = judge();
  const stop = async () => {
    kill();
    child.stdout.destroy();
    await ended;
  };
  return { stdin: child.stdin, stdout: child.stdout, ended, stop };
}
