import { isSystemFile, type SkippedFile } from '../../native/api/skipped-files.ts';
import { isFrameName, isVideoName } from '../../native/base/file-kinds.ts';
import { naturalOrder } from '../../native/base/natural-order.ts';

/** A clip that a browser has and the engine has not: a file, or a folder with its frames. */
export type LocalClip =
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'frames'; readonly name: string; readonly frames: readonly File[] };

/** The clips among files, and the files that are none. */
export interface LocalClips {
  readonly clips: readonly LocalClip[];
  readonly skipped: readonly SkippedFile[];
}

/** Deeper folders, a project's archive say, are not looked into. */
const deepest = 6;

const joined = (parts: readonly LocalClips[]): LocalClips => ({
  clips: parts.flatMap(({ clips }) => clips),
  skipped: parts.flatMap(({ skipped }) => skipped),
});
const skippedFor = (name: string, reason: SkippedFile['reason']): LocalClips => ({
  clips: [],
  skipped: isSystemFile(name) ? [] : [{ name, reason }],
});

function clipsOfFile(file: File): LocalClips {
  const { name, size } = file;
  if (isFrameName(name)) return skippedFor(name, 'single-picture');
  if (!isVideoName(name)) return skippedFor(name, 'not-video');
  return size === 0 ? skippedFor(name, 'empty') : { clips: [{ kind: 'file', file }], skipped: [] };
}

/** The clips among files that were chosen one by one: the videos. */
export const clipsOfFiles = (files: readonly File[]): LocalClips => joined(files.map(clipsOfFile));

/** How large a clip is. */
export const clipBytes = (clip: LocalClip): number =>
  clip.kind === 'file' ? clip.file.size : clip.frames.reduce((sum, { size }) => sum + size, 0);

/** A clip's name, for people. */
export const clipName = (clip: LocalClip): string => (clip.kind === 'file' ? clip.file.name : clip.name);

/**
 * The clips among what was dropped: videos; in folders, and folders in these, each video, and as one clip the
 * pictures of each folder.
 */
export async function droppedClips(transfer: DataTransfer): Promise<LocalClips> {
  // The list is empty once the event is over: all is taken from it before anything is waited for.
  const dropped = [...transfer.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found = dropped.map(({ entry, file }) => {
    if (isDirectory(entry)) return clipsOfFolder(entry, 1);
    return Promise.resolve(clipsOfFiles(file === null ? [] : [file]));
  });
  return joined(await Promise.all(found));
}

const isDirectory = (entry: FileSystemEntry | null): entry is FileSystemDirectoryEntry =>
  entry?.isDirectory === true;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

async function clipsOfFolder(folder: FileSystemDirectoryEntry, depth: number): Promise<LocalClips> {
  if (depth > deepest) return skippedFor(folder.name, 'too-deep');
  const entries = (await entriesOf(folder)).filter(({ name }) => !isSystemFile(name));
  const files = await Promise.all(
    entries
      .filter(isFile)
      .map((entry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject))),
  );
  const frames = files.filter(({ name }) => isFrameName(name));
  const others = files
    .filter(({ name }) => !isFrameName(name))
    .map((file) =>
      frames.length > 0 && !isVideoName(file.name) ? skippedFor(file.name, 'not-frame') : clipsOfFile(file),
    );
  const inner = await Promise.all(entries.filter(isDirectory).map((one) => clipsOfFolder(one, depth + 1)));
  const own: LocalClip[] = frames.length === 0 ? [] : [{ kind: 'frames', name: folder.name, frames }];
  return joined([{ clips: own, skipped: [] }, ...others, ...inner]);
}

/** All entries of a folder: browsers give a hundred at a time, and none when there are no more. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all.sort((a, b) => naturalOrder(a.name, b.name));
    all.push(...some);
  }
}
