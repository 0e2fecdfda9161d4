import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { JobProgress } from '../../api/queue.ts';
import { parseRunConfig } from '../../api/run-config.ts';
import { errorWords, type ErrorWords, type WordedFailure } from '../../base/error-words.ts';
import { FodvidError, failedError, throwIfCancelled } from '../../base/errors.ts';
import type { FarmProgress } from '../../farm/farm-job.ts';
import { cancelledSentence, type FarmEntry, type FarmEvent } from '../../farm/farm-queue.ts';
import { publishedReport } from '../../farm/published-report.ts';
import type { RemotePlace } from '../../farm/remote-batch.ts';
import { submitClips, type Submitted } from '../../farm/submit.ts';
import { runFolder } from '../../runs/run-folder.ts';
import type { QueueEntry, QueueOutcome } from '../../store/queue-table.ts';
import type { Store } from '../../store/store.ts';
import type { Emit } from '../engine-events.ts';
import { recordRun } from '../queue/record-run.ts';
import type { FarmLink } from './farm-link.ts';

/** So many clips are handed over before their rows say so. */
const BATCH = 200;
/** Windows are told of clips elsewhere at most so often: many computers tell much. */
const TELL_MS = 300;

/** A clip that could not be handed over. */
export interface NotHanded {
  readonly clip: string;
  readonly error: string;
  readonly words?: ErrorWords;
}

/** The clips of this computer's queue that others run. */
export interface RemoteClips {
  /** Hands clips over in their order; those that run, are done or wait there are left alone. Throws where there is no queue. */
  handOver(
    ids: readonly number[],
    signal: AbortSignal,
  ): Promise<{ readonly handed: number; readonly rejected: readonly NotHanded[] }>;
  /** Hands a clip over again that has ended there. */
  again(id: number, signal: AbortSignal): Promise<readonly NotHanded[]>;
  /** Stops clips where they wait or run; a queue that cannot be reached runs them in vain. */
  stop(entries: readonly QueueEntry[]): Promise<void>;
  /** Takes a cancelled clip as such. */
  cancel(entry: QueueEntry): Promise<void>;
  close(): void;
}

interface RemoteClipsParts {
  readonly store: Store;
  readonly emit: Emit;
  readonly link: FarmLink;
  /** How far each clip is, for whoever shows the queue; kept by this. */
  readonly progress: Map<number, JobProgress>;
  /** Tells windows that the queue has changed. */
  readonly changed: () => void;
}

/** Follows the clips that were handed over: their progress, their end, and their results into the history. */
export function createRemoteClips({ store, emit, link, progress, changed }: RemoteClipsParts): RemoteClips {
  let soon: NodeJS.Timeout | null = null;
  let closed = false;
  const changedSoon = () => {
    soon ??= setTimeout(() => {
      soon = null;
      changed();
    }, TELL_MS);
  };
  /** Progress that windows have not been told of yet. */
  const untold = new Set<number>();
  const telling = setInterval(() => {
    const clips = [...untold].flatMap((id) => {
      const now = progress.get(id);
      return now === undefined ? [] : [{ id, progress: now }];
    });
    untold.clear();
    if (clips.length > 0) emit('queue.progressElsewhere', { clips });
  }, TELL_MS);
  const listed = () => store.withQueue((queue) => queue.list());
  /** The clips here by the job that they are there: the same clip may have been added twice. */
  let byJob = new Map<string, number[]>();
  function lookWho(): void {
    byJob = new Map();
    for (const { id, farmJob } of listed())
      if (farmJob !== null) byJob.set(farmJob, [...(byJob.get(farmJob) ?? []), id]);
  }
  lookWho();

  const isOpen = ({ state }: QueueEntry) => state === 'waiting' || state === 'running';
  /** The clips of a job that have not ended here. */
  const openOf = (job: string) =>
    (byJob.get(job) ?? []).flatMap((id) => {
      const entry = store.withQueue((queue) => queue.get(id));
      return entry?.farmJob === job && isOpen(entry) ? [entry] : [];
    });

  function moved(entry: QueueEntry, { worker, progress: now }: FarmProgress): void {
    progress.set(entry.id, now);
    if (entry.state === 'running' && entry.farmWorker === worker) {
      untold.add(entry.id);
      return;
    }
    store.withQueue((queue) => queue.beginElsewhere(entry.id, worker));
    changedSoon();
  }

  function finish(id: number, outcome: QueueOutcome): void {
    progress.delete(id);
    store.withQueue((queue) => queue.finish(id, outcome));
    changedSoon();
  }

  /** Whose results are on their way: an event and a look may both tell of one. */
  const recording = new Set<number>();

  /** Puts results on the share into the history; without a worker they lay there before. */
  async function record(entry: QueueEntry, worker: string | null): Promise<void> {
    if (recording.has(entry.id)) return;
    recording.add(entry.id);
    try {
      if (worker !== null) store.withQueue((queue) => queue.beginElsewhere(entry.id, worker));
      const { map } = link.place();
      const report = await publishedReport(map.toShared(entry.outDir), map, worker === null);
      if (closed) return;
      const runId = recordRun(store, entry, entry.startedMs ?? Date.now(), JSON.stringify(report));
      finish(entry.id, { state: 'done', runId });
      emit('runs.changed', { runId });
    } catch (error) {
      if (closed) return;
      if (!(error instanceof FodvidError)) throw error;
      fail(entry, { error: error.message, words: error.origin.words });
    } finally {
      recording.delete(entry.id);
    }
  }

  function hear(event: FarmEvent): void {
    if (event.kind === 'gap') {
      void lookAtAll().catch(() => undefined);
      return;
    }
    for (const entry of openOf(event.id))
      if (event.kind === 'progress') moved(entry, event.progress);
      else if (event.kind === 'failed') fail(entry, event);
      else void record(entry, event.result.worker);
  }
  const fail = ({ id }: QueueEntry, { error, words }: WordedFailure) =>
    finish(
      id,
      error === cancelledSentence
        ? { state: 'cancelled' }
        : {
            state: 'failed',
            error,
            ...(words === undefined ? {} : { errorWords: JSON.stringify(words) }),
          },
    );

  /** Asks the queue what became of each clip: events are lost with a connection. */
  async function lookAtAll(): Promise<void> {
    const open = listed().filter((entry) => entry.farmJob !== null && isOpen(entry));
    if (open.length === 0) return;
    const { queue } = link.place();
    const waiting = new Set(await queue.ids('waiting'));
    const running = new Map(
      (await queue.list('running', 0, Number.MAX_SAFE_INTEGER)).map((entry) => [entry.id, entry]),
    );
    for (const entry of open) {
      const job = entry.farmJob!;
      const there = running.get(job);
      if (there?.progress != null) moved(entry, there.progress);
      else if (waiting.has(job) && entry.state === 'running') {
        progress.delete(entry.id);
        store.withQueue((table) => table.renew(entry.id));
        changedSoon();
      } else if (there === undefined && !waiting.has(job)) await lookAt(entry, job, queue);
    }
  }
  async function lookAt(entry: QueueEntry, job: string, queue: RemotePlace['queue']): Promise<void> {
    const there = await queue.get(job);
    if (openOf(job).every(({ id }) => id !== entry.id)) return;
    if (there === null) finish(entry.id, { state: 'cancelled' });
    else if (there.state === 'failed') fail(entry, failureOf(there));
    else if (there.state === 'done') await record(entry, there.result?.worker ?? null);
  }
  link.onEvent(hear);

  /** Hands clips of one configuration and one output folder over. */
  async function submit(
    entries: readonly QueueEntry[],
    place: RemotePlace,
    signal: AbortSignal,
  ): Promise<{ readonly handed: number; readonly rejected: NotHanded[] }> {
    const first = entries[0]!;
    const config = parseRunConfig(JSON.parse(first.config));
    // Another clip of the same name may be about to write into the folder that is called as this one.
    const folders = new Map(entries.map(({ clip, outDir }) => [clip, basename(outDir)]));
    const clips = entries.map(({ clip }) => clip);
    const request = { clips, config, outDir: dirname(first.outDir), folders };
    const submitted = new Map(
      (await submitClips(request, { ...place, signal })).map((one) => [one.clip, one]),
    );
    const rejected: NotHanded[] = [];
    let handed = 0;
    for (const entry of entries) {
      const one = submitted.get(entry.clip)!;
      if (one.state === 'rejected') rejected.push(notHanded(one));
      else if (await taken(entry, one, place)) handed++;
    }
    return { handed, rejected };
  }

  /** Marks a clip as one of others; false where it was started here meanwhile, and is then run here alone. */
  async function taken(
    entry: QueueEntry,
    one: Extract<Submitted, { readonly id: string }>,
    { queue, map }: RemotePlace,
  ): Promise<boolean> {
    const outDir = await map.toLocal(one.outDir);
    if (!store.withQueue((table) => table.handOver(entry.id, { farmJob: one.id, outDir }))) {
      await queue.cancel([one.id]);
      return false;
    }
    if (one.state === 'there') {
      const now = store.withQueue((table) => table.get(entry.id));
      if (now !== undefined) await record(now, null);
    }
    return true;
  }

  async function stop(entries: readonly QueueEntry[]): Promise<void> {
    const jobs = entries.flatMap((entry) => (entry.farmJob !== null && isOpen(entry) ? [entry.farmJob] : []));
    for (const { id } of entries) progress.delete(id);
    if (jobs.length > 0 && link.state().link === 'connected') await link.place().queue.cancel(jobs);
    lookWho();
  }

  async function hand(
    choose: (entry: QueueEntry) => boolean,
    signal: AbortSignal,
  ): Promise<{ readonly handed: number; readonly rejected: readonly NotHanded[] }> {
    const place = link.place();
    const entries = listed().filter(choose);
    const rejected: NotHanded[] = [];
    let handed = 0;
    try {
      for (const group of groupsOf(uncorrected(entries, rejected), place)) {
        throwIfCancelled(signal);
        link.tellHanding({ done: handed + rejected.length, total: entries.length });
        const ended = await submit(group, place, signal);
        handed += ended.handed;
        rejected.push(...ended.rejected);
        lookWho();
        changedSoon();
      }
    } finally {
      link.tellHanding(null);
      lookWho();
      changedSoon();
    }
    // A worker may have been quicker than the row.
    await lookAtAll();
    return { handed, rejected };
  }

  return {
    handOver(ids, signal) {
      const wanted = new Set(ids);
      return hand(
        ({ id, state, farmJob }) =>
          wanted.has(id) &&
          !['running', 'done'].includes(state) &&
          !(farmJob !== null && state === 'waiting'),
        signal,
      );
    },
    async again(asked, signal) {
      return (await hand(({ id, state }) => id === asked && state !== 'running', signal)).rejected;
    },
    stop,
    async cancel(entry) {
      await stop([entry]);
      finish(entry.id, { state: 'cancelled' });
    },
    close() {
      closed = true;
      clearInterval(telling);
      if (soon !== null) clearTimeout(soon);
    },
  };
}

const notHanded = ({
  clip,
  error,
  words,
}: Extract<Submitted, { readonly state: 'rejected' }>): NotHanded => ({
  clip,
  error,
  ...(words === undefined ? {} : { words }),
});

/** The clips that may be run elsewhere: what a person corrected is learned from only in its own folder, on this computer. */
function uncorrected(entries: readonly QueueEntry[], rejected: NotHanded[]): QueueEntry[] {
  const free: QueueEntry[] = [];
  for (const entry of entries) {
    if (!existsSync(runFolder(entry.outDir).fixesPath)) {
      free.push(entry);
      continue;
    }
    const error = `The results of ${entry.name} hold fixes that only this computer knows; run the clip here.`;
    rejected.push({ clip: entry.clip, error, words: errorWords('clip-corrected', { clip: entry.name }) });
  }
  return free;
}

/** Clips that are handed over together, a batch at a time. Throws where results would go to no shared folder. */
function* groupsOf(entries: readonly QueueEntry[], { map }: RemotePlace): Generator<QueueEntry[]> {
  const groups = Map.groupBy(entries, ({ config, outDir }) => `${dirname(outDir)}\n${config}`);
  for (const group of groups.values()) {
    const folder = dirname(group[0]!.outDir);
    try {
      map.toShared(folder);
    } catch (cause) {
      const folders = map.roots.map(({ local }) => local).join(', ');
      throw failedError(
        `The output folder ${folder} lies in no folder that all computers share (${folders}); choose one there in the settings.`,
        { words: errorWords('output-unshared', { folder, folders }) },
        { cause },
      );
    }
    for (let at = 0; at < group.length; at += BATCH) yield group.slice(at, at + BATCH);
  }
}

const failureOf = ({ error, words }: FarmEntry): WordedFailure => ({
  error: error ?? '',
  words: words ?? undefined,
});
