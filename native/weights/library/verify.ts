import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { type StageContext, silentContext } from '../../base/context.ts';
import { failedError, throwIfCancelled } from '../../base/errors.ts';
import { fileProblem } from '../formats/byte-source.ts';
import type { ModelEntry } from './registry.ts';

/** A file's size and digests, hexadecimal. */
export interface FileDigests {
  readonly sizeBytes: number;
  readonly sha256: string;
  /** SHA-1 of `blob <size>\0` and the content: the id that git gives a file. */
  readonly gitBlobSha1: string;
}

/** Hashes the file at `path` in one pass; progress is in bytes. */
export async function digestFile(path: string, context: StageContext = silentContext): Promise<FileDigests> {
  try {
    await using file = await open(path, 'r');
    const sizeBytes = (await file.stat()).size;
    const sha256 = createHash('sha256');
    const sha1 = createHash('sha1').update(`blob ${sizeBytes}\0`);
    const buffer = Buffer.alloc(Math.max(1, Math.min(sizeBytes, 2 ** 22)));
    for (let done = 0; ;) {
      throwIfCancelled(context.signal);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, done);
      if (bytesRead === 0)
        return { sizeBytes: done, sha256: sha256.digest('hex'), gitBlobSha1: sha1.digest('hex') };
      sha256.update(buffer.subarray(0, bytesRead));
      sha1.update(buffer.subarray(0, bytesRead));
      done += bytesRead;
      context.progress.report(done, sizeBytes, 'verifying');
    }
  } catch (error) {
    throw fileProblem(path, error);
  }
}

/** What speaks for a file being the right one: its authors' digest, our pin of an earlier use, or only its structure. */
export type Trust = 'published' | 'pinned' | 'first-use';

/** Judges a file by its digests; a mismatch is an outcome here, for the caller to act upon. */
export function judgeDigests(
  entry: ModelEntry,
  digests: FileDigests,
  pinnedSha256: string | null,
): { readonly trust: Trust } | { readonly trust: null; readonly expected: string; readonly found: string } {
  const { digest } = entry;
  if (pinnedSha256 !== null && digest.kind === 'pin-on-first-use')
    return verdict('pinned', 'SHA-256', pinnedSha256, digests.sha256);
  if (digest.kind === 'sha256') return verdict('published', 'SHA-256', digest.value, digests.sha256);
  if (digest.kind === 'git-blob-sha1')
    return verdict('published', 'git blob id', digest.value, digests.gitBlobSha1);
  return { trust: 'first-use' };
}

const verdict = (trust: Trust, kind: string, expected: string, found: string) =>
  expected === found ? { trust } : { trust: null, expected: `${kind} ${expected}`, found };

/** The note about GMFlow's file names, whose eight digits are by custom the start of the file's SHA-256. */
export function digestHint(entry: ModelEntry, digests: FileDigests): string | null {
  if (entry.digest.kind !== 'pin-on-first-use' || entry.digest.sha256Start === undefined) return null;
  const start = entry.digest.sha256Start;
  return digests.sha256.startsWith(start)
    ? `its SHA-256 starts with ${start}, as the published file's name says`
    : `its SHA-256 starts with ${digests.sha256.slice(0, 8)}, where the published file's name says ${start}: that name may be no digest, or the file another one`;
}

/** Throws where digests do not fit, naming both; `done` says what has been done with the file, `advice` what to type. */
export function requireTrust(
  entry: ModelEntry,
  judgement: ReturnType<typeof judgeDigests>,
  done: string,
  advice?: string,
): Trust {
  if (judgement.trust !== null) return judgement.trust;
  throw failedError(
    `The file for ${entry.id} is not the right one: its digest is ${judgement.found}, and ${judgement.expected} was expected; ${done}`,
    advice === undefined ? {} : { advice },
  );
}
