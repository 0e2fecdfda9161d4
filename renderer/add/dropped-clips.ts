import { frameExtensions, videoExtensions } from '../../native/base/file-kinds.ts';

/** A clip that a browser has and the engine has not: a file, or a folder with its frames. */
export type LocalClip =
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'frames'; readonly name: string; readonly frames: readonly File[] };

/** Deeper folders, a project's archive say, are not looked into. */
const deepest = 6;

const endsAs = (extensions: readonly string[], name: string): boolean =>
  extensions.includes(/[^.]+$/.exec(name)?.[0].toLowerCase() ?? '');

/** A file as a clip. */
export const fileClip = (file: File): LocalClip => ({ kind: 'file', file });

/** How large a clip is. */
export const clipBytes = (clip: LocalClip): number =>
  clip.kind === 'file' ? clip.file.size : clip.frames.reduce((sum, { size }) => sum + size, 0);

/** A clip's name, for people. */
export const clipName = (clip: LocalClip): string => (clip.kind === 'file' ? clip.file.name : clip.name);

/**
 * The clips among what was dropped: files as they are; in folders, and folders in these, each video, and as one clip the
 * pictures of each folder.
 */
export async function droppedClips(transfer: DataTransfer): Promise<LocalClip[]> {
  // The list is empty once the event is over: all is taken from it before anything is waited for.
  const dropped = [...transfer.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const clips = await Promise.all(
    dropped.map(async ({ entry, file }) => {
      if (isDirectory(entry)) return clipsOfFolder(entry, 1);
      return file === null ? [] : [fileClip(file)];
    }),
  );
  return clips.flat();
}

const isDirectory = (entry: FileSystemEntry | null): entry is FileSystemDirectoryEntry =>
  entry?.isDirectory === true;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

async function clipsOfFolder(folder: FileSystemDirectoryEntry, depth: number): Promise<LocalClip[]> {
  const entries = (await entriesOf(folder)).filter(({ name }) => !name.startsWith('.'));
  const filesOf = (extensions: readonly string[]) =>
    Promise.all(
      entries
        .filter(isFile)
        .filter(({ name }) => endsAs(extensions, name))
        .map((entry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject))),
    );
  const frames = await filesOf(frameExtensions);
  const videos = await filesOf(videoExtensions);
  const inner = depth < deepest ? entries.filter(isDirectory) : [];
  const innerClips = await Promise.all(inner.map((one) => clipsOfFolder(one, depth + 1)));
  const own: LocalClip[] = frames.length === 0 ? [] : [{ kind: 'frames', name: folder.name, frames }];
  return [...own, ...videos.map(fileClip), ...innerClips.flat()];
}

/** All entries of a folder: browsers give a hundred at a time, and none when there are no more. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    all.push(...some);
  }
}
