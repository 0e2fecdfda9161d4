import { indicesOf } from '../../base/frame-indices.ts';
import { candidateMask, type CandidateSource, type ShotCandidates } from './shot-candidates.ts';

/** Overlap with the run's own choice from which a candidate is a variant of it, and below which it is something else. */
const VARIANT_FROM = 0.6;
const OTHER_BELOW = 0.3;

/** A candidate, the run's own choice, and the frame in which a person compared them. */
export interface ComparedCandidate {
  readonly id: number;
  readonly own: number;
  readonly frame: number;
}

/** IoU of two candidates in a frame, by the patches of which more than half is theirs; 1 where both have none. */
function overlap(
  run: Pick<CandidateSource, 'geometry'>,
  candidates: ShotCandidates,
  [one, other]: readonly [number, number],
  frame: number,
): number {
  const [a, b] = [one, other].map((id) => candidateMask(run, candidates, id, frame).data);
  let [both, either] = [0, 0];
  a!.forEach((value, node) => {
    const [inA, inB] = [value > 0.5, b![node]! > 0.5];
    both += Number(inA && inB);
    either += Number(inA || inB);
  });
  return either === 0 ? 1 : both / either;
}

/**
 * The frames of a shot in which a candidate has gone astray: where a person saw it, it was a variant of the run's own choice,
 * and there it is something else. The run's masks are better kept there.
 */
export function strayFrames(
  run: Pick<CandidateSource, 'geometry'>,
  candidates: ShotCandidates,
  { id, own, frame }: ComparedCandidate,
): ReadonlySet<number> {
  const overlapIn = (at: number) => overlap(run, candidates, [id, own], at);
  if (id === own || overlapIn(frame) < VARIANT_FROM) return new Set();
  return new Set(indicesOf(candidates).filter((at) => overlapIn(at) < OTHER_BELOW));
}
