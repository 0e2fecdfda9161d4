import { basename } from 'node:path';
import type { RunConfig } from '../api/run-config.ts';
import { cancelledError, exitCodes } from '../base/errors.ts';
import type { ProgressNode } from '../base/progress.ts';
import type { ClipFolder } from '../runs/clip-folders.ts';
import type { RunReport } from '../runs/report.ts';
import type { FarmProgress } from './farm-job.ts';
import type { FarmEvent, FarmQueue } from './farm-queue.ts';
import type { PathMap } from './path-map.ts';
import type { ProgramIdentity } from './program-identity.ts';
import { publishedReport } from './published-report.ts';
import { nameIn } from './storage/farm-storage.ts';
import { storagesOf } from './storage/storages.ts';
import { submitClips } from './submit.ts';

/** How a clip ended that other machines ran; as a batch on one machine tells it. */
export type RemoteResult =
  | (ClipFolder & { readonly state: 'done'; readonly report: RunReport })
  | (ClipFolder & { readonly state: 'failed'; readonly error: string; readonly cause: unknown });

/** What a batch of other machines works with. */
export interface RemoteBatchOptions {
  readonly outDir: string;
  readonly signal: AbortSignal;
  readonly progress: ProgressNode;
  readonly notify?: (sentence: string) => void;
  readonly onClipEnd?: (result: RemoteResult) => void;
}

/** The queue that a batch is handed to. */
export interface RemotePlace {
  readonly queue: FarmQueue;
  readonly map: PathMap;
  readonly program: ProgramIdentity;
  /** See `SubmitRequest`. */
  readonly chunkFrames?: number;
}

/** Reports how far a worker is with a job. */
export function reportFarmProgress(node: ProgressNode, { worker, progress }: FarmProgress): void {
  node.report(Math.round(1000 * progress.fraction), 1000, `${progress.stage} on ${worker}`);
}

/** A clip that is waited for; `name` is its folder as the queue names it. */
type AwaitedClip = ClipFolder & { readonly name: string };

/** Each clip's part of the progress, under a name that people know it by. */
function partsOf(progress: ProgressNode, clips: readonly string[]): ReadonlyMap<string, ProgressNode> {
  const names = clips.map((clip, i) => {
    const name = basename(clip);
    return clips.findIndex((other) => basename(other) === name) === i ? name : `${name} (${i + 1})`;
  });
  const parts = progress.split(Object.fromEntries(names.map((name) => [name, 1])));
  return new Map(clips.map((clip, i) => [clip, parts[names[i]!]!]));
}

/**
 * Hands the clips to the queue and waits for the last of them; the report is that of one machine. Where `signal` is
 * aborted, the clips stay in the queue.
 */
export async function remoteBatch(
  clips: readonly string[],
  config: RunConfig,
  { outDir, signal, progress, notify = () => undefined, onClipEnd }: RemoteBatchOptions,
  { queue, map, program, chunkFrames }: RemotePlace,
): Promise<{ readonly clips: readonly RemoteResult[]; readonly exitCode: number }> {
  const submitted = await submitClips(
    { clips, config, outDir, ...(chunkFrames === undefined ? {} : { chunkFrames }) },
    { queue, map, program, signal },
  );
  const storages = storagesOf(map);
  const results = new Map<string, RemoteResult>();
  const parts = partsOf(
    progress,
    submitted.map(({ clip }) => clip),
  );
  const waiting = new Map<string, AwaitedClip>();
  const all = Promise.withResolvers<null>();

  function end(clip: string, result: RemoteResult): void {
    if (results.has(clip)) return;
    results.set(clip, result);
    parts.get(clip)?.close();
    onClipEnd?.(result);
    if (results.size === submitted.length) all.resolve(null);
  }
  async function done({ clip, outDir: folder, name }: AwaitedClip, layThere: boolean): Promise<void> {
    try {
      const report = await publishedReport(name, map, layThere);
      end(clip, { clip, outDir: folder, state: 'done', report });
    } catch (cause) {
      end(clip, failure(clip, folder, cause instanceof Error ? cause.message : String(cause), cause));
    }
  }
  const failure = (clip: string, folder: string, error: string, cause: unknown = null): RemoteResult => ({
    clip,
    outDir: folder,
    state: 'failed',
    error,
    cause,
  });

  async function lookAtAll(): Promise<void> {
    for (const [id, { clip, outDir: folder }] of [...waiting]) {
      const entry = await queue.get(id);
      if (entry?.state === 'done') finished(id);
      else if (entry?.state === 'failed') failedJob(id, entry.error ?? '');
      else if (entry === null && waiting.delete(id))
        end(clip, failure(clip, folder, 'It was taken out of the queue.'));
    }
  }
  function finished(id: string): void {
    const one = waiting.get(id);
    if (one !== undefined && waiting.delete(id)) void done(one, false);
  }
  function failedJob(id: string, error: string): void {
    const one = waiting.get(id);
    if (one !== undefined && waiting.delete(id)) end(one.clip, failure(one.clip, one.outDir, error));
  }
  function hear(event: FarmEvent): void {
    if (event.kind === 'gap') void lookAtAll().catch(() => undefined);
    else if (event.kind === 'done') finished(event.id);
    else if (event.kind === 'failed') failedJob(event.id, event.error);
    else {
      const part = parts.get(waiting.get(event.id)?.clip ?? '');
      if (part !== undefined) reportFarmProgress(part, event.progress);
    }
  }

  const stop = await queue.watch(hear);
  try {
    for (const one of submitted) {
      if (one.state === 'rejected') {
        end(one.clip, failure(one.clip, nameIn(outDir, basename(one.clip)), one.error));
        continue;
      }
      const { clip, outDir: name } = one;
      const awaited = { clip, outDir: await storages(name).here(name), name };
      if (one.state === 'there') await done(awaited, true);
      else waiting.set(one.id, awaited);
    }
    if (submitted.length === 0) all.resolve(null);
    await lookAtAll();
    const cancelled = new Promise<never>((_, reject) => {
      const cancel = () => {
        notify('The clips stay in the queue; "fodvid queue cancel --all" takes them out.');
        reject(cancelledError());
      };
      if (signal.aborted) cancel();
      signal.addEventListener('abort', cancel, { once: true });
    });
    await Promise.race([all.promise, cancelled]);
  } finally {
    await stop();
  }
  const ordered = submitted.map(({ clip }) => results.get(clip)!);
  const anyFailed = ordered.some(({ state }) => state === 'failed');
  return { clips: ordered, exitCode: anyFailed ? exitCodes.failed : 0 };
}
