import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { errorWords } from '../../base/error-words.ts';
import { failedError } from '../../base/errors.ts';
import { wayBelow } from '../../base/lies-within.ts';
import { runFolder } from '../../runs/run-folder.ts';
import { digestFiles, listFrames } from '../../video/frames-folder.ts';
import type { PathMap } from '../path-map.ts';
import { publishExport } from '../publish-export.ts';
import { checkpointDirOf, markShare, publicationOf, publish, relocateReport } from '../publish.ts';
import { passingTrouble, sourceState } from '../share-patience.ts';
import type { FarmStorage, KnownClip } from './farm-storage.ts';

async function identify(path: string, signal: AbortSignal): Promise<KnownClip> {
  const entry = await stat(path).catch((cause: unknown) => {
    throw failedError(
      `The video or folder ${path} does not exist or cannot be read; check its path.`,
      { words: errorWords('clip-missing', { path }) },
      { cause },
    );
  });
  if (!entry.isDirectory())
    return { path, name: basename(path, extname(path)), digest: await digestFiles([path], false, signal) };
  return { path, name: basename(path), digest: await digestFiles(await listFrames(path), true, signal) };
}

/** Folders that all machines see (NFS, SMB), each at its place. */
export function fileShare(map: PathMap): FarmStorage {
  const here = (name: string) => map.toLocal(name);
  return {
    copies: false,
    here,
    clipsOf: (typed) => Promise.resolve([resolve(typed)]),
    nameOf: (path) => map.toShared(path),
    identify,
    prepare: async (folder) => markShare(await here(folder)),
    async isFree(outDir, id) {
      const folder = await here(outDir);
      const there = await stat(folder).catch(() => null);
      return there === null || (await publicationOf(folder))?.id === id;
    },
    publicationOf: async (outDir) => publicationOf(await here(outDir)),
    async reportOf(outDir) {
      const { reportPath } = runFolder(await here(outDir));
      const text = await readFile(reportPath, 'utf8').catch(() => null);
      const places = Object.fromEntries(map.roots.map(({ shared, local }) => [shared, local]));
      return text === null ? null : relocateReport(text, places);
    },
    async source({ path: name }) {
      const path = await here(name);
      const root = map.roots.find(({ local }) => wayBelow(local, path) !== null)?.local ?? dirname(path);
      const state = await sourceState(path, root);
      return state === 'there'
        ? { state, path }
        : {
            state,
            trouble: {
              error: `The clip ${path} cannot be read at the moment`,
              words: errorWords('clip-unreachable', { path }),
            },
          };
    },
    async isReadable(name) {
      const path = await here(name);
      return (await sourceState(path, dirname(path))) === 'there';
    },
    checkpointDir: async (outDir, id) => checkpointDirOf(await here(outDir), id),
    publish: async ({ fromDir, outDir, publication, clip, holds }) =>
      publish({
        fromDir,
        outDir: await here(outDir),
        publication,
        renamed: { [fromDir]: outDir, [clip.here]: clip.name },
        holds,
      }),
    publishExport: async (order) => publishExport({ ...order, outDir: await here(order.outDir) }),
    trouble: async (error, folder) => passingTrouble(error, await here(folder)),
  };
}
