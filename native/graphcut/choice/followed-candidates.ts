import type { PatchGrid } from '../../raster/types.ts';
import type { Choice, ShotFollower, ShotFrame } from './followed-choice.ts';
import type { FramePart } from './frame-parts.ts';
import { patchOverlap, patchSet, type PatchSet } from './patch-set.ts';

/** Something that may be the object, in every frame of a shot. */
export interface FollowedCandidate {
  /** Whether it is the run's own choice. */
  readonly automatic: boolean;
  /** Of each frame how far each patch belongs to it, [N] of 0..1. */
  readonly masks: readonly Float32Array[];
}

/** A frame of the shot with what ranks its parts. */
export interface RankedFrame extends ShotFrame {
  /** How much each patch moves against the camera, [N], 0 = with it. */
  readonly salience: Float32Array;
}

/** The most candidates that a person is shown. */
export const mostCandidates = 6;
/** Where in the shot parts are taken up, as shares of its length: things come and go. */
const SEED_AT = [0.5, 0.2, 0.8] as const;
/** Parts that are followed from each of these frames. */
const SEEDS = 6;
/** Parts that overlap by more are taken up once; candidates that do so all through the shot are shown once. */
const SEED_SAME = 0.7;
const CANDIDATE_SAME = 0.75;
/** What touching the picture's border counts against, in e-folds of salience. */
const BORDER_WEIGHT = 0.5;

/** How much speaks for some patches to be the object: that they move more than the rest and keep off the border. */
function support({ words, size }: PatchSet, salience: Float32Array, { rows, cols }: PatchGrid): number {
  let [inside, total, border] = [0, 0, 0];
  for (let node = 0; node < salience.length; node++) {
    total += salience[node]!;
    if ((words[node >> 5]! & (1 << (node & 31))) === 0) continue;
    inside += salience[node]!;
    const [row, col] = [Math.floor(node / cols), node % cols];
    if (row === 0 || col === 0 || row === rows - 1 || col === cols - 1) border++;
  }
  const outside = (total - inside) / Math.max(salience.length - size, 1);
  return inside / Math.max(size, 1) - outside - (BORDER_WEIGHT * border) / Math.max(size, 1);
}

/** The parts of a frame that are worth following, the best first, no two alike. */
function seedsOf(frame: RankedFrame, grid: PatchGrid): FramePart[] {
  const ranked = frame.parts
    .slice(1)
    .map((part) => ({ part, value: support(part.patches, frame.salience, grid) }))
    .sort((a, b) => b.value - a.value);
  const kept: FramePart[] = [];
  for (const { part } of ranked) {
    if (kept.length === SEEDS) break;
    if (kept.every((other) => patchOverlap(other.patches, part.patches) <= SEED_SAME)) kept.push(part);
  }
  return kept;
}

/** A candidate with its patches and its rank. */
interface Ranked extends FollowedCandidate {
  readonly sets: readonly PatchSet[];
  readonly value: number;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);

const alike = (a: Ranked, b: Ranked): boolean =>
  meanOf(a.sets.map((set, t) => patchOverlap(set, b.sets[t]!))) > CANDIDATE_SAME;

/** The frames from which parts are followed, each once. */
export const seedFrames = (frameCount: number): number[] => [
  ...new Set(SEED_AT.map((share) => Math.min(Math.floor(share * frameCount), frameCount - 1))),
];

/**
 * What may be the object in a shot: the run's own choice first, then up to five others that differ from it and from each
 * other, by how much they move, keep off the border and agree from frame to frame. Each is followed through the shot.
 */
export function shotCandidates(
  frames: readonly RankedFrame[],
  follower: ShotFollower,
  grid: PatchGrid,
): FollowedCandidate[] {
  const ranked = (masks: readonly Float32Array[], automatic: boolean): Ranked => {
    const sets = masks.map(patchSet);
    const supports = sets.map((set, t) => (set.size === 0 ? 0 : support(set, frames[t]!.salience, grid)));
    return { automatic, masks, sets, value: meanOf(supports) + follower.agreement(masks) };
  };
  const own = ranked(
    frames.map(({ parts }) => parts[0]!.soft),
    true,
  );
  const choices: Choice[] = seedFrames(frames.length).flatMap((frame) =>
    seedsOf(frames[frame]!, grid).map(({ soft }) => ({ frame, soft })),
  );
  const followed = choices.map((choice) => ranked(follower.follow(choice), false));
  const kept: Ranked[] = own.sets.some(({ size }) => size > 0) ? [own] : [];
  for (const candidate of followed.sort((a, b) => b.value - a.value)) {
    if (kept.length === mostCandidates) break;
    if (kept.every((other) => !alike(other, candidate))) kept.push(candidate);
  }
  return kept.map(({ automatic, masks }) => ({ automatic, masks }));
}
