import type { Channel, ChannelListener, ChannelState } from '../native/api/channel.ts';
import { fromEngine } from './engine-messages.ts';
import type { FromEngine, MediaResult, ToEngine } from './engine-messages.ts';
import type { MediaRequest } from '../native/app/media/media-http.ts';

/** The part of Electron's UtilityProcess that is used here; `Port` is what its messages can carry. */
export interface EngineChild<Port> {
  postMessage(message: unknown, transfer?: Port[]): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  kill(): boolean;
}

/** How the engine's process is started, and who hears of it. */
export interface EngineProcessOptions<Port> {
  readonly start: () => EngineChild<Port>;
  readonly log: (line: string) => void;
  /** A process can be spoken to: `restartReason` is the sentence on why the one before ended, null for the first. */
  readonly ready: (restartReason: string | null) => void;
  /** The engine could not start, and why; it is tried again. */
  readonly broken: (message: string) => void;
}

/** The engine's process as the main process sees it: one after the other, if need be. */
export interface EngineProcess<Port> {
  /** The main process's own line for the contract. */
  readonly channel: Channel;
  /** Gives a user interface's port to the engine; only between `ready` and the end of its process, else false. */
  attach(port: Port): boolean;
  /** Never rejects: what cannot be had is 404. */
  readonly media: (request: MediaRequest, signal?: AbortSignal) => Promise<MediaResult>;
  /** Lets the engine end what it does; it is killed after some seconds. */
  close(): Promise<void>;
}

/** Waiting times before each new try; the first comes at once. */
const delaysMs = [0, 1_000, 2_000, 5_000, 10_000, 30_000];
/** An engine that lived so long was no failed try. */
const steadyMs = 60_000;
const patienceMs = 5_000;
const missing: MediaResult = { status: 404, headers: {}, body: null };

/** Starts the engine's process and starts it again whenever it ends without having been asked to. */
export function startEngineProcess<Port>(options: EngineProcessOptions<Port>): EngineProcess<Port> {
  const { log } = options;
  const media = new Map<number, (result: MediaResult) => void>();
  let listener: ChannelListener | null = null;
  let state: ChannelState = 'connecting';
  let child: EngineChild<Port> | null = null;
  let restartReason: string | null = null;
  let nextMediaId = 0;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended: (() => void) | null = null;

  const tell = (message: ToEngine, transfer?: Port[]) => child?.postMessage(message, transfer);

  function change(next: ChannelState): void {
    if (state === next || state === 'closed') return;
    state = next;
    listener?.state(next);
  }

  function start(): void {
    const startedMs = performance.now();
    const made = options.start();
    child = made;
    made.on('message', (message) => {
      const parsed = fromEngine.safeParse(message);
      if (parsed.success) receive(parsed.data);
      else log('The engine sent a message of no known form.');
    });
    made.on('exit', (code) => {
      child = null;
      if (performance.now() - startedMs > steadyMs) tries = 0;
      lose(code);
    });
  }

  function receive(message: FromEngine): void {
    if (message.kind === 'log') log(message.line);
    else if (message.kind === 'contract') listener?.message(message.message);
    else if (message.kind === 'broken') options.broken(message.message);
    else if (message.kind === 'media') settleMedia(message.id, message.result);
    else {
      change('open');
      options.ready(restartReason);
    }
  }

  function lose(code: number): void {
    for (const id of [...media.keys()]) settleMedia(id, missing);
    if (state === 'closed') {
      ended?.();
      return;
    }
    restartReason = `The engine ended unexpectedly (code ${code}) and was started again; what was being computed goes on.`;
    log(`The engine's process ended with code ${code}; it is started again.`);
    if (state === 'open') change('lost');
    timer = setTimeout(start, delaysMs[Math.min(tries++, delaysMs.length - 1)]);
  }

  function settleMedia(id: number, result: MediaResult): void {
    media.get(id)?.(result);
    media.delete(id);
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
    media(request, signal) {
      if (state !== 'open') return Promise.resolve(missing);
      const id = nextMediaId++;
      const { promise, resolve } = Promise.withResolvers<MediaResult>();
      media.set(id, resolve);
      tell({ kind: 'media', id, request });
      signal?.addEventListener('abort', () => {
        if (!media.has(id)) return;
        tell({ kind: 'cancelMedia', id });
        settleMedia(id, missing);
      });
      return promise;
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
