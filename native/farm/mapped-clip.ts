import { stat } from 'node:fs/promises';
import { finishedReport } from '../runs/exports/export-folder.ts';
import type { PathMap } from './path-map.ts';

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/**
 * Where the clip of a finished run lies here, of one that another machine made: the path in the shared folders. Null where it
 * lies where the run says, or in no shared folder either. Throws where the folder holds no finished run.
 */
export async function mappedClip(runDir: string, map: PathMap): Promise<string | null> {
  const { clip } = await finishedReport(runDir);
  if (await isThere(clip)) return null;
  const local = await map.toLocal(clip).catch(() => null);
  return local !== null && (await isThere(local)) ? local : null;
}
