import { getCompileCacheDir } from 'node:module';
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { isMarkedAsUntransferable } from 'node:worker_threads';
import { Piscina } from 'piscina';
import './platform/no-telemetry.ts';
import { cancelledError } from './errors.ts';

// Loops over pixels get sooner to the code of V8's best compiler without the one in between, in every thread.
setFlagsFromString('--no-maglev');

/** How one call is made. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Arrays of the task that need not be copied, for the caller does not touch them again. */
  readonly handedOver?: readonly Uint8Array[];
}

/** The memory of arrays that fill theirs, and that can change threads. */
const buffersOf = (arrays: readonly Uint8Array[]) =>
  arrays
    .filter(({ buffer, byteLength }) => byteLength === buffer.byteLength && !isMarkedAsUntransferable(buffer))
    .map(({ buffer }) => buffer as ArrayBuffer);

/** In a thread of a pool: the answer `value`, with the memory of these arrays handed over instead of copied. */
export function handOver<T extends object>(value: T, arrays: readonly Uint8Array[]): T {
  const moved = { ...value, [Piscina.transferableSymbol]: buffersOf(arrays), [Piscina.valueSymbol]: value };
  Piscina.move(moved as unknown as Parameters<typeof Piscina.move>[0]);
  return moved;
}

/** Worker threads that run the exported functions of one module. */
export interface WorkerPool {
  readonly threads: number;
  /**
   * Calls the export `name` with `task` on a free thread. An abort ends the call at once with the cancellation
   * error: a waiting call is never started, the result of a running one is dropped.
   */
  run(name: string, task: unknown, options?: CallOptions): Promise<unknown>;
  /** Cancels the calls that wait and lets those that run come to their end. */
  dispose(): Promise<void>;
}

/** Idle threads end after this time: they serve the next clip of a batch, and do not outlive the work by much. */
const IDLE_MS = 2000;

/** A thread does not inherit the main thread's compile cache; with it, it starts in half the time. */
function workerEnvironment(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  return folder === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: folder };
}

/** The threads of each module, by its name and their number. */
const shared = new Map<string, Piscina>();

/** Threads that are there from an earlier pool have started and compiled what a new one would have to. */
function threadsFor(filename: string, threads: number): Piscina {
  const key = `${threads} ${filename}`;
  const known = shared.get(key);
  if (known !== undefined) return known;
  const options = { filename, minThreads: 0, maxThreads: threads, idleTimeout: IDLE_MS };
  const piscina = new Piscina({ ...options, env: workerEnvironment() });
  shared.set(key, piscina);
  return piscina;
}

/**
 * A pool for the module at `filename` (a file URL); pools of the same module and size share their threads. Piscina gets
 * no signal and no more calls of a pool than threads: its own way to cancel a running call is to terminate the thread,
 * and what such a thread has just answered surfaces as an uncaught error.
 */
export function createWorkerPool(filename: string, threads = availableParallelism()): WorkerPool {
  const piscina = threadsFor(filename, threads);
  const waiting: (() => void)[] = [];
  const running = new Set<Promise<unknown>>();
  let disposed = false;

  function startNext(): void {
    while (waiting.length > 0 && running.size < threads) waiting.shift()!();
  }

  function start(name: string, task: unknown, handedOver: readonly Uint8Array[]): Promise<unknown> {
    const call = piscina.run(task, { name, transferList: buffersOf(handedOver) }) as Promise<unknown>;
    running.add(call);
    return call.finally(() => {
      running.delete(call);
      startNext();
    });
  }

  return {
    threads,
    run(name, task, { signal, handedOver = [] } = {}) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const cancel = () => reject(cancelledError());
      signal?.addEventListener('abort', cancel, { once: true });
      waiting.push(() => {
        if (disposed || signal?.aborted === true) cancel();
        else start(name, task, handedOver).then(resolve, reject);
      });
      startNext();
      return promise.finally(() => signal?.removeEventListener('abort', cancel));
    },
    async dispose() {
      disposed = true;
      for (const cancel of waiting.splice(0)) cancel();
      await Promise.allSettled(running);
    },
  };
}
