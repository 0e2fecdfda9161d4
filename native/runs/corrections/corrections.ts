import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { decodeGrayPng, decodeMaskPng } from '../../raster/image-file.ts';
import type { FloatPlane } from '../../raster/types.ts';
import { readFixes } from '../fixes-file.ts';
import type { RunFolder } from '../run-folder.ts';
import type { HeldOutRegion } from '../../api/runs.ts';

/** A soft mask, 0..1, that a person's fix gave a frame, and the digest of its file. */
export interface Correction {
  readonly soft: FloatPlane;
  readonly digest: string;
}

/** What a person corrected in a folder's masks: a refinement learns from it. */
export interface Corrections {
  readonly masks: ReadonlyMap<number, Correction>;
  readonly heldOut: readonly HeldOutRegion[];
}

/** Nothing corrected. */
export const noCorrections: Corrections = { masks: new Map(), heldOut: [] };

/** A mask that a person found good, as a soft mask. */
async function lockedPlane(bytes: Uint8Array): Promise<FloatPlane> {
  const mask = await decodeMaskPng(bytes);
  return { ...mask, data: Float32Array.from(mask.data) };
}

/** Reads the corrections in a run's folder that belong to the clip of that content, and the masks that are locked; files that are gone are left out. */
export async function readCorrections(folder: RunFolder, clipDigest: string): Promise<Corrections> {
  const { fixed, learned, locked, heldOut } = await readFixes(folder, clipDigest);
  const masks = new Map<number, Correction>();
  const frames = new Set([...fixed.keys(), ...learned, ...locked]);
  for (const frame of [...frames].sort((a, b) => a - b)) {
    const corrected = await readFile(folder.correctedMask(frame)).catch(() => null);
    const isGood = corrected === null && locked.has(frame);
    const bytes = isGood ? await readFile(folder.mask(frame)).catch(() => null) : corrected;
    if (bytes === null) continue;
    const digest = createHash('sha256').update(bytes).digest('hex');
    const soft = isGood ? await lockedPlane(bytes) : await decodeGrayPng(bytes);
    masks.set(frame, { soft, digest });
  }
  return { masks, heldOut };
}

/** One digest of all of them; null where there are none. */
export function correctionsDigest({ masks, heldOut }: Corrections): string | null {
  if (masks.size === 0 && heldOut.length === 0) return null;
  const all = [...[...masks].map(([frame, { digest }]) => [frame, digest]), ...heldOut];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}
