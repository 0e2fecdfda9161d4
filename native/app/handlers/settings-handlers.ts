import packageJson from '../../../package.json' with { type: 'json' };
import type { EngineHandlers, Params } from '../../api/contract.ts';
import { resolveRunConfig } from '../../api/run-config.ts';
import { errorWords } from '../../base/error-words.ts';
import { usageError } from '../../base/errors.ts';
import type { EngineParts } from '../engine-parts.ts';
import { platformName } from '../../base/platform/platform-name.ts';

type SettingsHandlers = Pick<
  EngineHandlers,
  | 'app.info'
  | 'app.takeOver'
  | 'settings.get'
  | 'settings.set'
  | 'settings.presetConfig'
  | 'cache.stats'
  | 'cache.clear'
>;

/** The calls about the program itself, a person's settings and the cache. */
export function settingsHandlers({
  host,
  libraryDirs,
  watches,
  settings,
  store,
  access,
  emit,
  notify,
}: EngineParts): SettingsHandlers {
  /** From a browser the results may not be led out of the library, nor the cache anywhere. */
  async function permitted({ changes }: Params<'settings.set'>): Promise<void> {
    if (changes.outputDir !== undefined) await access.writable(changes.outputDir);
    for (const root of changes.truthRoots ?? []) await access.readable(root);
    if (host === 'browser' && changes.cacheDir !== undefined && changes.cacheDir !== settings.get().cacheDir)
      throw usageError(
        'The cache folder was chosen when the server was started; it cannot be changed here.',
        {
          words: errorWords('cache-folder-fixed', {}),
          advice: 'Start "fodvid serve" with --cache DIR.',
        },
      );
  }

  return {
    'app.info': () =>
      Promise.resolve({
        version: packageJson.version,
        platform: platformName,
        host,
        watches,
        libraryDirs: host === 'browser' ? [...libraryDirs] : [],
      }),
    'app.takeOver': () => Promise.resolve({}),
    'settings.get': () => Promise.resolve(settings.get()),
    async 'settings.set'(params) {
      await permitted(params);
      const changed = await settings.set(params.changes);
      store.setLimit(changed.cacheLimitGb * 1e9);
      if (changed.cacheDir !== store.folder) notify('The new cache folder is used from the next start on.');
      emit('settings.changed', {});
      return changed;
    },
    'settings.presetConfig': ({ preset }) => Promise.try(() => resolveRunConfig({ preset })),
    'cache.stats': () =>
      Promise.try(() => {
        const { sizeBytes, entries } = store.stats();
        const limitBytes = settings.get().cacheLimitGb * 1e9;
        return { folder: store.folder, sizeBytes, limitBytes, entries };
      }),
    'cache.clear': () =>
      Promise.try(() => {
        store.clear();
        emit('runs.changed', { runId: null });
        return {};
      }),
  };
}
