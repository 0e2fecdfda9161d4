import packageJson from '../../package.json' with { type: 'json' };
import { methods, type EngineHandlers } from '../api/contract.ts';
import { failedError } from '../errors.ts';
import { cacheLimitBytes } from '../store/location.ts';
import { openStore } from '../store/store.ts';
import { createEngineEvents, type EngineEvent } from './engine-events.ts';
import type { ByteRange, MediaAnswer } from './media-answer.ts';
import { openSettings } from './settings-file.ts';

export type { EngineEvent } from './engine-events.ts';
export type { ByteRange, MediaAnswer } from './media-answer.ts';

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
  /** Hears, for the log, what people are told by `notice` events. */
  readonly notify?: (sentence: string) => void;
}

/** The engine behind every user interface: one function per method of the contract, its events, and its pictures. */
export interface Engine {
  /** Parameters have been checked by the contract's schemas when they come here; failures are `FodvidError`s. */
  readonly handlers: EngineHandlers;
  /** Returns a function that ends the listening. */
  readonly onEvent: (listener: (event: EngineEvent) => void) => () => void;
  /** The picture or video at a path of native/api/media-url.ts; null where nothing lies there (any more). */
  readonly media: (path: string, range?: ByteRange, signal?: AbortSignal) => Promise<MediaAnswer | null>;
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
  const defaults = {
    outputDir: options.defaultOutputDir,
    cacheDir: options.cacheFolder,
    cacheLimitGb: cacheLimitBytes() / 1e9,
  };
  const settings = await openSettings(options.settingsFile, defaults, notify);
  const { cacheDir, cacheLimitGb } = settings.get();
  const store = openStore({ folder: cacheDir, limitBytes: cacheLimitGb * 1e9, notify });
  const known: Partial<EngineHandlers> = {
    'app.info': () =>
      Promise.resolve({
        version: packageJson.version,
        platform: process.platform,
        host: options.host,
        libraryDirs: options.host === 'browser' ? [...options.libraryDirs] : [],
      }),
    'settings.get': () => Promise.resolve(settings.get()),
    'settings.set': async ({ changes }) => {
      const changed = await settings.set(changes);
      emit('settings.changed', {});
      return changed;
    },
    'queue.list': () => Promise.resolve({ paused: true, items: [] }),
  };
  const others = Object.fromEntries(
    Object.keys(methods).map((name) => [
      name,
      () => Promise.reject(failedError(`This engine does not offer ${name}.`)),
    ]),
  );
  return {
    handlers: { ...others, ...known } as EngineHandlers,
    onEvent,
    media: () => Promise.resolve(null),
    close() {
      store.close();
      return Promise.resolve();
    },
  };
}
