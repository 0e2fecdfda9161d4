import type { Channel, ChannelListener, ChannelState } from '../../native/api/transport/channel.ts';
import { fromEngine } from './engine-messages.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';
import { answerTrash } from './trash-requests.ts';

/** The part of Electron's UtilityProcess that is used here; `Port` is what its messages can carry. */
export interface EngineChild<Port> {
  postMessage(message: unknown, transfer?: Port[]): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  kill(): boolean;
  /** What it writes; null where nobody keeps it. Electron drops the listeners with the `exit` event. */
  readonly stdout: NodeJS.ReadableStream | null;
  readonly stderr: NodeJS.ReadableStream | null;
}

/** How the engine's process is started, and who hears of it. */
export interface EngineProcessOptions<Port> {
  readonly start: () => EngineChild<Port>;
  readonly log: (line: string) => void;
  /** Moves a file or a folder to the system's trash; rejects where it is refused. */
  readonly trashItem: (path: string) => Promise<void>;
  /** A process can be spoken to: `restartReason` is the sentence on why the one before ended, null for the first. */
  readonly ready: (restartReason: string | null) => void;
  /** The engine cannot start and is not tried again before `retry`: a sentence on why. Null: it is tried again. */
  readonly failed: (reason: string | null) => void;
}

/** The engine's process as the main process sees it: one after the other, if need be. */
export interface EngineProcess<Port> {
  /** The main process's own line for the contract. */
  readonly channel: Channel;
  /** Gives a user interface's port to the engine; only between `ready` and the end of its process, else false. */
  attach(port: Port): boolean;
  /** Why there is no engine and none is being started; null while there is hope. */
  readonly failure: string | null;
  /** Tries again after a failure. */
  retry(): void;
  /** Lets the engine end what it does; it is killed after some seconds. */
  close(): Promise<void>;
}

/** Waiting times before each new try; the first comes at once. After the last one it takes a person to try again. */
const delaysMs = [0, 500, 2_000, 5_000];
/** An engine that lived so long was no failed try. */
const steadyMs = 60_000;
const patienceMs = 5_000;

/** The last lines of standard error that stand for a reason where the engine told none. */
const keptLines = 5;

/**
 * Starts the engine's process and starts it again whenever it ends without having been asked to, a few times in a row. One
 * that tells that it cannot work is not started again: `failed` hears why, and `retry` tries anew.
 */
export function startEngineProcess<Port>(options: EngineProcessOptions<Port>): EngineProcess<Port> {
  const { log } = options;
  let listener: ChannelListener | null = null;
  let state: ChannelState = 'connecting';
  let child: EngineChild<Port> | null = null;
  let restartReason: string | null = null;
  let failure: string | null = null;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended: (() => void) | null = null;

  const tell = (message: ToEngine, transfer?: Port[]) => child?.postMessage(message, transfer);

  function change(next: ChannelState): void {
    if (state === next || state === 'closed') return;
    state = next;
    listener?.state(next);
  }

  function fail(reason: string | null): void {
    if (failure === reason) return;
    failure = reason;
    options.failed(reason);
  }

  function start(): void {
    const startedMs = performance.now();
    const made = options.start();
    child = made;
    const said = [made.stdout, made.stderr].map((stream) => logLines(stream, log));
    made.on('message', (message) => {
      const parsed = fromEngine.safeParse(message);
      if (parsed.success) receive(parsed.data, made);
      else log('The engine sent a message of no known form.');
    });
    made.on('exit', (code) => {
      child = null;
      if (performance.now() - startedMs > steadyMs) tries = 0;
      lose(code, said[1]?.at(-1) ?? null);
    });
  }

  function receive(message: FromEngine, from: EngineChild<Port>): void {
    if (message.kind === 'log') log(message.line);
    else if (message.kind === 'contract') listener?.message(message.message);
    else if (message.kind === 'trash')
      void answerTrash(message, options.trashItem).then((answer) => from.postMessage(answer));
    else if (message.kind === 'broken') {
      log(`The engine cannot start: ${message.message}`);
      if (state !== 'closed') fail(message.message);
      from.kill();
    } else {
      change('open');
      options.ready(restartReason);
    }
  }

  function lose(code: number, lastLine: string | null): void {
    if (state === 'closed') {
      ended?.();
      return;
    }
    if (state === 'open') change('lost');
    if (failure !== null) return;
    // Before it was ever there, nothing was being computed.
    if (state !== 'connecting')
      restartReason = `The engine ended unexpectedly (code ${code}) and was started again; what was being computed goes on.`;
    const delayMs = delaysMs[tries++];
    if (delayMs === undefined) {
      log(
        `The engine's process ended with code ${code}, the ${tries}th time in a row; it is not started again.`,
      );
      fail(
        `The engine ended unexpectedly ${tries} times in a row (code ${code}${lastLine === null ? '' : `: ${lastLine}`}).`,
      );
      return;
    }
    log(`The engine's process ended with code ${code}; it is started again.`);
    timer = setTimeout(start, delayMs);
  }

  start();
  return {
    channel: {
      get state() {
        return state;
      },
      send: (message) => tell({ kind: 'contract', message }),
      listen(own) {
        listener = own;
      },
      close: () => undefined,
    },
    attach(port) {
      if (state !== 'open' || child === null) return false;
      tell({ kind: 'port', restartReason }, [port]);
      return true;
    },
    get failure() {
      return failure;
    },
    retry() {
      if (failure === null || state === 'closed') return;
      log('The engine is tried again.');
      tries = 0;
      fail(null);
      // A process that told that it cannot work may still be on its way out: the next one starts with its end.
      if (child === null) start();
    },
    close() {
      clearTimeout(timer);
      change('closed');
      const running = child;
      if (running === null) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<undefined>();
      ended = () => resolve(undefined);
      tell({ kind: 'close' });
      const impatience = setTimeout(() => running.kill(), patienceMs);
      return promise.finally(() => clearTimeout(impatience));
    },
  };
}

/** Writes each line of `stream` to the log; gives the last ones, which are added as they come. */
function logLines(stream: NodeJS.ReadableStream | null, log: (line: string) => void): string[] {
  const last: string[] = [];
  let rest = '';
  stream?.on('data', (chunk: Buffer | string) => {
    const lines = `${rest}${chunk.toString()}`.split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines.filter((each) => each.trim() !== '')) {
      log(`engine: ${line}`);
      last.push(line.trim());
      if (last.length > keptLines) last.shift();
    }
  });
  return last;
}
