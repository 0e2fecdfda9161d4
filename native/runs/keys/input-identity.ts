import type { Encoder, Flow } from '../../api/run-config.ts';
import { embeddedFlowVersion } from '../../flow/embedded/embedded-flow.ts';
import type { FlowEstimator } from '../../flow/flow-estimator.ts';
import { networkFlowVersions } from '../../flow/network-flow.ts';
import { embeddedMotionId } from '../../weights/library/embedded-weights.ts';

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
