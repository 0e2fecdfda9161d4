import { readFile } from 'node:fs/promises';
import { type FixChoice, ownChoice } from '../../api/runs.ts';
import { ownCandidate } from '../../runs/candidates/chosen-objects.ts';
import { foregroundSideOf } from '../../runs/foreground-sides.ts';
import { chosenCandidates, storedCandidates } from '../../runs/candidates/shot-candidates.ts';
import { shiftedThreshold } from '../../graphcut/soft-partition.ts';
import { isOwnChoice, type createRecutter } from '../../runs/recut.ts';
import { storedShares, storedSoftMask } from '../../runs/keys/refinement-keys.ts';
import type { Fixes } from '../../runs/fixes-file.ts';
import type { Enlarging } from '../../matte/enlarged-mask.ts';
import { decodeGrayPng } from '../../raster/image-file.ts';
import type { FloatPlane } from '../../raster/types.ts';
import type { Store } from '../../store/store.ts';
import type { Run } from '../../runs/run.ts';

/** A soft mask, 0..1, and how it is enlarged. */
export interface CoarseMask {
  readonly coarse: FloatPlane;
  readonly enlarging: Enlarging;
}

type CoarseParts = { readonly store: Store; readonly recutter: ReturnType<typeof createRecutter> };

async function choicePatches(
  run: Run,
  index: number,
  choice: FixChoice,
  { store, recutter }: CoarseParts,
): Promise<FloatPlane | null> {
  if (choice.candidates === undefined) return recutter.patches(run, index, choice);
  const candidates = storedCandidates(run, store, index);
  return candidates === null ? null : chosenCandidates(run, candidates, choice.candidates, index);
}

/** The soft mask that the run itself found in a frame: filtered, separated and repaired where it was, of the candidate that it chose. */
async function ownPatches(run: Run, index: number, parts: CoarseParts): Promise<FloatPlane | null> {
  const { foregroundSides, repaired, separated, filtered } = run.report;
  const ownKey = filtered[index] ?? separated[index] ?? repaired[index];
  if (ownKey !== undefined) return storedShares(parts.store, ownKey, run.geometry.flow);
  const candidate = ownCandidate(run.report, index);
  if (candidate === 0 || foregroundSideOf(foregroundSides, index) === null)
    return parts.recutter.patches(run, index, ownChoice);
  return choicePatches(run, index, { ...ownChoice, candidates: { add: [candidate], remove: [] } }, parts);
}

/** Whether a choice does nothing but move the edge of the mask that a frame has. */
export const movesEdge = (choice: FixChoice): boolean =>
  choice.threshold !== undefined && isOwnChoice(choice) && choice.candidates === undefined;

/**
 * The soft mask of a frame under a person's choice; null where the cache no longer holds what it is made of.
 *
 * @param made see `candidateMasks`.
 */
export async function choiceMask(
  run: Run,
  fixes: Fixes,
  index: number,
  choice: FixChoice,
  parts: CoarseParts,
  made: ReadonlyMap<number, FloatPlane>,
): Promise<CoarseMask | null> {
  const { threshold } = choice;
  const keepsMask = movesEdge(choice);
  const patches = keepsMask ? null : (made.get(index) ?? (await choicePatches(run, index, choice, parts)));
  const soft = keepsMask
    ? await coarseMask(run, fixes, index, parts)
    : patches && { coarse: patches, enlarging: run.enlarging('patches') };
  if (soft === null || threshold === undefined) return soft;
  return { ...soft, coarse: { ...soft.coarse, data: shiftedThreshold(soft.coarse.data, threshold) } };
}

/**
 * The soft mask behind the mask that counts now: of a fixed frame the one that was kept with it (earlier
 * versions kept none: by the person's choice), else the refined one, else the cut's (see `ownPatches`); null where the cache no longer holds it.
 */
export async function coarseMask(
  run: Run,
  fixes: Fixes,
  index: number,
  { store, recutter }: CoarseParts,
): Promise<CoarseMask | null> {
  const choice = fixes.fixed.get(index);
  if (choice !== undefined) {
    const soft = await readFile(run.folder.correctedMask(index)).then(decodeGrayPng, () => null);
    // A choice of patches has their size; what a person did to a refined mask has its size.
    const isRefined = run.isRefined && choice.candidates === undefined;
    if (soft !== null) {
      const isFine = soft.widthPx >= run.geometry.flow.widthPx;
      return { coarse: soft, enlarging: run.enlarging(isRefined && isFine ? 'segmenter' : 'patches') };
    }
  }
  const { refinement } = run.report;
  if (choice === undefined && refinement?.state === 'refined') {
    const soft = storedSoftMask(run, refinement.softMaskKeys[index] ?? '', store);
    return soft === null ? null : { coarse: soft, enlarging: run.enlarging('segmenter') };
  }
  const coarse = await (choice === undefined
    ? ownPatches(run, index, { store, recutter })
    : choicePatches(run, index, choice, { store, recutter }));
  return coarse === null ? null : { coarse, enlarging: run.enlarging('patches') };
}
