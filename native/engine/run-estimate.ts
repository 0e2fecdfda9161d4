import { availableParallelism } from 'node:os';
import { patchSides, type Encoder, type Flow, type RunConfig } from '../api/run-config.ts';
import { clipGeometry } from '../jobs/clip-geometry.ts';
import { featureDims } from '../jobs/run-identity.ts';
import type { RasterSize } from '../raster/types.ts';
import { refinePresets, stepsOf } from '../refine/presets.ts';

/** Seconds a frame takes on two cores, four flows each (docs/results.md); only until runs were measured here. */
const flowSec: Readonly<Record<Flow, number>> = { embedded: 0.45, arflow: 0.8, gmflow: 2.8 };
/** Seconds for the features of a frame and of its flow. */
const encoderSec: Readonly<Record<Encoder, number>> = {
  embedded: 0.02,
  'dino-vits16': 0.5,
  'dino-vits8': 2.4,
  'dino-vitb16': 1.8,
  'dino-vitb8': 9,
};
/** Cut, masks and overlay. */
const otherSec = 0.1;
const trainingStepSec = { compact: 0.3, paper: 15 } as const;
const measuredCores = 2;

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

const kindOf = (config: RunConfig) =>
  config.encoder !== 'embedded' && config.preset === 'paper' ? 'paper' : 'compact';

/** Whether two configurations do the same work per frame. */
const isAlike = (a: RunConfig, b: RunConfig) =>
  a.encoder === b.encoder &&
  a.flow === b.flow &&
  (!a.refine || a.warpFlow === b.warpFlow) &&
  a.refine === b.refine;

function defaultFrameSec({ encoder, flow, warpFlow, refine }: RunConfig): number {
  const warping = refine && warpFlow !== flow ? flowSec[warpFlow] : 0;
  const share = measuredCores / availableParallelism();
  return (flowSec[flow] + warping + encoderSec[encoder] + otherSec) * share;
}

/** The time from the runs alike on this machine, the training by its steps and the rest by frames; else the defaults. */
function timeOf(config: RunConfig, frames: number, past: readonly MeasuredRun[]) {
  const alike = past.filter((run) => isAlike(run.config, config));
  const sum = (value: (run: MeasuredRun) => number) => alike.reduce((total, run) => total + value(run), 0);
  const measuredFrames = sum((run) => run.frames);
  const frameSec =
    measuredFrames > 0
      ? sum((run) => run.timeSec - run.trainingSec) / measuredFrames
      : defaultFrameSec(config);
  const measuredSteps = sum((run) => run.trainingSteps);
  const kind = kindOf(config);
  const stepSec = measuredSteps > 0 ? sum((run) => run.trainingSec) / measuredSteps : trainingStepSec[kind];
  const steps = config.refine ? stepsOf(refinePresets[kind], config.epochs, frames) : 0;
  return { timeSec: frames * frameSec + steps * stepSec, measured: measuredFrames > 0 };
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
