import { patchSides, type RunConfig } from '../api/run-config.ts';
import type { BlackBars } from '../video/black-bars.ts';
import { clipGeometry } from './clip-geometry.ts';
import { frameKeys, type FrameKeys, type KeyedWork } from './frame-keys.ts';
import { encoderIdentity, flowIdentity, type InputDigests } from './input-identity.ts';
import { shotsFromCuts } from './shots.ts';

/** What a run's report tells of its inputs. */
export interface ReportedInputs {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly frameCount: number;
  readonly config: RunConfig;
  readonly digests: InputDigests;
  /** First frames of shots after the first. */
  readonly sceneCuts: readonly number[];
  readonly blackBars: BlackBars;
}

/** A finished run's settings and cache keys. */
export interface RunIdentity extends KeyedWork {
  readonly keys: FrameKeys;
}

/** The finished run with its cache keys, which this program version would give the same clip. */
export function reopenWork(report: ReportedInputs): RunIdentity {
  const { widthPx, heightPx, config, digests, frameCount, sceneCuts, blackBars } = report;
  const clip = { widthPx, heightPx, digest: digests['clip'] ?? '' };
  const work = {
    clip,
    config,
    geometry: clipGeometry(clip, config, patchSides[config.encoder]),
    shots: shotsFromCuts(sceneCuts, frameCount, blackBars),
    flow: flowIdentity(config.flow, digests),
    encoder: encoderIdentity(config.encoder, digests),
  };
  return { ...work, keys: frameKeys(work) };
}
