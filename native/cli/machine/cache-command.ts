import type { Command } from 'commander';
import type { CacheStats, Store } from '../../commands/open-cache.ts';
import { textTable } from '../research/score-table.ts';
import type { CliSession } from '../cli-session.ts';
import { addCommonOptions } from '../options.ts';

interface CacheFlags {
  readonly cache?: string;
}

/** `fodvid cache stats` and `fodvid cache clear`. */
export function addCacheCommand(program: Command, session: CliSession): void {
  const cache = program
    .command('cache')
    .summary('show or clear the cache of computed features and flows')
    .description('FODVID_CACHE_LIMIT_GB sets how large the cache may grow (20 by default).');
  const declare = (name: string, description: string, work: (store: Store, session: CliSession) => void) =>
    addCommonOptions(cache.command(name).description(description)).action((flags: CacheFlags) =>
      withCache(flags, session, work),
    );
  declare('stats', 'print how much the cache holds', showStats);
  declare('clear', 'remove everything that can be computed again', clear);
}

async function withCache(
  { cache }: CacheFlags,
  session: CliSession,
  work: (store: Store, session: CliSession) => void,
): Promise<void> {
  const { openCache } = await import('../../commands/open-cache.ts');
  const store = openCache(cache, (sentence) => session.log(sentence));
  try {
    work(store, session);
  } finally {
    store.close();
  }
}

function showStats(store: Store, session: CliSession): void {
  const stats = store.stats();
  session.print(`${store.folder}\n${statsText(stats)}`);
  session.result({ folder: store.folder, ...stats });
}

function statsText({ entries, sizeBytes, perStage }: CacheStats): string {
  const rows = Object.entries(perStage).map(([stage, own]) => [stage, ...cells(own)]);
  return textTable(['stage', 'entries', 'MB'], [...rows, ['all', ...cells({ entries, sizeBytes })]]);
}

const cells = ({ entries, sizeBytes }: { entries: number; sizeBytes: number }) => [
  String(entries),
  (sizeBytes / 1e6).toFixed(1),
];

function clear(store: Store, session: CliSession): void {
  const { entries, sizeBytes } = store.stats();
  store.clear();
  session.print(`Removed ${entries} entries (${(sizeBytes / 1e6).toFixed(1)} MB) from ${store.folder}.`);
  session.result({ folder: store.folder, removed: { entries, sizeBytes } });
}
