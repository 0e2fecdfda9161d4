import { homedir } from 'node:os';
import { join } from 'node:path';
import { usageError } from '../base/errors.ts';

const defaultLimitGb = 20;
const bytesPerGb = 1e9;

/** Environment variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The cache folder when no `--cache` is given: FODVID_CACHE, else the platform's place for caches. */
export function defaultCacheFolder(env: Environment = process.env, platform = process.platform): string {
  const chosen = env['FODVID_CACHE'];
  if (chosen) return chosen;
  const home = homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'fodvid-studio');
  if (platform === 'win32')
    return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'fodvid-studio');
  return join(env['XDG_CACHE_HOME'] ?? join(home, '.cache'), 'fodvid-studio');
}

/** The cache's size limit from FODVID_CACHE_LIMIT_GB (gigabytes, above 0), 20 GB by default. */
export function cacheLimitBytes(env: Environment = process.env): number {
  const text = env['FODVID_CACHE_LIMIT_GB'];
  if (text === undefined || text === '') return defaultLimitGb * bytesPerGb;
  const limitGb = Number(text);
  if (!(limitGb > 0))
    throw usageError(`FODVID_CACHE_LIMIT_GB is '${text}'; it must be a number of gigabytes above 0.`);
  return limitGb * bytesPerGb;
}
