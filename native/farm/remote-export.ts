import { basename, posix, resolve } from 'node:path';
import type { ProgressNode } from '../base/progress.ts';
import { wayBelow } from '../base/lies-within.ts';
import { cancelledError, failedError } from '../base/errors.ts';
import { parseRunConfig } from '../api/run-config.ts';
import type { ExportOutcome } from '../runs/exports/export-run.ts';
import { type FolderExport, finishedReport } from '../runs/exports/export-folder.ts';
import { runFolder } from '../runs/run-folder.ts';
import { type FarmJob, type FarmResult, farmJobId } from './farm-job.ts';
import type { FarmEvent } from './farm-queue.ts';
import { neededWeights } from './program-identity.ts';
import { markShare } from './publish.ts';
import { type RemotePlace, reportFarmProgress } from './remote-batch.ts';

/** What an export on another machine needs besides. */
export interface RemoteExportOptions {
  readonly signal: AbortSignal;
  readonly progress: ProgressNode;
}

/**
 * Exports a finished run on another machine and waits for it; the outcome is that of one machine. What the worker's cache
 * lacks of the run is computed there again. Where `signal` is aborted, the export stays in the queue.
 */
export async function remoteExport(
  { runDir, request, outDir }: FolderExport,
  { queue, map, program }: RemotePlace,
  { signal, progress }: RemoteExportOptions,
): Promise<ExportOutcome> {
  const report = await finishedReport(runDir);
  const folder = resolve(runDir);
  const target = outDir === undefined ? runFolder(folder).exportsDir : resolve(outDir);
  const config = parseRunConfig(report.config);
  const job: FarmJob = {
    protocol: 1,
    kind: 'export',
    program: program.digest,
    weights: await neededWeights(config),
    clip: {
      path: clipPathOf(report.clip, map),
      name: basename(report.clip),
      digest: report.digests['clip'] ?? '',
    },
    config,
    chunkFrames: 0,
    outDir: map.toShared(target),
    export: { runDir: map.toShared(folder), request },
  };
  const id = farmJobId(job);
  await queue.admit(program);
  await markShare(target);
  const { promise, resolve: finish, reject } = Promise.withResolvers<FarmResult>();
  const look = async () => {
    const entry = await queue.get(id);
    if (entry?.state === 'done' && entry.result !== null) finish(entry.result);
    else if (entry?.state === 'failed') reject(failedError(entry.error ?? ''));
    else if (entry === null) reject(failedError('The export was taken out of the queue.'));
  };
  function hear(event: FarmEvent): void {
    if (event.kind === 'gap') void look().catch(() => undefined);
    else if (event.id !== id) return;
    else if (event.kind === 'done') finish(event.result);
    else if (event.kind === 'failed') reject(failedError(event.error));
    else reportFarmProgress(progress, event.progress);
  }
  const stop = await queue.watch(hear);
  const cancel = () => reject(cancelledError());
  signal.addEventListener('abort', cancel, { once: true });
  try {
    // Masks may have changed since it was made the last time.
    const earlier = await queue.get(id);
    if (earlier?.state === 'done' || earlier?.state === 'failed') await queue.forget([id]);
    await queue.add([{ id, job }]);
    if (signal.aborted) cancel();
    const { paths, notices } = await promise;
    progress.close();
    return { paths: await Promise.all(paths.map((path) => map.toLocal(path))), notices };
  } finally {
    signal.removeEventListener('abort', cancel);
    await stop();
  }
}

/** A run that another machine made names the clip as the queue does. */
const clipPathOf = (clip: string, map: RemotePlace['map']): string =>
  map.roots.some(({ shared }) => wayBelow(shared, clip, posix) !== null) &&
  !map.roots.some(({ local }) => wayBelow(local, clip) !== null)
    ? clip
    : map.toShared(clip);
