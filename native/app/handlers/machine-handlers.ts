import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { EngineHandlers } from '../../api/contract.ts';
import type { FolderEntry } from '../../api/machine.ts';
import { isVideoName } from '../../base/file-kinds.ts';
import { naturalOrder } from '../../base/natural-order.ts';
import { holdsFrames } from '../../video/frames-folder.ts';
import { errorWords } from '../../base/error-words.ts';
import { failedError } from '../../base/errors.ts';
import { examineMachine } from '../../commands/examine-machine.ts';
import type { EngineParts } from '../engine-parts.ts';

type MachineHandlers = Pick<EngineHandlers, 'machine.report' | 'library.browse'>;

/** The calls about this machine and its folders. */
export function machineHandlers({ access, libraryDirs, store }: EngineParts): MachineHandlers {
  /** What a name in a folder is: nothing where it is neither folder nor video, or leads out of the library. */
  async function entryAt(path: string, name: string): Promise<FolderEntry | null> {
    if (name.startsWith('.') || !(await access.allows(path))) return null;
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory() === true)
      return { name, path, kind: (await holdsFrames(path)) ? 'frames' : 'folder', sizeBytes: null };
    if (found?.isFile() !== true || !isVideoName(name)) return null;
    return { name, path, kind: 'video', sizeBytes: found.size };
  }

  async function entriesOf(folder: string): Promise<FolderEntry[]> {
    const names = await readdir(folder).catch((cause: unknown) => {
      throw failedError(
        `The folder ${folder} cannot be read; choose another.`,
        { words: errorWords('folder-unreadable', { folder }) },
        { cause },
      );
    });
    const entries = await Promise.all(
      names.sort(naturalOrder).map((name) => entryAt(join(folder, name), name)),
    );
    const known = entries.filter((entry) => entry !== null);
    return [
      ...known.filter(({ kind }) => kind === 'folder'),
      ...known.filter(({ kind }) => kind !== 'folder'),
    ];
  }

  return {
    'machine.report': async (_, signal) => {
      const { providers, ...machine } = await examineMachine(store.folder, signal);
      return { ...machine, providers: [...providers] };
    },
    'library.browse': async ({ path }) => {
      const roots = libraryDirs.map((dir) => resolve(dir));
      if (path === null) {
        const entries = roots.map((dir): FolderEntry => ({
          name: dir,
          path: dir,
          kind: 'folder',
          sizeBytes: null,
        }));
        return { path: null, parent: null, entries };
      }
      const folder = await access.readable(path);
      const parent = roots.includes(folder) || dirname(folder) === folder ? null : dirname(folder);
      return { path: folder, parent, entries: await entriesOf(folder) };
    },
  };
}
