import { renderFrame } from '../../native/scenes/render-scene.ts';
import { drawScene } from '../../native/scenes/scene.ts';
import { sceneAlpha } from '../../native/scenes/scene-matte.ts';
import { foregroundColours } from '../../native/matte/colours/foreground-colours.ts';
import { guidedUpsample } from '../../native/matte/guided-upsampling.ts';
import { matteFrame } from '../../native/matte/matte-frame.ts';
import { type MatteErrors, matteErrors } from '../../native/metrics/matte-errors.ts';
import { resizePlaneArea, resizePlaneBilinear } from '../../native/raster/resample.ts';
import type { FloatPlane } from '../../native/raster/types.ts';
import type { Bench, BenchRow } from './bench.ts';

const size = { widthPx: 960, heightPx: 544 };
const guideSize = { widthPx: 480, heightPx: 272 };
/** What a soft mask resolves: an eighth of the frame. */
const coarseSize = { widthPx: 120, heightPx: 68 };
/** Scenes with an object, and with nothing half transparent before it: of that no soft mask tells. */
const seeds = [4, 8, 9, 11, 12, 13, 14, 15, 16, 17, 19, 20];
const settings = { detail: 1, holePx: 12, speckPx: 12 };
/** How far, in pixels of the soft mask, its edge is from the true one here and there. */
const WOBBLE_PX = 0.6;

/** A soft mask as a network makes it: coarse, its edge a little off. */
function softMask(truth: FloatPlane, seed: number): FloatPlane {
  const coarse = resizePlaneArea(truth, coarseSize);
  const { widthPx, heightPx } = coarse;
  const at = (x: number, y: number) => {
    const [cx, cy] = [Math.min(Math.max(x, 0), widthPx - 1), Math.min(Math.max(y, 0), heightPx - 1)];
    const [left, top] = [Math.min(Math.floor(cx), widthPx - 2), Math.min(Math.floor(cy), heightPx - 2)];
    const [fx, fy] = [cx - left, cy - top];
    const i = top * widthPx + left;
    const upper = coarse.data[i]! + fx * (coarse.data[i + 1]! - coarse.data[i]!);
    const lower =
      coarse.data[i + widthPx]! + fx * (coarse.data[i + widthPx + 1]! - coarse.data[i + widthPx]!);
    return upper + fy * (lower - upper);
  };
  const data = new Float32Array(coarse.data.length);
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [i % widthPx, Math.floor(i / widthPx)];
    data[i] = at(x + WOBBLE_PX * Math.sin(y / 5 + seed), y + WOBBLE_PX * Math.sin(x / 6 + 2 * seed));
  }
  return { widthPx, heightPx, data };
}

const kinds = ['matte', 'hard mask', 'guided filter'] as const;
type Kind = (typeof kinds)[number];
const measures = ['sad', 'mse', 'gradient', 'connectivity'] as const;

function mattesOf(seed: number): { truth: FloatPlane; mattes: Record<Kind, FloatPlane> } {
  const scene = drawScene(seed, size);
  const frame = renderFrame(scene, 0);
  const truth = sceneAlpha(scene, 0);
  const soft = softMask(truth, seed);
  const enlarged = resizePlaneBilinear(soft, size);
  const guided = guidedUpsample(soft, frame, guideSize);
  return {
    truth,
    mattes: {
      matte: matteFrame({ frame, soft, guideSize }, settings),
      'hard mask': { ...size, data: enlarged.data.map((value) => Number(value > 0.5)) },
      'guided filter': { ...size, data: guided.data.map((value) => Math.min(Math.max(value, 0), 1)) },
    },
  };
}

/** Limits of ours / peer that the mattes must keep on rendered scenes. */
const limits: Readonly<Record<Exclude<Kind, 'matte'>, number>> = { 'hard mask': 0.5, 'guided filter': 1 };

function errorRows(): BenchRow[] {
  const sums = Object.fromEntries(
    kinds.map((kind) => [kind, { sad: 0, mse: 0, gradient: 0, connectivity: 0 }]),
  ) as Record<Kind, { -readonly [M in keyof MatteErrors]: number }>;
  for (const seed of seeds) {
    const { truth, mattes } = mattesOf(seed);
    for (const kind of kinds) {
      const errors = matteErrors(mattes[kind], truth);
      for (const measure of measures) sums[kind][measure] += errors[measure] / seeds.length;
    }
  }
  return (['hard mask', 'guided filter'] as const).flatMap((peer) =>
    measures.map((measure) => ({
      name: `${measure}, matte beside the ${peer}`,
      ours: sums.matte[measure],
      peer: sums[peer][measure],
      unit: measure === 'mse' ? '' : 'px',
      limit: limits[peer],
    })),
  );
}

function speedRows(): BenchRow[] {
  const full = { widthPx: 1920, heightPx: 1088 };
  const scene = drawScene(seeds[4]!, full);
  const frame = renderFrame(scene, 0);
  const truth = sceneAlpha(scene, 0);
  const soft = resizePlaneArea(truth, coarseSize);
  const times = { matte: Infinity, colours: Infinity };
  // Processor time: on a busy machine the clock tells more of others' work than of this.
  const cpuMs = () => process.cpuUsage().user / 1000;
  for (let round = 0; round < 4; round++) {
    let start = cpuMs();
    const matte = matteFrame({ frame, soft, guideSize }, settings);
    times.matte = Math.min(times.matte, cpuMs() - start);
    start = cpuMs();
    foregroundColours(frame, matte.data);
    times.colours = Math.min(times.colours, cpuMs() - start);
  }
  return [
    { name: '1080p matte, processor time', ours: times.matte, peer: null, unit: 'ms' },
    { name: '1080p foreground colours, processor time', ours: times.colours, peer: null, unit: 'ms' },
  ];
}

/** Mattes of rendered scenes against their exact alpha, and what a 1080p frame takes. */
export const bench: Bench = {
  name: 'matte',
  run: () => Promise.resolve([...errorRows(), ...speedRows()]),
};
