import { basename } from 'node:path';
import { coarseMask } from '../../../native/app/media/frame-coarse.ts';
import { defaultRunMatte } from '../../../native/api/matte-settings.ts';
import { meanOf } from '../../../native/base/numbers.ts';
import {
  blockLevels,
  type MattedFrame,
  smoothingReaches,
  smoothOverTime,
} from '../../../native/matte/temporal-smoothing.ts';
import { solidMatte } from '../../../native/matte/solid-matte.ts';
import { enlargedMask } from '../../../native/matte/enlarged-mask.ts';
import { boundaryMeasure } from '../../../native/metrics/boundary-measure.ts';
import { regionSimilarity } from '../../../native/metrics/region-similarity.ts';
import { readRgbImage } from '../../../native/raster/image-file.ts';
import { resizePlaneArea, resizePlaneBilinear } from '../../../native/raster/resample.ts';
import type { FloatPlane, FlowField, Mask, RasterSize } from '../../../native/raster/types.ts';
import { measureMatteTask } from '../../../native/runs/mattes/matte-tasks.ts';
import { createRecutter } from '../../../native/runs/recut.ts';
import { neighbourOffsets } from '../../../native/runs/shots.ts';
import { readFlow } from '../../../native/runs/stored/stored-flows.ts';
import type { Store } from '../../../native/store/store.ts';
import type { Bench, BenchRow } from '../bench.ts';
import { davisRunFolders, measureRuns, openDavisRun } from './davis-runs.ts';

const settings = defaultRunMatte.settings;
const HALF = 32768;

/**
 * A sequence's mattes, cut at one half, beside hard masks enlarged bilinearly, and their flicker beside that of mattes of masks
 * drawn frame by frame (`raw`).
 */
interface Edges {
  readonly name: string;
  readonly matteF: number;
  /** Of the soft masks that the run keeps, coarser than the source: nothing has drawn its contours there. */
  readonly softF: number;
  /** Of the run's own masks brought to the cut's patches: the best that they can be there. */
  readonly patchF: number;
  readonly matteJ: number;
  readonly rawJ: number;
  readonly flicker: number;
  readonly rawFlicker: number;
  /** Holes of the mattes up to the chosen size. */
  readonly holes: number;
  readonly frames: number;
}

const cutAt = (levels: Uint16Array, size: Omit<Mask, 'data'>): Mask => ({
  ...size,
  data: Uint8Array.from(levels, (level) => Number(level >= HALF)),
});

/** The mask of this size that a coarse one, cut at one half, is when it is enlarged bilinearly. */
function enlargedHard(coarse: FloatPlane, size: RasterSize): Mask {
  const hard = { ...coarse, data: coarse.data.map((share) => Number(share >= 0.5)) };
  const { data } = resizePlaneBilinear(hard, size);
  return { ...size, data: Uint8Array.from(data, (share) => Number(share >= 0.5)) };
}

/** How much a matte changes along the flow, of 0..1, where the object it should be does not: sum and number of pixels. */
function changes(
  from: Uint16Array,
  to: Uint16Array,
  truths: readonly [Mask, Mask],
  flow: FlowField,
): readonly [sum: number, count: number] {
  const [{ widthPx, heightPx, data: before }, { data: after }] = truths;
  const [sx, sy] = [flow.widthPx / widthPx, flow.heightPx / heightPx];
  let [sum, count] = [0, 0];
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      const at = Math.floor(y * sy) * flow.widthPx + Math.floor(x * sx);
      const px = Math.round(x + flow.data[at]! / sx);
      const py = Math.round(y + flow.data[flow.widthPx * flow.heightPx + at]! / sy);
      if (px < 0 || py < 0 || px >= widthPx || py >= heightPx) continue;
      const j = py * widthPx + px;
      if (before[i] !== after[j]) continue;
      sum += Math.abs(from[i]! - to[j]!) / 65535;
      count++;
    }
  return [sum, count];
}

/** Regions of background, up to `mostPx` pixels, that the object encloses. */
function holesIn({ widthPx, heightPx, data }: Mask, mostPx: number): number {
  const seen = data.slice();
  let holes = 0;
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] !== 0) continue;
    const stack = [start];
    seen[start] = 1;
    let [count, isOpen] = [0, false];
    while (stack.length > 0) {
      const i = stack.pop()!;
      const [x, y] = [i % widthPx, Math.floor(i / widthPx)];
      count++;
      if (x === 0 || y === 0 || x === widthPx - 1 || y === heightPx - 1) isOpen = true;
      for (const [dx, dy] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const) {
        const [nx, ny] = [x + dx, y + dy];
        const j = ny * widthPx + nx;
        if (nx < 0 || ny < 0 || nx >= widthPx || ny >= heightPx || seen[j] !== 0) continue;
        seen[j] = 1;
        stack.push(j);
      }
    }
    if (!isOpen && count <= mostPx) holes++;
  }
  return holes;
}

async function edgesOf(reportPath: string, store: Store): Promise<Edges | null> {
  const { report, run, framePaths, truthOf, maskOf } = await openDavisRun(reportPath);
  const recutter = createRecutter(store);
  const fixes = { fixed: new Map(), locked: new Set<number>() } as unknown as Parameters<
    typeof coarseMask
  >[1];
  const frames = await Promise.all(framePaths.map((path) => readRgbImage(path)));
  const measured: MattedFrame[] = [];
  // Of masks drawn frame by frame: a run's own are smoothed over time already.
  const unsmoothed: Uint16Array[] = [];
  const coarse: FloatPlane[] = [];
  for (const [index, frame] of frames.entries()) {
    const made = await coarseMask(run, fixes, index, { store, recutter });
    if (made === null) return null;
    coarse.push(made.coarse);
    const guideSize = run.geometry.working;
    const matteOf = (soft: Mask) => measureMatteTask({ input: { frame, soft, guideSize }, settings });
    measured.push({ frame, ...matteOf(await maskOf(index)) });
    unsmoothed.push(matteOf(enlargedMask(made.coarse, frame, made.enlarging)).alpha);
  }
  const flowTo = (index: number, offset: number): FlowField | undefined => {
    const bytes = store.getBlob(run.keys.flow(index));
    const offsets = neighbourOffsets(run.shots, index);
    return bytes === undefined ? undefined : readFlow({ offsets, size: run.geometry.flow, bytes }, offset);
  };
  const smoothed = (mattes: readonly MattedFrame[], reach: number): MattedFrame[] =>
    mattes.map((own, index) => {
      const neighbours = [-2, -1, 1, 2].flatMap((offset) => {
        const other = Math.abs(offset) > reach ? undefined : mattes[index + offset];
        const flow = other === undefined ? undefined : flowTo(index, offset);
        return other === undefined || flow === undefined ? [] : [{ ...other, flow }];
      });
      const alpha = smoothOverTime(own, neighbours, settings.smoothing);
      return { frame: own.frame, alpha, blocks: blockLevels(alpha, own.frame) };
    });
  const smooth = smoothingReaches
    .reduce(smoothed, measured)
    .map(({ frame, alpha }) => solidMatte(alpha, frame, settings));
  const grid = { widthPx: run.geometry.grid.cols, heightPx: run.geometry.grid.rows };
  const scores = { matteF: [], softF: [], patchF: [], matteJ: [], rawJ: [] } as Record<string, number[]>;
  const sums = [0, 0];
  let [count, holes] = [0, 0];
  for (const [index, frame] of frames.entries()) {
    const size = { widthPx: frame.widthPx, heightPx: frame.heightPx };
    const truth = await truthOf(index);
    const matte = cutAt(smooth[index]!, size);
    scores['matteF']!.push(boundaryMeasure(truth, matte));
    scores['softF']!.push(boundaryMeasure(truth, enlargedHard(coarse[index]!, size)));
    const mask = await maskOf(index);
    const patches = resizePlaneArea({ ...size, data: Float32Array.from(mask.data) }, grid);
    scores['patchF']!.push(boundaryMeasure(truth, enlargedHard(patches, size)));
    scores['matteJ']!.push(regionSimilarity(truth, matte));
    scores['rawJ']!.push(regionSimilarity(truth, cutAt(unsmoothed[index]!, size)));
    holes += holesIn(matte, settings.holePx ** 2);
    const flow = index + 1 < frames.length ? flowTo(index, 1) : undefined;
    if (flow === undefined) continue;
    const truths = [truth, await truthOf(index + 1)] as const;
    const [own, pixels] = changes(smooth[index]!, smooth[index + 1]!, truths, flow);
    sums[0]! += own;
    sums[1]! += changes(unsmoothed[index]!, unsmoothed[index + 1]!, truths, flow)[0];
    count += pixels;
  }
  const mean = (name: string) => 100 * meanOf(scores[name]!);
  return {
    name: basename(report.clip),
    matteF: mean('matteF'),
    softF: mean('softF'),
    patchF: mean('patchF'),
    matteJ: mean('matteJ'),
    rawJ: mean('rawJ'),
    flicker: sums[0]! / count,
    rawFlicker: sums[1]! / count,
    holes,
    frames: frames.length,
  };
}

async function rows(): Promise<BenchRow[]> {
  const found = await measureRuns(edgesOf);
  const mean = (value: (edges: Edges) => number) => meanOf(found.map(value));
  const sum = (value: (edges: Edges) => number) => found.reduce((total, edges) => total + value(edges), 0);
  return [
    {
      name: 'F of mattes (peer: soft masks as kept, cut at one half and enlarged)',
      ours: mean((e) => e.matteF),
      peer: mean((e) => e.softF),
      unit: '',
    },
    {
      name: 'F of mattes (peer: masks at the patches of the cut, enlarged)',
      ours: mean((e) => e.matteF),
      peer: mean((e) => e.patchF),
      unit: '',
    },
    {
      name: 'F of masks at the patches of the cut, enlarged, above that of mattes',
      ours: mean((e) => e.patchF - e.matteF),
      peer: null,
      unit: 'points',
      limit: -3,
    },
    {
      name: 'flicker of mattes along the flow (peer: nothing smoothed over time)',
      ours: mean((e) => e.flicker),
      peer: mean((e) => e.rawFlicker),
      unit: '',
      limit: 2 / 3,
    },
    {
      name: 'J lost by smoothing',
      ours: mean((e) => e.rawJ - e.matteJ),
      peer: null,
      unit: 'points',
      limit: 0.05,
    },
    {
      name: `holes up to the chosen size, in ${sum((e) => e.frames)} frames`,
      ours: sum((e) => e.holes),
      peer: null,
      unit: '',
      limit: 0,
    },
  ];
}

/** Mattes of runs of DAVIS: their edges, their flicker, their holes. */
export const bench: Bench = {
  name: 'edges',
  run: () => (davisRunFolders === undefined ? Promise.resolve([]) : rows()),
};
