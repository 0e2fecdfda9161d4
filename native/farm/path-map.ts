import { realpath } from 'node:fs/promises';
import ownPath, { dirname, join, resolve, type PlatformPath } from 'node:path';
import { errorWords } from '../base/error-words.ts';
import { failedError, usageError } from '../base/errors.ts';
import { wayBelow } from '../base/lies-within.ts';
import { addressText, isObjectAddress, type ObjectRoots, typedAddress } from './storage/s3/object-address.ts';

/** One shared folder: how the queue names it and where it is mounted here. */
export interface SharedRoot {
  /** Absolute, with forward slashes, without one at the end. */
  readonly shared: string;
  readonly local: string;
}

/** What this machine shares with the others of a queue: paths outside its folders neither leave nor enter it. */
export interface PathMap {
  readonly roots: readonly SharedRoot[];
  /** Of object storage; addresses know no other name on any machine. */
  readonly buckets: ObjectRoots;
  /** The queue's name of a path of this machine; throws a usage error for one outside the shared folders. */
  toShared(localPath: string): string;
  /**
   * The path here of one that the queue names. Throws a failed error where it lies outside the shared folders, also
   * through `..` or a symbolic link; what does not exist yet is judged by the folder that it would lie in.
   */
  toLocal(sharedPath: string): Promise<string>;
}

/** With forward slashes, none at the end, and a drive's letter in upper case, as which it means the same. */
const forward = (path: string) =>
  path
    .replaceAll('\\', '/')
    .replace(/(?<=.)\/+$/, '')
    .replace(/^[a-z](?=:)/, (letter) => letter.toUpperCase());
const isBelow = (path: string, root: string) =>
  path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`);

/** The path with the links of its existing part followed. */
async function followed(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await followed(parent), path.slice(parent.length));
  }
}

/** Of `s3://BUCKET/PREFIX=LOCAL`, where the path begins; keys may hold such signs themselves. */
const copiesAt = (text: string) => text.search(/=(?=\/|[A-Za-z]:[\\/])/);

/** A prefix of object storage and the folder that copies of its objects lie in here; null where the text names no folder. */
function copiesRoot(text: string): SharedRoot | null {
  const at = copiesAt(text);
  if (at === -1) return null;
  return { shared: addressText(typedAddress(text.slice(0, at))), local: resolve(text.slice(at + 1)) };
}

/** Reads `--map SHARED=LOCAL` and `--map BOTH`; throws a usage error that names a wrong one. */
export function parseRoot(text: string): SharedRoot {
  const at = text.indexOf('=');
  const folderRoot = () =>
    at === -1 ? sharedRoot(resolve(text), text) : sharedRoot(text.slice(0, at), text.slice(at + 1));
  const root = isObjectAddress(text) ? copiesRoot(text) : folderRoot();
  if (root !== null) return root;
  throw usageError(
    `The option map is '${text}'; it must be SHARED=LOCAL, two absolute paths of one folder, as in /mnt/clips=/Volumes/clips.`,
  );
}

/** The shared folder that the queue calls `shared` and that lies here at `local`; null where they are no absolute paths. */
export function sharedRoot(shared: string, local: string): SharedRoot | null {
  const root = { shared: forward(shared), local: resolve(local) };
  const isNamed = /^(\/|[A-Za-z]:\/|[A-Za-z]:$)/.test(root.shared);
  return shared !== '' && local !== '' && isNamed ? root : null;
}

/** The map of what `--map` names, folders and buckets; throws a usage error that names a wrong one. */
export function parseMap(texts: readonly string[]): PathMap {
  const addresses = texts.filter(isObjectAddress);
  const renamed = addresses.find((text) => copiesAt(text) !== -1);
  if (renamed !== undefined)
    throw usageError(
      `The option map is '${renamed}'; a bucket has one name on all machines, as in --map s3://studio/clips.`,
    );
  const buckets = addresses.map((text) => addressText(typedAddress(text)));
  return pathMap(texts.filter((text) => !isObjectAddress(text)).map(parseRoot), ownPath, buckets);
}

/** The map of these roots; where one lies in another, the inner one counts. `system` is how paths of this machine read. */
export function pathMap(
  roots: readonly SharedRoot[],
  system: PlatformPath = ownPath,
  buckets: ObjectRoots = [],
): PathMap {
  const names = roots.map(({ local }) => local).join(', ') || 'none';
  const longest = (side: keyof SharedRoot) => roots.toSorted((a, b) => b[side].length - a[side].length);
  return {
    roots,
    buckets,
    toShared(localPath) {
      const path = system.resolve(localPath);
      const root = longest('local').find(({ local }) => wayBelow(local, path, system) !== null);
      if (root === undefined)
        throw usageError(
          `${path} lies in no folder that all computers share (${names}); move it into one of them.`,
          {
            words: errorWords('path-unshared', { path, folders: names }),
            advice: 'Or name the folder that all machines see with --map.',
          },
        );
      const way = forward(wayBelow(root.local, path, system)!);
      return way === '' ? root.shared : `${root.shared.replace(/\/$/, '')}/${way}`;
    },
    async toLocal(sharedPath) {
      const path = forward(sharedPath);
      const root = longest('shared').find(({ shared }) => isBelow(path, shared));
      const outside = () =>
        failedError(
          `The path ${sharedPath} lies outside the folders that this machine shares (${names}); start the worker with --map for it.`,
          { words: errorWords('path-outside', { path: sharedPath, folders: names }) },
        );
      if (root === undefined || path.split('/').includes('..') || path.includes('\0')) throw outside();
      const local = join(root.local, ...path.slice(root.shared.length).split('/'));
      const [real, realRoot] = await Promise.all([followed(local), followed(root.local)]);
      if (wayBelow(realRoot, real) === null) throw outside();
      return local;
    },
  };
}
