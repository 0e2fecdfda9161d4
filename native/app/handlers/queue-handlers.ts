import { dirname, resolve } from 'node:path';
import type { EngineHandlers } from '../../api/contract.ts';
import { parseRunConfig } from '../../api/run-config.ts';
import { errorWords, type ErrorWords } from '../../base/error-words.ts';
import { FodvidError, failedError, throwIfCancelled } from '../../base/errors.ts';
import type { NewQueueEntry, QueueEntry } from '../../store/queue-table.ts';
import type { EngineParts } from '../engine-parts.ts';
import { clipNameOf, outDirFor } from '../../runs/clip-folders.ts';
import { clipsAt, skippedAt } from '../queue/clip-paths.ts';
import { preflight } from '../queue/preflight.ts';
import type { RemoteClips } from '../computers/remote-clips.ts';
import { hasUnlearned } from '../review/unlearned.ts';
import type { Queue } from '../queue/clip-queue.ts';
import { readFixes } from '../../runs/fixes-file.ts';

type QueueHandlers = Omit<
  Pick<EngineHandlers, Extract<keyof EngineHandlers, `queue.${string}`>>,
  'queue.handOver' | 'queue.takeBack'
>;

interface Failure {
  readonly error: string;
  readonly words?: ErrorWords;
}

/** The sentence of an expected failure, and its words; a defect is thrown on. */
function failureOf(error: unknown): Failure {
  if (!(error instanceof FodvidError) || error.kind === 'cancelled') throw error;
  const { words } = error.origin;
  return { error: error.message, ...(words === undefined ? {} : { words }) };
}

/** The calls about the queue. */
export function queueHandlers(parts: EngineParts, queue: Queue, remote: RemoteClips): QueueHandlers {
  const { access, settings, store, history } = parts;
  const done = (work: () => void): Promise<Record<string, never>> =>
    Promise.try(() => {
      work();
      return {};
    });

  /** Every clip at the paths with its result or sentence. */
  async function forEachClip<T>(
    paths: readonly string[],
    work: (clip: string) => Promise<T>,
    signal: AbortSignal,
  ): Promise<({ readonly clip: string; readonly value: T } | ({ readonly clip: string } & Failure))[]> {
    const results = [];
    for (const path of paths) {
      throwIfCancelled(signal);
      const clips = await access.readable(path).then(clipsAt).catch(failureOf);
      if (!Array.isArray(clips)) {
        results.push({ clip: path, ...clips });
        continue;
      }
      for (const clip of clips)
        results.push(
          await access
            .readableWhole(clip)
            .then(work)
            .then(
              (value) => ({ clip, value }),
              (error: unknown) => ({ clip, ...failureOf(error) }),
            ),
        );
    }
    return results;
  }

  return {
    'queue.list': () => Promise.try(() => queue.state()),
    async 'queue.preflight'({ paths, config }, signal) {
      const place = { outDir: settings.get().outputDir, store, past: history.measured() };
      const looked = await forEachClip(paths, (clip) => preflight(clip, config, place, signal), signal);
      const skipped = await Promise.all(paths.map((path) => access.readable(path).then(skippedAt, () => [])));
      return { reports: looked.map((one) => ('value' in one ? one.value : one)), skipped: skipped.flat() };
    },
    async 'queue.add'({ paths, config, outDir, draftsFirst = false, parts = [] }, signal) {
      const dir = resolve(outDir === null ? settings.get().outputDir : await access.writable(outDir));
      const entries: NewQueueEntry[] = [];
      const waiting = store.withQueue((table) => table.list());
      const found = await forEachClip(
        paths,
        async (clip) => {
          const { from, to } = parts.find((part) => part.clip === clip) ?? config;
          const own = JSON.stringify({ ...config, from, to });
          const asked = { clip, name: await clipNameOf(clip), config: own };
          const ownDir = await outDirFor(asked, dir, [...waiting, ...entries], store);
          entries.push({ ...asked, outDir: ownDir });
        },
        signal,
      );
      const drafts = draftsFirst && config.refine && entries.length > 1 ? entries.flatMap(draftOf) : [];
      const ids = store.withQueue((table) => table.append([...drafts, ...entries])).slice(drafts.length);
      queue.changed();
      return { ids, rejected: found.filter((one) => 'error' in one) };
    },
    async 'queue.refine'({ runIds }) {
      const waiting = new Set(
        store
          .withQueue((table) => table.list())
          .filter(({ state }) => state === 'waiting' || state === 'running' || state === 'interrupted')
          .map((entry) => entry.outDir),
      );
      const entries: NewQueueEntry[] = [];
      for (const runId of runIds) {
        const { report, folder } = await history.get(runId);
        const { clip } = report;
        const outDir = folder.dir;
        const fixes = await readFixes(folder, report.digests['clip'] ?? '');
        if (waiting.has(outDir) || (report.config.refine && !hasUnlearned(report, fixes))) continue;
        const config = JSON.stringify({ ...report.config, refine: true });
        entries.push({ clip, name: await clipNameOf(clip), config, outDir });
      }
      const ids = store.withQueue((table) => table.append(entries));
      queue.changed();
      return { ids };
    },
    'queue.start': () => done(() => queue.start()),
    'queue.pause': () => done(() => queue.pause()),
    'queue.cancel': async ({ id }) => {
      const entry = known(id);
      if (entry.farmJob === null) await queue.cancel(id);
      else await remote.cancel(entry);
      return {};
    },
    'queue.retry': async ({ id, to }, signal) => {
      const { config, farmJob } = known(id);
      if (farmJob !== null && to === undefined) {
        const [rejected] = await remote.again(id, signal);
        if (rejected === undefined) return {};
        const { error, words } = rejected;
        throw failedError(error, words === undefined ? {} : { words });
      }
      const changed = to === undefined ? null : await reconfigured(id, { ...JSON.parse(config), to });
      queue.retry(id, changed);
      return {};
    },
    'queue.configure': async ({ id, config }) => {
      const { name, farmJob } = known(id);
      if (farmJob !== null)
        throw failedError(`${name} waits for other computers; take it back to change its settings.`, {
          words: errorWords('clip-elsewhere', { clip: name }),
        });
      const other = await reconfigured(id, config);
      if (!store.withQueue((table) => table.configure(id, other)))
        throw failedError(
          `The settings of ${name} can be changed only while it waits; it has already started.`,
          { words: errorWords('clip-started', { clip: name }) },
        );
      queue.changed();
      return {};
    },
    'queue.remove': async ({ ids }) => {
      const wanted = new Set(ids);
      await remote.stop(store.withQueue((table) => table.list()).filter(({ id }) => wanted.has(id)));
      await queue.remove(ids);
      return {};
    },
    'queue.move': ({ id, toIndex }) => done(() => queue.move(known(id).id, toIndex)),
  };

  /** The same clip without a refinement, in the same folder; nothing where that holds more already. */
  function draftOf(entry: NewQueueEntry): NewQueueEntry[] {
    if (store.latestJobOf(entry.outDir)?.config === entry.config) return [];
    const config = JSON.stringify({
      ...parseRunConfig(JSON.parse(entry.config)),
      refine: false,
      exports: [],
    });
    return [{ ...entry, config }];
  }

  /** Another configuration for a clip of the queue, and the folder that its results go to then. */
  async function reconfigured(id: number, config: unknown): Promise<Pick<QueueEntry, 'config' | 'outDir'>> {
    const { clip, name, outDir } = known(id);
    const asked = { clip, name, config: JSON.stringify(parseRunConfig(config)) };
    const others = store.withQueue((table) => table.list()).filter((entry) => entry.id !== id);
    return { config: asked.config, outDir: await outDirFor(asked, dirname(outDir), others, store) };
  }

  function known(id: number): QueueEntry {
    const entry = store.withQueue((table) => table.get(id));
    if (entry !== undefined) return entry;
    throw failedError(`Clip ${id} is no longer in the queue.`, {
      words: errorWords('clip-unqueued', { id }),
    });
  }
}
