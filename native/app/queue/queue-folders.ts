import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '../../store/store.ts';

/** A clip with its configuration (JSON text) and the folder that its results go to. */
export interface FolderClaim {
  readonly clip: string;
  readonly config: string;
  readonly outDir: string;
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/**
 * The folder `DIR/<name>` for a clip's results, or `<name>-2` and so on: never one that another clip, or the same clip
 * with another configuration, has results in or waits for, so that runs can be compared; the same clip with the same
 * configuration gets its folder again.
 */
export async function outDirFor(
  { clip, config, name }: { readonly clip: string; readonly config: string; readonly name: string },
  dir: string,
  waiting: readonly FolderClaim[],
  store: Store,
): Promise<string> {
  const isOwn = (claim: { clip: string; config: string }) => claim.clip === clip && claim.config === config;
  for (let count = 1; ; count++) {
    const outDir = join(dir, count === 1 ? name : `${name}-${count}`);
    // Many file systems take upper and lower case for the same.
    const claims = waiting.filter((claim) => claim.outDir.toLowerCase() === outDir.toLowerCase());
    if (!claims.every(isOwn)) continue;
    const latest = store.latestJobOf(outDir);
    if (latest === undefined || isOwn(latest) || !(await exists(outDir))) return outDir;
  }
}
