import { type Encoder, type Flow, patchSides, type RunConfig } from '../api/run-config.ts';
import { embeddedFlowVersion } from '../flow/embedded/embedded-flow.ts';
import type { FlowEstimator } from '../flow/flow-estimator.ts';
import { networkFlowVersions } from '../flow/network-flow.ts';
import type { BlackBars } from '../video/black-bars.ts';
import { clipGeometry } from './clip-geometry.ts';
import { frameKeys, type FrameKeys, type KeyedWork } from '../pipeline/clip-work.ts';
import { embeddedMotionId } from '../weights/library/embedded-weights.ts';
import { shotsFromCuts } from './shots.ts';

/** SHA-256 of a run's inputs by name: `clip`, and the models by their ids. */
export type InputDigests = Readonly<Record<string, string>>;

/** What of a flow estimator is part of cache keys. */
export type FlowIdentity = Pick<FlowEstimator, 'id' | 'version' | 'weightsSha256'>;

/** What of a patch encoder is part of cache keys, and the length of its features. */
export interface EncoderIdentity {
  readonly id: Encoder;
  /** Raised whenever the same picture gives other features. */
  readonly version: number;
  /** SHA-256 of the weights; null where there are none. */
  readonly weightsSha256: string | null;
  readonly dim: number;
}

const versionOf = (id: Encoder) => (id === 'embedded' ? 2 : 1);

/** Length of a patch's features by encoder. */
export const featureDims = {
  embedded: 128,
  'dino-vits16': 384,
  'dino-vits8': 384,
  'dino-vitb16': 768,
  'dino-vitb8': 768,
} as const satisfies Readonly<Record<Encoder, number>>;

/** The encoder of that name with the weights whose digests these are. */
export const encoderIdentity = (id: Encoder, digests: InputDigests): EncoderIdentity => ({
  id,
  version: versionOf(id),
  weightsSha256: digests[id === 'embedded' ? embeddedMotionId : id] ?? null,
  dim: featureDims[id],
});

/** The flow estimator of that name with the weights whose digests these are. */
export function flowIdentity(id: Flow, digests: InputDigests): FlowIdentity {
  const version = id === 'embedded' ? embeddedFlowVersion : networkFlowVersions[id];
  const sha256 = digests[id];
  return { id, version, ...(sha256 === undefined ? {} : { weightsSha256: sha256 }) };
}

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
