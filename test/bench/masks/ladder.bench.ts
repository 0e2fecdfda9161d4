import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { resolveRunConfig } from '../../../native/api/run-config.ts';
import { silentContext } from '../../../native/base/context.ts';
import { createProgress } from '../../../native/base/progress.ts';
import { openCache } from '../../../native/commands/open-cache.ts';
import { type DatasetSequence, listSequences, openSequence } from '../../../native/datasets/dataset.ts';
import { readMaskFiles } from '../../../native/datasets/mask-folder.ts';
import { bipartition } from '../../../native/graphcut/bipartition.ts';
import { connectedComponents } from '../../../native/graphcut/components.ts';
import { normalizedCut } from '../../../native/graphcut/normalized-cut.ts';
import { withAffinity } from '../../../native/graphcut/affinity/affinity.ts';
import { softPartition } from '../../../native/graphcut/soft-partition.ts';
import { guidedMask } from '../../../native/matte/guided-upsampling.ts';
import { regionSimilarity } from '../../../native/metrics/region-similarity.ts';
import type { CutClip } from '../../../native/pipeline/cut-clip.ts';
import { withCutClip } from '../../../native/pipeline/cut-clip.ts';
import { foregroundPatches } from '../../../native/pipeline/cut-stage.ts';
import { viewFloat16 } from '../../../native/raster/float16.ts';
import type { Mask, RgbImage } from '../../../native/raster/types.ts';
import { cutOptions } from '../../../native/runs/keys/frame-keys.ts';
import { recall, recallCut, recallFlows } from '../../../native/runs/stored/recall.ts';
import { decodeFrames } from '../../../native/video/decode-frames.ts';
import { expectedStageSec } from '../../../native/pipeline/stage-times.ts';
import { probeClip } from '../../../native/video/probe-clip.ts';
import type { Bench, BenchRow } from '../bench.ts';

/** The rungs, from what the program does to what it could reach at best. */
const rungs = [
  'motion network alone',
  'cut',
  'cut, side by ground truth',
  'best eigenvector and components',
  'cut, best threshold',
  'exact outlines around the right object',
] as const;
type Rung = (typeof rungs)[number];

const EIGENVECTORS = 4;
/** Every so many frames count: the ladder tells where the loss is, not the last tenth. */
const STRIDE = 5;

/** Whatever a cut offers as the object: both sides of each eigenvector, whole and by their largest components. */
async function candidates({ work }: CutClip, index: number): Promise<Float32Array[]> {
  const { grid } = work.geometry;
  const nodes = grid.rows * grid.cols;
  const open = (bytes: Uint8Array) => {
    const data = viewFloat16(bytes);
    return { ...grid, dim: data.length / nodes, data };
  };
  const appearance = open(recall(work, work.keys.appearance(index), 'appearance', index));
  const motion = open(recall(work, work.keys.motion(index), 'motion', index));
  const options = { ...cutOptions(work.config), label: basename(work.clip.path) };
  const vectors = await withAffinity(
    appearance,
    motion,
    options,
    (affinity) => normalizedCut(affinity, { eigenvectors: EIGENVECTORS }).eigenvectors,
  );
  return vectors.flatMap((vector) => {
    const soft = softPartition(vector, bipartition(vector));
    return [soft, soft.map((share) => 1 - share)].flatMap((side) => {
      const parts = connectedComponents(
        Uint8Array.from(side, (share) => Number(share > 0.5)),
        grid,
      );
      const alone = parts.slice(0, 3).map((part) => {
        const kept = new Set(part);
        return side.map((share, node) => (kept.has(node) ? share : Math.min(share, 0.49)));
      });
      return [side, ...alone];
    });
  });
}

/** J of each rung for one frame. */
async function climb(
  cut: CutClip,
  index: number,
  image: RgbImage,
  truth: Mask,
): Promise<Record<Rung, number>> {
  const { work, chosen } = cut;
  const { grid, flow } = work.geometry;
  const patches = (data: Float32Array) => ({ widthPx: grid.cols, heightPx: grid.rows, data });
  const coarse = (data: Float32Array) => guidedMask(patches(data), image, flow);
  const j = (mask: Mask) => regionSimilarity(truth, mask);
  const side = chosen[index]!;
  const ours = foregroundPatches(work, index, side);
  const mask = coarse(ours);
  const { moving } = await work.encoder.motionField(recallFlows(work, index));
  const { eigenvector, partition } = recallCut(work, index);
  const own = partition === null ? ours : softPartition(eigenvector, partition);
  const sides = [own, own.map((share) => 1 - share)].map((data) => j(coarse(data)));
  const others = (await candidates(cut, index)).map((data) => j(coarse(data)));
  const levels = [0.2, 0.35, 0.5, 0.65, 0.8].map((level) =>
    j(coarse(ours.map((share) => share + 0.5 - level))),
  );
  return {
    'motion network alone': j(guidedMask({ ...flow, data: moving! }, image, flow)),
    cut: j(mask),
    'cut, side by ground truth': Math.max(...sides),
    'best eigenvector and components': Math.max(...sides, ...others),
    'cut, best threshold': Math.max(...levels),
    'exact outlines around the right object': j(withExactBand(mask, truth)),
  };
}

/** Pixels on either side of the true outline in which nothing can be wrong. */
const BAND_PX = 12;

/** The mask with the truth where the truth's outline is near. */
function withExactBand(mask: Mask, truth: Mask): Mask {
  const { widthPx, heightPx } = truth;
  const near = new Uint8Array(truth.data.length);
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++) {
      const i = y * widthPx + x;
      const right = x + 1 < widthPx && truth.data[i] !== truth.data[i + 1];
      const below = y + 1 < heightPx && truth.data[i] !== truth.data[i + widthPx];
      if (!right && !below) continue;
      for (let dy = -BAND_PX; dy <= BAND_PX; dy++)
        for (let dx = -BAND_PX; dx <= BAND_PX; dx++) {
          const [px, py] = [x + dx, y + dy];
          if (px >= 0 && py >= 0 && px < widthPx && py < heightPx) near[py * widthPx + px] = 1;
        }
    }
  return { ...mask, data: mask.data.map((value, i) => (near[i] === 1 ? truth.data[i]! : value)) };
}

async function ladderOf(
  { framesFolder, groundTruth }: DatasetSequence,
  store: ReturnType<typeof openCache>,
): Promise<Record<Rung, number>> {
  const clip = await probeClip(framesFolder, silentContext);
  const config = resolveRunConfig({ refine: false });
  const slices = createProgress(() => undefined).split(expectedStageSec(config, clip.frameCount));
  const services = {
    store,
    signal: silentContext.signal,
    notify: () => undefined,
    slices,
    timed: async <T>(_stage: string, work: () => Promise<T> | T) => work(),
  };
  return withCutClip(clip, config, services, async (cut) => {
    const sums = Object.fromEntries(rungs.map((rung) => [rung, 0])) as Record<Rung, number>;
    let frames = 0;
    for await (const { index, image } of decodeFrames(clip, {}, silentContext)) {
      const truth = groundTruth.find(({ frameIndex }) => frameIndex === index);
      if (index % STRIDE !== 2 || truth === undefined) continue;
      const reached = await climb(cut, index, image, await readMaskFiles(truth));
      for (const rung of rungs) sums[rung] += 100 * reached[rung];
      frames++;
    }
    for (const rung of rungs) sums[rung] /= Math.max(frames, 1);
    return sums;
  });
}

/**
 * Where the loss is: J after each step, and what the next could reach with ground truth. The roots of DAVIS-like data
 * sets are given in FODVID_LADDER, separated by commas; FODVID_CACHE saves the flow from one call to the next.
 */
export const bench: Bench = {
  name: 'ladder',
  async run() {
    const roots = (process.env['FODVID_LADDER'] ?? '').split(',').filter((root) => root !== '');
    if (roots.length === 0) {
      console.error('ladder: left out; name the data sets by FODVID_LADDER=/path/to/davis,/path/to/other');
      return [];
    }
    const scratch = mkdtempSync(join(tmpdir(), 'fodvid-ladder-'));
    const store = openCache(process.env['FODVID_CACHE'] ?? scratch, (sentence) => console.error(sentence));
    try {
      const rows: BenchRow[] = [];
      for (const root of roots) {
        const names = await listSequences('davis16', root);
        const ladders: Record<Rung, number>[] = [];
        for (const name of names) {
          const ladder = await ladderOf(await openSequence('davis16', root, name), store);
          ladders.push(ladder);
          console.error(
            [name.padEnd(18), ...rungs.map((rung) => ladder[rung].toFixed(1).padStart(6))].join(' '),
          );
        }
        const note = `mean J over ${ladders.length} sequences, every ${STRIDE}th frame`;
        for (const rung of rungs)
          rows.push({
            name: `${basename(root)}: ${rung}`,
            ours: ladders.reduce((sum, ladder) => sum + ladder[rung], 0) / ladders.length,
            peer: null,
            unit: 'J',
            note,
          });
      }
      return rows;
    } finally {
      store.close();
      rmSync(scratch, { recursive: true, force: true });
    }
  },
};
