import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorWords, unexpectedFailure, type WordedFailure } from '../../base/error-words.ts';
import { FodvidError } from '../../base/errors.ts';
import { consumeFarmQueue } from '../redis/bullmq-consumer.ts';
import { openFarmQueue } from '../redis/bullmq-queue.ts';
import type { ClipEnd, ClipListener, ClipOrder, WorkOrder } from './clip-order.ts';
import { workInProcess } from './clip-process.ts';
import type { FarmJob } from '../farm-job.ts';
import {
  cancelledSentence,
  defaultTiming,
  type FarmConsumer,
  type FarmTiming,
  type TakenEnd,
  type TakenJob,
} from '../farm-queue.ts';
import type { PathMap } from '../path-map.ts';
import type { ProgramIdentity } from '../program-identity.ts';
import type { TakenChunk } from '../chunks/chunk-board.ts';
import { helpWithChunks } from '../chunks/chunk-help.ts';
import { ownChunks } from '../chunks/chunk-owner.ts';
import type { Published } from '../publish.ts';
import type { QueueAddress } from '../redis/redis-connection.ts';
import { defaultPatience, type Patience } from '../share-patience.ts';
import type { FarmStorage } from '../storage/farm-storage.ts';
import { storagesOf } from '../storage/storages.ts';
import { patientStorage } from './patient-storage.ts';
import { requireFit, Unfit } from './require-fit.ts';
import { workerState } from './worker-state.ts';

/** How a worker works. */
export interface FarmWorkerOptions {
  readonly address: QueueAddress;
  readonly map: PathMap;
  readonly slots: number;
  /** The cache on this machine's own disk; results are written there until they are published. */
  readonly cacheFolder: string;
  readonly cacheLimitBytes: number;
  readonly program: ProgramIdentity;
  readonly notify: (sentence: string) => void;
  /** Told to people; the machine's name and the process by default. */
  readonly name?: string;
  /** A process for each clip by default. */
  readonly runOrder?: WorkOrder;
  readonly timing?: Partial<FarmTiming>;
  readonly patience?: Partial<Patience>;
}

/** A worker that takes clips until it is stopped. */
export interface FarmWorker {
  readonly name: string;
  /** Lets the frames under way end, gives the clips back to the queue, and resolves when all is still. */
  stop(): Promise<void>;
  /** Resolves with the sentence for which a worker stopped by itself; never where it did not. */
  readonly gaveUp: Promise<string>;
}

const ANNOUNCE_MS = 5_000;

/** Starts a worker. Throws where no queue answers, or where the queue holds jobs of another version of the program. */
export async function startFarmWorker(options: FarmWorkerOptions): Promise<FarmWorker> {
  const { address, program, slots, notify } = options;
  const queue = await openFarmQueue(address);
  const state = workerState(program.title, slots, options.name);
  try {
    await queue.admit(program);
    await queue.forgetRefusal(state.refused({ error: '' }).id);
  } catch (error) {
    if (error instanceof FodvidError) await queue.tellRefusal(state.refused(refusalOf(error, program)));
    throw error;
  } finally {
    await queue.close();
  }
  const giveUp = Promise.withResolvers<WordedFailure>();
  const stopping = new AbortController();
  const { runJob, chunkOrder } = jobWorker(options, state, stopping.signal, giveUp.resolve);
  const { timing } = options;
  const announce = () => void consumer.announce(state.info()).catch(() => undefined);
  const consumer: FarmConsumer = await consumeFarmQueue(address, {
    slots,
    async work(taken) {
      await help.clipBegins();
      return runJob(taken).finally(() => {
        help.clipEnds();
        announce();
      });
    },
    notify,
    ...(timing === undefined ? {} : { timing }),
  });
  const { lockMs, helpMs } = { ...defaultTiming, ...timing };
  const help = helpWithChunks({
    board: consumer.chunks,
    slots,
    state,
    runOrder: options.runOrder ?? workInProcess,
    orderOf: chunkOrder,
    notify,
    lookMs: helpMs,
    holdMs: lockMs / 3,
  });
  announce();
  void giveUp.promise.then((failure) => consumer.announce(state.refused(failure)).catch(() => undefined));
  const timer = setInterval(announce, ANNOUNCE_MS);
  let stopped: Promise<void> | null = null;
  return {
    name: state.name,
    gaveUp: giveUp.promise.then(({ error }) => error),
    stop() {
      stopping.abort();
      clearInterval(timer);
      return (stopped ??= consumer.stop(help.stop()));
    },
  };
}

/** Why a worker was refused, as others read it: for them it is not this computer that has another version. */
const refusalOf = (
  { message, origin: { words } }: FodvidError,
  { title }: ProgramIdentity,
): WordedFailure => ({
  error: message,
  words: words?.code === 'computers-version' ? errorWords('version-differs', { ours: title }) : words,
});

function jobWorker(
  { map, program, notify, cacheFolder, cacheLimitBytes, ...options }: FarmWorkerOptions,
  state: ReturnType<typeof workerState>,
  stopping: AbortSignal,
  giveUp: (failure: WordedFailure) => void,
): {
  readonly runJob: (taken: TakenJob) => Promise<TakenEnd>;
  /** Null where this machine cannot compute the chunk. */
  readonly chunkOrder: (taken: TakenChunk) => Promise<ClipOrder | null>;
} {
  const runOrder = options.runOrder ?? workInProcess;
  const { lookMs, sourceMs } = { ...defaultPatience, ...options.patience };
  const storages = storagesOf(map);
  const { lockMs, keepMs } = { ...defaultTiming, ...options.timing };

  const { patiently, sourceOf } = patientStorage({ storages, state, notify, lookMs, sourceMs });

  /** Throws where a path lies outside the shared folders; a worker that has run nothing yet was started with wrong ones. */
  async function here(name: string): Promise<string> {
    try {
      return await storages(name).here(name);
    } catch (error) {
      if (state.doneCount === 0 && error instanceof FodvidError) giveUp(error.told);
      throw error;
    }
  }

  const listenerOf = (taken: TakenJob, name: string, signal: AbortSignal): ClipListener => ({
    signal,
    notify: (sentence) => notify(`${name}: ${sentence}`),
    onProgress(progress) {
      state.moved(taken.id, progress);
      taken.report({ worker: state.name, progress });
    },
  });

  async function runClipJob(
    taken: TakenJob,
    job: FarmJob,
    keepIn: string,
    signal: AbortSignal,
  ): Promise<TakenEnd> {
    const clipHere = await here(job.clip.path);
    await here(job.outDir);
    const result = { ...noResult, outDir: job.outDir, worker: state.name };
    if (job.kind === 'run') {
      const find = async (storage: FarmStorage) => ({ found: await storage.publicationOf(job.outDir) });
      const earlier = await patiently(find, job, signal);
      if (earlier === null) return cancelled(taken);
      if (earlier.found?.id === taken.id) return { kind: 'done', result: { ...result, outcome: 'there' } };
    }
    const startMs = performance.now();
    const scratch = join(cacheFolder, 'farm', taken.id);
    const source = await sourceOf(job.clip, keepIn, signal);
    if (source.state === 'cancelled') return cancelled(taken);
    if (source.state === 'missing')
      return failed({
        error: `The clip ${clipHere} is gone; put it back, then run "fodvid queue retry".`,
        words: errorWords('clip-gone', { clip: clipHere }),
      });
    const changed = {
      error: `The clip ${clipHere} has changed since it was submitted; submit it again.`,
      words: errorWords('clip-changed', { clip: clipHere }),
    };
    if (source.state === 'changed') return { ...failed(changed), final: true };
    const clip = source.path;
    const exporting =
      job.export === undefined
        ? null
        : { runDir: await here(job.export.runDir), request: job.export.request };
    const results = storages(job.outDir);
    const checkpointDir = job.kind === 'run' ? await results.checkpointDir(job.outDir, taken.id) : null;
    const places = { outDir: scratch, checkpointDir, keepMs, cacheFolder };
    const chunkFrames = checkpointDir === null || storages(job.clip.path).copies ? 0 : job.chunkFrames;
    const order = {
      clip,
      config: job.config,
      exporting,
      ...places,
      cacheLimitBytes,
      chunkFrames,
      chunk: null,
    };
    const listener = listenerOf(taken, job.clip.name, signal);
    const { id, chunks: board } = taken;
    const owner = ownChunks({ id, chunkFrames, board, renewMs: lockMs / 3, signal, notify: listener.notify });
    const end = await runOrder(order, { ...listener, nextChunk: (ask) => owner.next(ask) }).finally(() =>
      owner.end(),
    );
    if (end.kind === 'cancelled') return cancelled(taken);
    if (end.kind !== 'done') {
      // The share went away while the clip was read.
      if (!(await storages(job.clip.path).isReadable(job.clip.path))) return { kind: 'returned' };
      return failed(end);
    }
    if (end.digest !== job.clip.digest) return { ...failed(changed), final: true };
    const finished = { scratch, clip, exported: end.exported };
    const publishing = (storage: FarmStorage) => published(storage, taken, job, finished, signal);
    const outcome = await patiently(publishing, job, signal);
    if (outcome === 'lost') return failed(leaseLost);
    if (outcome === null) return cancelled(taken);
    await rm(scratch, { recursive: true, force: true });
    state.finished(end.frameCount, end.provider);
    const { paths, notices } = end.exported ?? { paths: [], notices: [] };
    const files = { paths: paths.map((path) => `${job.outDir}/${path}`), notices: [...notices] };
    return { kind: 'done', result: { ...result, ...timed(end, startMs), ...files, outcome } };
  }

  /** Publishes a finished run or export. */
  async function published(
    storage: FarmStorage,
    taken: TakenJob,
    { outDir, clip: { path: name } }: FarmJob,
    { scratch, clip, exported }: FinishedClip,
    signal: AbortSignal,
  ): Promise<Published> {
    const { id, lease } = taken;
    const holds = () => taken.holds();
    if (exported === undefined) {
      const publication = { id, lease, worker: state.name };
      return storage.publish({
        fromDir: scratch,
        outDir,
        publication,
        clip: { here: clip, name },
        holds,
        signal,
      });
    }
    const { paths } = exported;
    const fromDir = join(scratch, 'exports');
    return (await storage.publishExport({ id, fromDir, paths, outDir, holds })) ? 'published' : 'lost';
  }

  /** A worker that shall stop gives the clip back; a clip that a person cancelled has failed for good. */
  function cancelled({ signal }: TakenJob): TakenEnd {
    if (signal.reason === 'cancelled') return { ...failed(cancelledSentence), final: true };
    return stopping.aborted ? { kind: 'returned' } : failed(leaseLost);
  }

  async function handle(taken: TakenJob): Promise<TakenEnd> {
    const { job, problem } = taken;
    if (job === null) return { ...failed(problem ?? 'It is no job of this program.'), final: true };
    await requireFit(job, program);
    const signal = AbortSignal.any([taken.signal, stopping]);
    state.started(taken.id, job.clip.name);
    // Another worker with this cache may have been given the same clip.
    const keepIn = join(cacheFolder, 'farm', `${taken.id}-clip-${randomUUID()}`);
    try {
      return await runClipJob(taken, job, keepIn, signal);
    } finally {
      state.ended(taken.id);
      await rm(keepIn, { recursive: true, force: true });
    }
  }

  async function runJob(taken: TakenJob): Promise<TakenEnd> {
    try {
      return await handle(taken);
    } catch (error) {
      if (error instanceof Unfit) {
        giveUp(error.failure);
        return { kind: 'returned' };
      }
      if (error instanceof FodvidError) return failed(error.told);
      return failed(unexpectedFailure(error instanceof Error ? error.message : String(error)));
    }
  }

  async function chunkOrder({ id, job, chunk }: TakenChunk): Promise<ClipOrder | null> {
    try {
      await requireFit(job, program);
      const checkpointDir = await storages(job.outDir).checkpointDir(job.outDir, id);
      if (checkpointDir === null) return null;
      const clips = storages(job.clip.path);
      if (clips.copies) return null;
      const scratch = join(cacheFolder, 'farm', id);
      const source = await clips.source(job.clip, scratch, stopping);
      if (source.state !== 'there') return null;
      const places = { clip: source.path, outDir: scratch, checkpointDir, keepMs, cacheFolder };
      return { ...places, config: job.config, exporting: null, cacheLimitBytes, chunkFrames: 0, chunk };
    } catch {
      // Whoever runs the clip computes the chunk.
      return null;
    }
  }

  return { runJob, chunkOrder };
}

const failed = (failure: WordedFailure | string) =>
  ({
    kind: 'failed',
    ...(typeof failure === 'string' ? { error: failure } : failure),
    final: false,
  }) as const;

const leaseLost = 'The lease of the clip was lost; another worker has it.';

/** What lies on this machine's disk and shall be published. */
interface FinishedClip {
  readonly scratch: string;
  readonly clip: string;
  readonly exported: Extract<ClipEnd, { readonly kind: 'done' }>['exported'];
}

/** A result before anything was computed. */
const noResult = { frameCount: 0, computedFrameCount: 0, timeSec: 0, paths: [], notices: [] };

const timed = (
  { frameCount, computedFrameCount }: Pick<ClipEnd & { kind: 'done' }, 'frameCount' | 'computedFrameCount'>,
  startMs: number,
) => ({
  frameCount,
  computedFrameCount,
  timeSec: Math.round(performance.now() - startMs) / 1000,
});
