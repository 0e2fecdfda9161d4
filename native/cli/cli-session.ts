import { setTimeout as delay } from 'node:timers/promises';
import type { StageContext } from '../base/context.ts';
import { exitCodes } from '../base/errors.ts';
import { onStopSignals } from '../base/platform/stop-signals.ts';
import { createProgress } from '../base/progress.ts';
import type { ProgressNode } from '../base/progress.ts';
import { progressLines } from './progress-lines.ts';

/** What every command works with: where to write, what to report, when to stop. */
export interface CliSession {
  readonly json: boolean;
  readonly signal: AbortSignal;
  /** The root of the progress, shown on standard error. */
  readonly progress: ProgressNode;
  /** Signal and progress for a command that is one stage called `name`. */
  context(name: string): StageContext;
  /** A line on standard error. */
  log(text: string): void;
  /** Text for people on standard output; nothing with `--json`. */
  print(text: string): void;
  /** The one JSON object of `--json` on standard output; nothing without. */
  result(value: object): void;
  /** The exit code of a command that ends without an error; 0 unless set. */
  exitCode: number;
  /** Ends the process when everything is written. */
  exit(code: number): Promise<never>;
}

/** How long a reader of standard output may keep the end of the process waiting. */
const flushMs = 5_000;
/** Under `npm run` one Ctrl-C arrives twice: from the terminal, and forwarded by npm. */
const echoMs = 400;

/** The session of this process; Ctrl-C aborts its signal, and a second one ends the process at once. */
export function createCliSession(json: boolean): CliSession {
  const lines = progressLines(process.stderr);
  const progress = createProgress((event) => lines.show(event));
  quietBrokenPipes();
  return {
    json,
    signal: cancelOnSignals((text) => lines.message(text)),
    progress,
    context(name) {
      return { signal: this.signal, progress: progress.split({ [name]: 1 })[name]! };
    },
    log: (text) => lines.message(text),
    print(text) {
      lines.end();
      if (!json) process.stdout.write(`${text}\n`);
    },
    result(value) {
      lines.end();
      if (json) process.stdout.write(`${JSON.stringify(value)}\n`);
    },
    exitCode: 0,
    async exit(code) {
      lines.end();
      const flushed = new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
      await Promise.race([flushed, delay(flushMs)]);
      process.exit(code);
    },
  };
}

function cancelOnSignals(say: (text: string) => void): AbortSignal {
  const controller = new AbortController();
  let firstMs = 0;
  const cancel = () => {
    if (!controller.signal.aborted) {
      firstMs = performance.now();
      say('Stopping; press Ctrl-C again to stop at once.');
      controller.abort();
    } else if (performance.now() - firstMs > echoMs) process.exit(exitCodes.cancelled);
  };
  onStopSignals(cancel);
  return controller.signal;
}

/** A reader that has enough (`fodvid score | head`) is no error. */
function quietBrokenPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(0);
    });
}
