import { type Environment, platformFolder } from '../base/platform/platform-folders.ts';
import { usageError } from '../base/errors.ts';

const defaultLimitGb = 20;
const bytesPerGb = 1e9;

/** The cache folder when no `--cache` is given: FODVID_CACHE, else the platform's place for caches. */
export const defaultCacheFolder = (env: Environment = process.env, platform = process.platform): string =>
  env['FODVID_CACHE'] || platformFolder('cache', env, platform);

/** The cache's size limit from FODVID_CACHE_LIMIT_GB (gigabytes, above 0), 20 GB by default. */
export function cacheLimitBytes(env: Environment = process.env): number {
  const text = env['FODVID_CACHE_LIMIT_GB'];
  if (text === undefined || text === '') return defaultLimitGb * bytesPerGb;
  const limitGb = Number(text);
  if (!(limitGb > 0))
    throw usageError(`FODVID_CACHE_LIMIT_GB is '${text}'; it must be a number of gigabytes above 0.`);
  return limitGb * bytesPerGb;
}
