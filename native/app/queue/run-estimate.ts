import { availableParallelism } from 'node:os';
import { patchSides, type RunConfig } from '../../api/run-config.ts';
import { clipGeometry } from '../../runs/clip-geometry.ts';
import { featureDims } from '../../runs/keys/input-identity.ts';
import { expectedStageSec, trainingSteps } from '../../pipeline/stage-times.ts';
import type { RasterSize } from '../../raster/types.ts';

/** The cores behind the expected times. */
const expectedCores = 2;
const coreShare = expectedCores / availableParallelism();

/** What a finished run of this machine took. */
export interface MeasuredRun {
  readonly config: RunConfig;
  readonly frames: number;
  readonly timeSec: number;
  /** 0 where nothing was trained. */
  readonly trainingSec: number;
  readonly trainingSteps: number;
}

/** An estimate of what a run takes. */
export interface RunEstimate {
  readonly timeSec: number;
  /** Whether past runs of this machine are behind `timeSec`. */
  readonly measured: boolean;
  readonly memoryBytes: number;
  readonly diskBytes: number;
}

/** Whether two configurations do the same work per frame. */
const isAlike = (a: RunConfig, b: RunConfig) =>
  a.encoder === b.encoder &&
  a.flow === b.flow &&
  (!a.refine || a.warpFlow === b.warpFlow) &&
  a.refine === b.refine;

/** The time from the runs alike on this machine, the training by its steps and the rest by frames; else the expected one. */
function timeOf(config: RunConfig, frames: number, past: readonly MeasuredRun[]) {
  const alike = past.filter((run) => isAlike(run.config, config));
  const sum = (value: (run: MeasuredRun) => number) => alike.reduce((total, run) => total + value(run), 0);
  const { training, ...others } = expectedStageSec(config, frames);
  const measuredFrames = sum((run) => run.frames);
  const framesSec =
    measuredFrames > 0
      ? (frames * sum((run) => run.timeSec - run.trainingSec)) / measuredFrames
      : Object.values(others).reduce((total, sec) => total + sec, 0) * coreShare;
  const measuredSteps = sum((run) => run.trainingSteps);
  const trainingSec =
    measuredSteps > 0
      ? (trainingSteps(config, frames) * sum((run) => run.trainingSec)) / measuredSteps
      : training * coreShare;
  return { timeSec: framesSec + trainingSec, measured: measuredFrames > 0 };
}

const area = ({ widthPx, heightPx }: RasterSize) => widthPx * heightPx;

/** Bytes in the cache and in the output folder: four flows and two kinds of features in half floats, masks, overlay. */
function diskOf(source: RasterSize, config: RunConfig, frames: number): number {
  const { working, grid, flow } = clipGeometry(source, config, patchSides[config.encoder]);
  const nodes = grid.rows * grid.cols;
  const flows = 4 * 2 * 2 * area(flow) * (config.refine && config.warpFlow !== config.flow ? 2 : 1);
  const features = 2 * 2 * nodes * featureDims[config.encoder] + 6 * nodes;
  const pictures = config.refine ? 7 * area(working) : 0;
  // A mask's PNG takes about a fiftieth of a byte per pixel, in the cache and as a file; the overlay's H.264 a twelfth.
  const outputs = area(source) * (0.02 * (config.refine ? 4 : 2) + 1 / 12);
  return Math.round(frames * (flows + features + pictures + outputs));
}

/** Frames in flight in every stage, the workers' own memory, networks and their weights. */
function memoryOf(source: RasterSize, config: RunConfig): number {
  const workers = availableParallelism();
  const { working } = clipGeometry(source, config, patchSides[config.encoder]);
  const frames = area(source) * (3 * (8 + 2 * workers) + 12 * workers);
  const networks = (config.encoder === 'embedded' ? 0 : 1.5e9) + (config.flow === 'embedded' ? 0 : 1e9);
  const training = config.refine ? 5000 * area(working) : 0;
  return Math.round(4e8 + 8e7 * workers + frames + networks + training);
}

/** What the run of a clip of so many frames of this size will take, about. */
export function estimateRun(
  source: RasterSize,
  frames: number,
  config: RunConfig,
  past: readonly MeasuredRun[],
): RunEstimate {
  return {
    ...timeOf(config, frames, past),
    memoryBytes: memoryOf(source, config),
    diskBytes: diskOf(source, config, frames),
  };
}
