import { basename } from 'node:path';
import type { RunConfig } from '../api/run-config.ts';
import { FodvidError, cancelledError, exitCodes } from '../base/errors.ts';
import type { Store } from '../store/store.ts';
import { clipFolders, prepareOutDir } from '../runs/clip-folders.ts';
import type { ClipFolder } from '../runs/clip-folders.ts';
import type { ProgressNode } from '../base/progress.ts';
import type { RunClip } from '../pipeline/run-types.ts';
import type { RunReport } from '../runs/report.ts';

/** What a batch works with. */
export interface BatchOptions {
  readonly outDir: string;
  readonly runClip: RunClip;
  readonly store: Store;
  readonly signal: AbortSignal;
  readonly progress: ProgressNode;
  /** Recomputes what lies in the output folders already; false by default. */
  readonly force?: boolean;
  readonly notify?: (sentence: string) => void;
  /** Where the clips' results go; decided from their names and what lies there already unless given. */
  readonly folders?: readonly ClipFolder[];
  /** Hears of each clip's end at once. */
  readonly onClipEnd?: (result: ClipResult) => void;
}

/** How one clip of a batch ended. */
export type ClipResult =
  | (ClipFolder & { readonly state: 'done'; readonly report: RunReport })
  | (ClipFolder & { readonly state: 'failed'; readonly error: string; readonly cause: unknown });

/** How a batch ended; `exitCode` is 1 if a clip failed. */
export interface BatchReport {
  readonly clips: readonly ClipResult[];
  readonly exitCode: number;
}

interface QueuedClip extends ClipFolder {
  readonly jobId: number;
  readonly progress: ProgressNode;
}

/**
 * Runs the clips one after the other, each a job in the store; a clip that fails does not stop the others.
 * Running the same batch again resumes it. Throws before any computing where `outDir` cannot be written, and the
 * cancellation error once the signal is aborted; the jobs then count as cancelled.
 */
export async function runBatch(
  clips: readonly string[],
  config: RunConfig,
  options: BatchOptions,
): Promise<BatchReport> {
  await prepareOutDir(options.outDir);
  const folders = options.folders ?? (await clipFolders(clips, options.outDir, options.store));
  const queue = enqueue(folders, config, options);
  const results: ClipResult[] = [];
  for (const [i, clip] of queue.entries()) {
    if (options.signal.aborted) throw cancel(queue.slice(i), options.store);
    const result = await runOne(clip, config, options);
    if (result === 'cancelled') throw cancel(queue.slice(i), options.store);
    results.push(result);
    options.onClipEnd?.(result);
  }
  const failed = results.some(({ state }) => state === 'failed');
  return { clips: results, exitCode: failed ? exitCodes.failed : 0 };
}

function enqueue(folders: readonly ClipFolder[], config: RunConfig, { store, progress }: BatchOptions) {
  const configText = JSON.stringify(config);
  const ids = store.enqueueJobs(folders.map((folder) => ({ ...folder, config: configText })));
  const parts = progress.split(Object.fromEntries(folders.map(({ outDir }) => [basename(outDir), 1])));
  return folders.map((folder, i): QueuedClip => ({
    ...folder,
    jobId: ids[i]!,
    progress: parts[basename(folder.outDir)]!,
  }));
}

async function runOne(
  { clip, outDir, jobId, progress }: QueuedClip,
  config: RunConfig,
  options: BatchOptions,
): Promise<ClipResult | 'cancelled'> {
  const { store, signal, force = false, notify = () => undefined } = options;
  store.startJob(jobId);
  const startedMs = Date.now();
  try {
    const report = await options.runClip(clip, outDir, config, { store, signal, progress, force, notify });
    store.finishJob(jobId, { state: 'done' });
    store.withRuns((runs) =>
      runs.record({
        clip,
        outDir,
        config: JSON.stringify(config),
        report: JSON.stringify(report),
        startedMs,
        finishedMs: Date.now(),
      }),
    );
    return { clip, outDir, state: 'done', report };
  } catch (cause) {
    if (signal.aborted || (cause instanceof FodvidError && cause.kind === 'cancelled')) return 'cancelled';
    const error = sentenceOf(cause);
    store.finishJob(jobId, { state: 'failed', error });
    return { clip, outDir, state: 'failed', error, cause };
  } finally {
    progress.close();
  }
}

function cancel(rest: readonly QueuedClip[], store: Store): FodvidError {
  for (const { jobId } of rest) store.finishJob(jobId, { state: 'cancelled' });
  return cancelledError();
}

function sentenceOf(error: unknown): string {
  if (error instanceof FodvidError) return error.withAdvice;
  const reason = error instanceof Error ? error.message : String(error);
  return `Something unexpected happened: ${reason} (set FODVID_DEBUG=1 for details).`;
}
