import { errorWords } from '../../../base/error-words.ts';
import { failedError, usageError } from '../../../base/errors.ts';

/** An object, or what lies below a prefix: `s3://bucket/key`. */
export interface ObjectAddress {
  readonly bucket: string;
  /** Without a slash at its end; empty for the bucket itself. */
  readonly key: string;
}

/** Buckets and prefixes of them, as `s3://bucket/prefix`; `any` for a person who names each by hand. */
export type ObjectRoots = readonly string[] | 'any';

/** Whether a text is an address in object storage, and not a path. */
export const isObjectAddress = (text: string): boolean => /^s3:\/\//i.test(text);

const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const segment = /^[^\\\p{Cc}]+$/u;

/** Reads an address; null for one that is none, or whose key would mean something else as a path. */
function read(text: string): ObjectAddress | null {
  const match = /^s3:\/\/([^/]+)(?:\/(.*?))?\/?$/i.exec(text);
  if (match === null || !bucketName.test(match[1]!)) return null;
  const key = match[2] ?? '';
  const segments = key === '' ? [] : key.split('/');
  return segments.every((name) => segment.test(name) && name !== '.' && name !== '..')
    ? { bucket: match[1]!, key }
    : null;
}

export const addressText = ({ bucket, key }: ObjectAddress): string =>
  key === '' ? `s3://${bucket}` : `s3://${bucket}/${key}`;

/** The address that a person typed; throws a usage error for one that is none. */
export function typedAddress(text: string): ObjectAddress {
  const address = read(text);
  if (address !== null) return address;
  throw usageError(`The address is '${text}'; it must be s3://BUCKET/PREFIX, as in s3://studio/clips.`);
}

/** The address that a message names; throws a failed error where it lies below none of `roots`. */
export function sharedAddress(text: string, roots: ObjectRoots): ObjectAddress {
  const address = read(text);
  const isShared =
    roots === 'any' ||
    roots.some((root) => text === root || (address !== null && text.startsWith(`${root}/`)));
  if (address !== null && isShared) return address;
  const names = roots === 'any' ? 's3://BUCKET/PREFIX' : roots.join(', ') || 'none';
  throw failedError(
    `The address ${text} lies outside the buckets that this machine shares (${names}); start the worker with --map for it.`,
    { words: errorWords('path-outside', { path: text, folders: names }) },
  );
}

/** The address of what lies below. */
export const objectBelow = ({ bucket, key }: ObjectAddress, name: string): ObjectAddress => ({
  bucket,
  key: key === '' ? name : `${key}/${name}`,
});
