import type { RunConfig } from '../api/run-config.ts';
import type { FlowEstimator } from '../flow/flow-estimator.ts';
import type { ClipGeometry } from '../runs/clip-geometry.ts';
import type { FrameKeys } from '../runs/keys/frame-keys.ts';
import type { EncoderIdentity, FlowIdentity } from '../runs/keys/input-identity.ts';
import type { Shots } from '../runs/shots.ts';
import type { Store } from '../store/store.ts';
import type { ClipInfo } from '../video/clip.ts';
import type { FramePool } from './frame-pool.ts';
import type { PatchEncoder } from './patch-encoders.ts';

/** What outlives the worker threads and networks of a clip's run: enough to recall what was computed. */
export interface RestingWork {
  readonly clip: ClipInfo;
  readonly config: RunConfig;
  readonly geometry: ClipGeometry;
  readonly shots: Shots;
  readonly store: Store;
  readonly flow: FlowIdentity;
  readonly encoder: EncoderIdentity;
  readonly signal: AbortSignal;
  readonly keys: FrameKeys;
  /** Frames that each stage computed in this run, the cached ones left out. */
  readonly computed: Record<string, number>;
}

/** Everything that the stages of one clip's run share. Threads and networks live as long as `withCutClip`'s callback. */
export interface ClipWork extends RestingWork {
  readonly pool: FramePool;
  readonly flow: FlowEstimator;
  readonly encoder: PatchEncoder;
}

/** The work without what lives: this may leave the callback. */
export function restingWork(work: ClipWork): RestingWork {
  const { clip, config, geometry, shots, store, signal, keys, computed, flow, encoder } = work;
  const { id, version, weightsSha256, dim } = encoder;
  const flowIdentity = {
    id: flow.id,
    version: flow.version,
    ...(flow.weightsSha256 === undefined ? {} : { weightsSha256: flow.weightsSha256 }),
  };
  return {
    ...{ clip, config, geometry, shots, store, signal, keys, computed },
    flow: flowIdentity,
    encoder: { id, version, weightsSha256, dim },
  };
}
