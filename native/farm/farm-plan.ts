import type { RunConfig } from '../api/run-config.ts';
import { usageError } from '../base/errors.ts';
import { expectedStageSec } from '../pipeline/stage-times.ts';
import { parseReport } from '../runs/report.ts';
import { fewestWorkers, type SimulatedEnd, type SimulatedFarm, simulateFarm } from './simulate.ts';

/** What shall be planned. */
export interface PlanRequest {
  readonly videoHours: number;
  readonly framesPerSec: number;
  /** The length of a clip, in seconds of video. */
  readonly clipSec: number;
  readonly config: RunConfig;
  /** Hours until it has to be done; null asks how long `workers` take. */
  readonly withinHours: number | null;
  readonly workers: number | null;
  /** Computing of one frame on one worker; null takes what was measured, or what is expected. */
  readonly secPerFrame: number | null;
  readonly shareMegabytesPerSec: number;
  /** Megabytes that a minute of video and its masks weigh. */
  readonly megabytesPerMinute: number;
  readonly failuresPerHour: number;
}

/** Where the seconds of a frame come from. */
export type PlanBasis = 'given' | 'measured' | 'expected';

/** The answer of `fodvid plan`. */
export interface Plan {
  readonly workers: number;
  readonly hours: number;
  readonly efficiency: number;
  readonly clips: number;
  readonly frames: number;
  readonly secPerFrame: number;
  readonly basis: PlanBasis;
}

/** What a clip costs besides its computing: its process, the opening of its networks, publishing. */
const OVERHEAD_SEC = 3;
const LOCK_SEC = 45;
const REPAIR_SEC = 600;

/** Seconds of a frame by past runs of the same kind; null where there are none. */
function measuredSecPerFrame(past: readonly string[], config: RunConfig): number | null {
  const same = past.flatMap((report) => {
    const facts = parseReport(report);
    if (facts === null || facts.computedFrameCount < facts.frameCount) return [];
    const { encoder, flow, warpFlow, refine, epochs } = facts.config;
    const isSame =
      encoder === config.encoder &&
      flow === config.flow &&
      refine === config.refine &&
      (!refine || (warpFlow === config.warpFlow && epochs === config.epochs));
    return isSame ? [facts] : [];
  });
  const frames = same.reduce((sum, { frameCount }) => sum + frameCount, 0);
  return frames === 0 ? null : same.reduce((sum, { timeSec }) => sum + timeSec, 0) / frames;
}

function secPerFrameOf(request: PlanRequest, frames: number, past: readonly string[]): [number, PlanBasis] {
  if (request.secPerFrame !== null) return [request.secPerFrame, 'given'];
  const measured = measuredSecPerFrame(past, request.config);
  if (measured !== null) return [measured, 'measured'];
  const stages = Object.values(expectedStageSec(request.config, frames));
  return [stages.reduce((sum, sec) => sum + sec, 0) / frames, 'expected'];
}

/**
 * Plans a farm: how many workers are needed by then, or how long so many take. `past` are the reports of runs on this
 * machine, as JSON texts. Throws a usage error for what cannot be.
 */
export function planFarm(request: PlanRequest, past: readonly string[] = []): Plan {
  const { videoHours, framesPerSec, clipSec, withinHours, megabytesPerMinute } = request;
  const clips = Math.max(Math.round((videoHours * 3600) / clipSec), 1);
  const framesPerClip = Math.max(Math.round(clipSec * framesPerSec), 1);
  const [secPerFrame, basis] = secPerFrameOf(request, framesPerClip, past);
  const clip = { workSec: framesPerClip * secPerFrame, sizeBytes: (megabytesPerMinute * 1e6 * clipSec) / 60 };
  const farm: Omit<SimulatedFarm, 'workers'> = {
    clips: Array.from({ length: clips }, () => clip),
    overheadSec: OVERHEAD_SEC,
    shareBytesPerSec: request.shareMegabytesPerSec * 1e6,
    failuresPerHour: request.failuresPerHour,
    lockSec: LOCK_SEC,
    repairSec: REPAIR_SEC,
    stragglerShare: 0.05,
    stragglerFactor: 2,
    kept: 0.9,
    seed: 0,
  };
  const common = { clips, frames: clips * framesPerClip, secPerFrame, basis };
  const answer = (workers: number, end: SimulatedEnd): Plan => ({
    workers,
    hours: end.timeSec / 3600,
    efficiency: end.efficiency,
    ...common,
  });
  if (withinHours === null) {
    const workers = request.workers ?? 1;
    return answer(workers, simulateFarm({ ...farm, workers }));
  }
  const found = fewestWorkers(farm, withinHours * 3600, Math.max(clips, 1));
  if (found === null)
    throw usageError(
      `${videoHours} hours of video cannot be done within ${withinHours} hours by any number of workers: one clip takes ${(clip.workSec / 3600).toFixed(1)} hours, and the share ${((clips * clip.sizeBytes) / farm.shareBytesPerSec / 3600).toFixed(1)} hours; allow more time, or shorter clips.`,
    );
  return answer(found.workers, found.end);
}
