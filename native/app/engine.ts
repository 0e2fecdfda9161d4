import { dirname } from 'node:path';
import type { EngineHandlers } from '../api/contract.ts';
import type { JobProgress } from '../api/queue.ts';
import { cacheLimitBytes } from '../store/location.ts';
import { openStore } from '../store/store.ts';
import { createEngineEvents, type EngineEvent } from './engine-events.ts';
import type { EngineParts, Trash } from './engine-parts.ts';
import { programIdentity } from '../farm/program-identity.ts';
import { createFarmLink } from './computers/farm-link.ts';
import { queueSecret } from './computers/queue-secret.ts';
import { createRemoteClips } from './computers/remote-clips.ts';
import { candidateHandlers } from './handlers/candidate-handlers.ts';
import { computerHandlers } from './handlers/computer-handlers.ts';
import { exportHandlers } from './handlers/export-handlers.ts';
import { createRunFixes } from './review/fixes.ts';
import { machineHandlers } from './handlers/machine-handlers.ts';
import type { MediaAnswer } from './media/media-answer.ts';
import { createMedia } from './media/media.ts';
import { modelHandlers } from './handlers/model-handlers.ts';
import { createRunOverviews } from './review/run-overviews.ts';
import { confinedAccess, openAccess, type PathAccess } from './settings/path-access.ts';
import { createQueue } from './queue/clip-queue.ts';
import { queueHandlers } from './handlers/queue-handlers.ts';
import { createResultsPresence } from './review/results-presence.ts';
import { followOther, watchingHandlers } from './watching.ts';
import { createTruthRoots } from './review/truth-roots.ts';
import { createRunDesk } from './review/run-desk.ts';
import { createRunDescriptions } from './review/run-details.ts';
import { runHandlers } from './handlers/run-handlers.ts';
import { createRunHistory } from './review/run-history.ts';
import { openSettings, type SettingsDefaults, type SettingsFile } from './settings/settings-file.ts';
import { settingsHandlers } from './handlers/settings-handlers.ts';

export type { EngineEvent } from './engine-events.ts';
export type { MediaAnswer } from './media/media-answer.ts';

/** Where the engine keeps things, and for whom it works. */
export interface EngineOptions {
  /** The cache's place where the settings do not name another. */
  readonly cacheFolder: string;
  readonly settingsFile: string;
  readonly host: 'electron' | 'browser';
  /** The folders that `library.browse` may show and that the browser may name files of; links out of them do not count. */
  readonly libraryDirs: readonly string[];
  /** Where results go unless the settings say. */
  readonly defaultOutputDir: string;
  /** Whether another engine works on the cache: this one looks and exports, and starts nothing. */
  readonly watches?: boolean;
  /** The system's trash; without it runs can be deleted for good only. */
  readonly trash?: Trash;
  /** Hears, for the log, what people are told by `notice` events. */
  readonly notify?: (sentence: string) => void;
}

/** The engine behind every user interface: one function per method of the contract, its events, and its pictures. */
export interface Engine {
  /** Parameters have been checked by the contract's schemas when they come here; failures are `FodvidError`s. */
  readonly handlers: EngineHandlers;
  /** Returns a function that ends the listening. */
  readonly onEvent: (listener: (event: EngineEvent) => void) => () => void;
  /** The picture at a path of native/api/media-url.ts; null where nothing lies there (any more). */
  readonly media: (path: string, signal?: AbortSignal) => Promise<MediaAnswer | null>;
  /** Stops what runs (it is resumed at the next start) and closes the store. */
  readonly close: () => Promise<void>;
}

/** Opens the store and the settings; a queue that was started goes on by itself. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { emit, onEvent } = createEngineEvents();
  const notify = (sentence: string) => {
    options.notify?.(sentence);
    emit('notice', { level: 'warning', sentence });
  };
  const settings = await openSettings(options.settingsFile, defaultsOf(options), notify);
  const { cacheDir, cacheLimitGb } = settings.get();
  const store = openStore({ folder: cacheDir, limitBytes: cacheLimitGb * 1e9, notify });
  const access = accessOf(options, settings);
  const { host, libraryDirs, watches = false, trash = noTrash } = options;
  const history = createRunHistory(store, access);
  const parts: EngineParts = {
    host,
    libraryDirs,
    watches,
    store,
    settings,
    access,
    history,
    trash,
    emit,
    notify,
  };
  const elsewhere = new Map<number, JobProgress>();
  const queue = createQueue({
    store,
    emit,
    notify,
    cacheLimitBytes: () => settings.get().cacheLimitGb * 1e9,
    elsewhere,
    watches,
  });
  const link = createFarmLink({
    settings,
    secret: queueSecret(dirname(options.settingsFile)),
    emit,
    identify: programIdentity,
    connects: !watches,
  });
  const remote = createRemoteClips({
    store,
    emit,
    link,
    progress: elsewhere,
    changed: () => queue.changed(),
  });
  const desk = createRunDesk(parts);
  const overviews = createRunOverviews(parts);
  const media = createMedia(parts, desk);
  const fixes = createRunFixes(parts, { desk, overviews, pictures: media.parts });
  const presence = createResultsPresence(async (runId, run, isPresent) => {
    if (watches) return;
    // Another revision has pictures that are there again, or no longer, asked for anew.
    const { review, scores } = await desk.open(runId);
    desk.changed(runId, { truthDir: review.truthDir, scores });
    if (isPresent) overviews.drawMissing(run);
  });
  const truths = createTruthRoots(parts, desk);
  const descriptions = createRunDescriptions(parts, media.parts, presence);
  const own: EngineHandlers = {
    ...settingsHandlers(parts),
    ...queueHandlers(parts, queue, remote),
    ...computerHandlers(parts, { link, remote, queue }),
    ...runHandlers(parts, { desk, descriptions, fixes, overviews, truths, queue }),
    ...candidateHandlers(parts, { desk, descriptions, fixes, pool: media.parts.pool }),
    ...exportHandlers(parts, desk),
    ...modelHandlers(parts),
    ...machineHandlers(parts),
  };
  const stopFollowing = watches ? followOther(store, parts, queue) : () => undefined;
  const neverAborted = new AbortController().signal;
  return {
    handlers: watches ? watchingHandlers(own) : own,
    onEvent,
    media: (path, signal = neverAborted) => media.answer(path, signal),
    async close() {
      stopFollowing();
      remote.close();
      await link.close();
      await queue.close();
      await truths.close();
      await presence.close();
      await overviews.close();
      await media.close();
      store.close();
    },
  };
}

const noTrash: Trash = () => Promise.reject(new Error('There is no trash here.'));

const defaultsOf = ({ defaultOutputDir, cacheFolder }: EngineOptions): SettingsDefaults => ({
  outputDir: defaultOutputDir,
  cacheDir: cacheFolder,
  cacheLimitGb: cacheLimitBytes() / 1e9,
});

/** A browser reaches the library and the results; the desktop app, whose paths come from the system, all files. */
const accessOf = (
  { host, libraryDirs, defaultOutputDir }: EngineOptions,
  settings: SettingsFile,
): PathAccess =>
  host === 'electron'
    ? openAccess
    : confinedAccess(() => [...libraryDirs, defaultOutputDir, settings.get().outputDir]);
