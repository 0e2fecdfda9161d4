import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether this package can be updated by itself, or the reason why not. */
export type UpdateFeed =
  { readonly usable: true } | { readonly usable: false; readonly reason: NoFeedReason };
export type NoFeedReason = 'noAddress' | 'notHttps' | 'unsigned';

/**
 * Reads what electron-builder put into the package beside the archive. A feed is used over https only, and on Windows
 * only by a package that knows its publisher: electron-updater compares no signature there otherwise.
 */
export function readUpdateFeed(resourcesFolder: string, platform: NodeJS.Platform): UpdateFeed {
  let text: string;
  try {
    text = readFileSync(join(resourcesFolder, 'app-update.yml'), 'utf8');
  } catch {
    return { usable: false, reason: 'noAddress' };
  }
  if (!/^url: *['"]?https:\/\//m.test(text)) return { usable: false, reason: 'notHttps' };
  if (platform === 'win32' && !/^publisherName:/m.test(text)) return { usable: false, reason: 'unsigned' };
  return { usable: true };
}
