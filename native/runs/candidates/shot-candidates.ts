import { type CandidateChoice, ownChoice } from '../../api/runs.ts';
import { type FrameRange, indicesOf, rangeLength } from '../../base/frame-indices.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import { throwIfCancelled } from '../../base/errors.ts';
import { sharesOfGray } from '../../raster/gray-levels.ts';
import type { FloatPlane } from '../../raster/types.ts';
import type { Store } from '../../store/store.ts';
import type { EigenvectorsTask, ShotCandidatesTask, StoredCandidates } from './candidate-tasks.ts';
import { cutOptions } from '../keys/frame-keys.ts';
import { candidatesKey, eigenvectorsKey } from '../keys/mask-keys.ts';
import { chosenPatches, type RecutSource, storedCut } from '../recut.ts';
import { neighbourOffsets, pictureOf, type Shots } from '../shots.ts';

/** The candidates of a shot. */
export interface ShotCandidates extends StoredCandidates, FrameRange {
  readonly count: number;
}

/** What candidates are found by: a finished run, or one that works. */
export type CandidateSource = RecutSource;

/** Threads that compute candidates. */
export interface CandidatePool {
  readonly parallelism: number;
  eigenvectors(task: EigenvectorsTask, signal: AbortSignal): Promise<Uint8Array>;
  candidates(task: ShotCandidatesTask, signal: AbortSignal): Promise<StoredCandidates>;
}

/** Longer shots are followed in equal pieces of at most so many frames, so that memory stays bounded. */
const LONGEST_PIECE = 240;

/** The frames through which a choice at `frame` is followed: its shot, or a piece of a long one. */
export function shotRange({ shotOf }: Shots, frame: number): FrameRange {
  const first = shotOf.indexOf(shotOf[frame]!);
  const last = shotOf.lastIndexOf(shotOf[frame]!);
  const frames = last - first + 1;
  const length = Math.ceil(frames / Math.ceil(frames / LONGEST_PIECE));
  const start = first + Math.floor((frame - first) / length) * length;
  return { first: start, last: Math.min(start + length - 1, last) };
}

/** One byte that says whether the first is the run's own, then the masks. */
const toBytes = ({ automatic, gray }: StoredCandidates): Uint8Array => {
  const bytes = new Uint8Array(1 + gray.length);
  bytes[0] = Number(automatic);
  bytes.set(gray, 1);
  return bytes;
};

const nodesOf = ({ geometry: { grid } }: CandidateSource): number => grid.rows * grid.cols;

function fromBytes(run: CandidateSource, range: FrameRange, bytes: Uint8Array): ShotCandidates {
  const gray = bytes.subarray(1);
  const count = gray.length / (rangeLength(range) * nodesOf(run));
  return { ...range, automatic: bytes[0] === 1, gray, count };
}

/** The candidates of the shot of `frame` as they lie in the cache; null where they were not computed, or left it. */
export function storedCandidates(run: CandidateSource, store: Store, frame: number): ShotCandidates | null {
  const range = shotRange(run.shots, frame);
  const bytes = store.getBlob(candidatesKey(run, range));
  return bytes === undefined ? null : fromBytes(run, range, bytes);
}

/** The eigenvectors of a frame, from the cache or computed and left there; null where its features left the cache. */
async function eigenvectorsOf(
  { keys, geometry, config }: CandidateSource,
  store: Store,
  index: number,
  { pool, signal }: { readonly pool: CandidatePool; readonly signal: AbortSignal },
): Promise<Uint8Array | null> {
  throwIfCancelled(signal);
  const key = eigenvectorsKey(keys.cut(index));
  const known = store.getBlob(key);
  if (known !== undefined) return known;
  const [appearance, motion] = [store.getBlob(keys.appearance(index)), store.getBlob(keys.motion(index))];
  if (appearance === undefined || motion === undefined) return null;
  const options = { ...cutOptions(config), label: `frame ${index}` };
  const bytes = await pool.eigenvectors({ appearance, motion, grid: geometry.grid, options }, signal);
  store.putBlobs([{ key, stage: 'eigenvectors', bytes }]);
  return bytes;
}

/** What one frame's candidates are made of; null where some of it left the cache. */
function storedFrame(run: CandidateSource, store: Store, index: number) {
  const { keys, geometry, shots } = run;
  const cut = storedCut(run, store, index);
  const salience = store.getBlob(keys.salience(index));
  const appearance = store.getBlob(keys.appearance(index));
  const flow = store.getBlob(keys.flow(index));
  if (cut === null || salience === undefined || appearance === undefined || flow === undefined) return null;
  return {
    salience,
    appearance,
    automatic: chosenPatches(run, store, index, cut, ownChoice).data,
    flows: { offsets: neighbourOffsets(shots, index), size: geometry.flow, bytes: flow },
  };
}

/**
 * What may be the object in the shot of `frame`, each candidate followed through it: from the cache, or computed from
 * cached cuts, features and flows and left there. Null where these left the cache.
 */
export async function findCandidates(
  run: CandidateSource,
  store: Store,
  frame: number,
  services: { readonly pool: CandidatePool; readonly signal: AbortSignal },
): Promise<ShotCandidates | null> {
  const known = storedCandidates(run, store, frame);
  if (known !== null) return known;
  const { pool, signal } = services;
  const { geometry, shots } = run;
  const range = shotRange(shots, frame);
  const frames: ShotCandidatesTask['frames'][number][] = [];
  const vectors = orderedMap(indicesOf(range), pool.parallelism, (index) =>
    eigenvectorsOf(run, store, index, services),
  );
  for await (const eigenvectors of vectors) {
    const stored = storedFrame(run, store, range.first + frames.length);
    if (eigenvectors === null || stored === null) return null;
    frames.push({ ...stored, eigenvectors });
  }
  const picture = pictureOf(run, 0);
  const shown = Uint8Array.from({ length: nodesOf(run) }, (_, node) => Number(picture.has(node)));
  const found = await pool.candidates({ frames, grid: geometry.grid, shown }, signal);
  const bytes = toBytes(found);
  store.putBlobs([{ key: candidatesKey(run, range), stage: 'candidates', bytes }]);
  return fromBytes(run, range, bytes);
}

/** One candidate in one frame, 0..1, [rows, cols]. */
export function candidateMask(
  { geometry }: Pick<CandidateSource, 'geometry'>,
  candidates: ShotCandidates,
  which: number,
  frame: number,
): FloatPlane {
  const { rows, cols } = geometry.grid;
  const nodes = rows * cols;
  const frames = rangeLength(candidates);
  const at = (which * frames + frame - candidates.first) * nodes;
  const data = sharesOfGray(candidates.gray.subarray(at, at + nodes));
  return { widthPx: cols, heightPx: rows, data };
}

/** What was chosen, in one frame: the candidates added, joined, without those that were taken away; 0..1, [rows, cols]. */
export function chosenCandidates(
  run: Pick<CandidateSource, 'geometry'>,
  candidates: ShotCandidates,
  { add, remove }: CandidateChoice,
  frame: number,
): FloatPlane {
  const masksOf = (which: readonly number[]) =>
    which.filter((id) => id < candidates.count).map((id) => candidateMask(run, candidates, id, frame).data);
  const [added, removed] = [masksOf(add), masksOf(remove)];
  const { rows, cols } = run.geometry.grid;
  const largest = (masks: readonly Float32Array[], node: number) =>
    masks.reduce((most, mask) => Math.max(most, mask[node]!), 0);
  const data = Float32Array.from({ length: rows * cols }, (_, node) =>
    Math.min(largest(added, node), 1 - largest(removed, node)),
  );
  return { widthPx: cols, heightPx: rows, data };
}
