import { ownChoice } from '../../api/runs.ts';
import type { EngineHandlers } from '../../api/contract.ts';
import { errorWords } from '../../base/error-words.ts';
import { failedError, usageError } from '../../base/errors.ts';
import { ownCandidate } from '../../runs/candidates/chosen-objects.ts';
import { findCandidates, type ShotCandidates } from '../../runs/candidates/shot-candidates.ts';
import { strayFrames } from '../../runs/candidates/stray-frames.ts';
import type { EngineParts } from '../engine-parts.ts';
import type { PicturePool } from '../media/picture-pool.ts';
import type { RunFixes } from '../review/fixes.ts';
import type { RunDescriptions } from '../review/run-details.ts';
import type { RunDesk } from '../review/run-desk.ts';

/** What the calls about candidates work with. */
export interface CandidateServices {
  readonly desk: RunDesk;
  readonly descriptions: RunDescriptions;
  readonly fixes: RunFixes;
  readonly pool: PicturePool;
}

/** Gray from which a patch counts as the object's. */
const HALF = 127;

/** The share of object, 0..1, of a candidate's masks. */
function meanArea({ gray, count }: ShotCandidates, id: number): number {
  const length = gray.length / count;
  let sum = 0;
  for (let i = id * length; i < (id + 1) * length; i++) sum += Number(gray[i]! > HALF);
  return sum / length;
}

/** The calls about what else the object may be. */
export function candidateHandlers(
  { store }: Pick<EngineParts, 'store'>,
  { desk, descriptions, fixes, pool }: CandidateServices,
): Pick<EngineHandlers, Extract<keyof EngineHandlers, `candidates.${string}`>> {
  async function find(
    runId: number,
    frame: number,
    signal: AbortSignal,
  ): Promise<ShotCandidates & { readonly own: number | null }> {
    const { run } = await desk.open(runId);
    if (frame >= run.report.frameCount)
      throw usageError(`The clip has no frame ${frame}.`, { words: errorWords('frame-missing', { frame }) });
    const found = await findCandidates(run, store, frame, { pool, signal });
    const own = ownCandidate(run.report, frame);
    if (found !== null) return { ...found, own: own === 0 && !found.automatic ? null : own };
    throw failedError('The cache no longer holds what the candidates are made from; run the clip again.', {
      words: errorWords('candidates-gone', {}),
    });
  }

  return {
    'candidates.find': async ({ runId, frame }, signal) => {
      const found = await find(runId, frame, signal);
      const { first, last, count, own } = found;
      const candidates = Array.from({ length: count }, (_, id) => ({
        id,
        automatic: id === own,
        area: meanArea(found, id),
      }));
      return { range: { first, last }, candidates };
    },
    'candidates.choose': async ({ runId, frame, choice }, signal) => {
      const found = await find(runId, frame, signal);
      const { first, last, count, own } = found;
      const unknown = [...choice.add, ...choice.remove].find((id) => id >= count);
      if (unknown !== undefined)
        throw usageError(`There is no candidate ${unknown}; the shot has ${count}.`, {
          words: errorWords('candidate-missing', { candidate: unknown, count }),
        });
      const range = { first, last };
      const isOwn = choice.add.every((id) => id === own) && choice.remove.length === 0;
      // The run's own choice has finer masks than its patches: those of the refinement.
      const { add, remove } = choice;
      const isAlone = own !== null && add.length === 1 && remove.length === 0;
      const { run } = await desk.open(runId);
      const kept = isAlone ? strayFrames(run, found, { id: add[0]!, own, frame }) : new Set<number>();
      const { changed, undo } = isOwn
        ? await fixes.revert(runId, range, signal)
        : await fixes.apply(runId, range, { ...ownChoice, candidates: choice }, signal, kept);
      return { range, changed: [...changed], undo, run: await descriptions.details(await desk.open(runId)) };
    },
  };
}
