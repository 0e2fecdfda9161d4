import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { decodeGrayPng } from '../../raster/image-file.ts';
import type { FloatPlane } from '../../raster/types.ts';
import { readFixes } from '../fixes-file.ts';
import type { RunFolder } from '../run-folder.ts';

/** A soft mask, 0..1, that a person's fix gave a frame, and the digest of its file. */
export interface Correction {
  readonly soft: FloatPlane;
  readonly digest: string;
}

/** What a person corrected in a folder's masks, by frame: a refinement learns from it. */
export type Corrections = ReadonlyMap<number, Correction>;

/** Nothing corrected. */
export const noCorrections: Corrections = new Map();

/** Reads the corrections in a run's folder that belong to the clip of that content; files that are gone are left out. */
export async function readCorrections(folder: RunFolder, clipDigest: string): Promise<Corrections> {
  const { fixed, learned } = await readFixes(folder, clipDigest);
  const corrections = new Map<number, Correction>();
  for (const frame of [...new Set([...fixed.keys(), ...learned])].sort((a, b) => a - b)) {
    const bytes = await readFile(folder.correctedMask(frame)).catch(() => null);
    if (bytes === null) continue;
    const digest = createHash('sha256').update(bytes).digest('hex');
    corrections.set(frame, { soft: await decodeGrayPng(bytes), digest });
  }
  return corrections;
}

/** One digest of all of them; null where there are none. */
export function correctionsDigest(corrections: Corrections): string | null {
  if (corrections.size === 0) return null;
  const all = [...corrections].map(([frame, { digest }]) => [frame, digest]);
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}
