import type { FixChoice } from '../api/runs.ts';
import { bipartition } from '../graphcut/bipartition.ts';
import { onlyComponent } from '../graphcut/components.ts';
import { cutFrame } from '../graphcut/cut-frame.ts';
import type { FrameCut } from '../graphcut/cut-types.ts';
import { partitionSupport } from '../graphcut/choice/foreground-choice.ts';
import { softPartition } from '../graphcut/soft-partition.ts';
import { decodeFloat16 } from '../raster/float16.ts';
import type { FloatPlane, PatchFeatures } from '../raster/types.ts';
import type { Store } from '../store/store.ts';
import { pictureOf } from './shots.ts';
import { foregroundSideOf } from './foreground-sides.ts';
import { cutFromBytes, type StoredCut, structureless } from './stored/stored-cut.ts';
import { cutOptions, type FrameKeys, type KeyedWork } from './keys/frame-keys.ts';
import type { RunReport } from './report.ts';

/** What a cut is read from again: a finished run, or one that works. */
export interface RecutSource extends KeyedWork {
  readonly keys: FrameKeys;
  readonly report: Pick<RunReport, 'foregroundSides'>;
}

/** Whether a choice reads the run's cut as the run does. */
export const isOwnChoice = (choice: FixChoice): boolean =>
  readsStoredCut(choice) && !choice.swap && choice.component === null;

/** The cut that a run has stored; null where the cache no longer holds it. */
export function storedCut({ keys }: RecutSource, store: Store, index: number): StoredCut | null {
  const bytes = store.getBlob(keys.cut(index));
  return bytes === undefined ? null : cutFromBytes(bytes);
}

/** The features of a frame from the cache; null where it no longer holds both. */
function storedFeatures({ keys, encoder, geometry }: RecutSource, store: Store, index: number) {
  const appearance = store.getBlob(keys.appearance(index));
  const motion = store.getBlob(keys.motion(index));
  if (appearance === undefined || motion === undefined) return null;
  const open = (bytes: Uint8Array): PatchFeatures => ({
    ...geometry.grid,
    dim: encoder.dim,
    data: decodeFloat16(bytes),
  });
  return { appearance: open(appearance), motion: open(motion) };
}

/** Whether a choice reads the cut that the run has stored; others need the features. */
const readsStoredCut = ({ eigenvector, alpha, tau }: FixChoice): boolean =>
  eigenvector === 2 && alpha === null && tau === null;

/** The options of the cut that a choice asks for. */
function choiceOptions({ config }: RecutSource, { alpha, tau, eigenvector }: FixChoice) {
  const own = cutOptions(config);
  return { ...own, alpha: alpha ?? own.alpha, tau: tau ?? own.tau, eigenvectors: eigenvector - 1 };
}

/** The eigenvector of a cut that a choice names, with its sides; null sides where the graph holds no structure. */
function chosenCut({ cut }: FrameCut, { eigenvector }: FixChoice): StoredCut {
  const vector = cut.eigenvectors[eigenvector - 2];
  const value = cut.eigenvalues[eigenvector - 2] ?? 1;
  if (vector === undefined) return { eigenvector: new Float32Array(cut.degree.length), partition: null };
  return { eigenvector: vector, partition: structureless(value) ? null : bipartition(vector) };
}

/** Overlap of the nodes where `a` has `side` with those where `b` is 1: intersection over union, 0 of nothing. */
function sideOverlap(a: Uint8Array, side: number, b: Uint8Array): number {
  let [both, either] = [0, 0];
  for (let node = 0; node < a.length; node++) {
    const [own, other] = [a[node] === side, b[node] === 1];
    if (own && other) both++;
    if (own || other) either++;
  }
  return either === 0 ? 0 : both / either;
}

/**
 * Which side of a new cut is the foreground before a person swaps: for the paper's eigenvector the side that overlaps
 * most with the run's foreground; another one shows another object, which speaks for itself.
 */
function sideOneIsForeground(
  run: RecutSource,
  store: Store,
  index: number,
  cut: StoredCut & { readonly partition: Uint8Array },
  choice: FixChoice,
): boolean {
  const upright = foregroundSideOf(run.report.foregroundSides, index) ?? true;
  if (readsStoredCut(choice)) return upright;
  const before = storedCut(run, store, index)?.partition ?? null;
  if (choice.eigenvector === 2 && before !== null) {
    const foreground = upright ? before : before.map((side) => 1 - side);
    return sideOverlap(cut.partition, 1, foreground) >= sideOverlap(cut.partition, 0, foreground);
  }
  const { keys, geometry } = run;
  const salience = store.getBlob(keys.salience(index));
  const moving = salience === undefined ? new Float32Array(cut.partition.length) : decodeFloat16(salience);
  return partitionSupport(cut.partition, moving, cut.eigenvector, geometry.grid) >= 0;
}

/** The soft foreground patches, 0..1, [rows, cols], of a cut under a choice. */
export function chosenPatches(
  run: RecutSource,
  store: Store,
  index: number,
  { eigenvector, partition }: StoredCut,
  choice: FixChoice,
): FloatPlane {
  const { grid } = run.geometry;
  const size = { widthPx: grid.cols, heightPx: grid.rows };
  const still = foregroundSideOf(run.report.foregroundSides, index) === null && isOwnChoice(choice);
  if (partition === null || still) return { ...size, data: new Float32Array(eigenvector.length) };
  const picture = pictureOf(run, 0);
  const upright = sideOneIsForeground(run, store, index, { eigenvector, partition }, choice);
  const soft = softPartition(eigenvector, partition);
  const foreground = upright !== choice.swap;
  const data = soft.map((side, node) => {
    if (!picture.has(node)) return 0;
    return foreground ? side : 1 - side;
  });
  return { ...size, data: choice.component === null ? data : onlyComponent(data, grid, choice.component) };
}

/** Cuts frames anew for previews; the features of the last frame are kept, so that tau can be moved fluently. */
export function createRecutter(store: Store) {
  let last: { readonly key: string; readonly features: ReturnType<typeof storedFeatures> } | null = null;

  function featuresOf(run: RecutSource, index: number): ReturnType<typeof storedFeatures> {
    const key = run.keys.cut(index);
    // What the cache did not hold may have been computed again since.
    if (last?.key !== key || last.features === null)
      last = { key, features: storedFeatures(run, store, index) };
    return last.features;
  }

  async function cutOf(run: RecutSource, index: number, choice: FixChoice): Promise<StoredCut | null> {
    if (readsStoredCut(choice)) return storedCut(run, store, index);
    const features = featuresOf(run, index);
    if (features === null) return null;
    const options = { ...choiceOptions(run, choice), label: `frame ${index}` };
    return chosenCut(await cutFrame(features.appearance, features.motion, options), choice);
  }

  return {
    /** The soft foreground patches of a frame under a choice; null where the cache no longer holds what it needs. */
    async patches(run: RecutSource, index: number, choice: FixChoice): Promise<FloatPlane | null> {
      const cut = await cutOf(run, index, choice);
      return cut === null ? null : chosenPatches(run, store, index, cut, choice);
    },
  };
}
