import type { RunConfig } from '../api/run-config.ts';
import type { Store } from '../store/store.ts';
import type { FlowEstimator } from '../flow/flow-estimator.ts';
import type { ClipInfo } from '../video/clip.ts';
import type { ClipGeometry } from '../runs/clip-geometry.ts';
import type { FramePool } from './frame-pool.ts';
import type { PatchEncoder } from './patch-encoders.ts';
import type { FrameKeys } from '../runs/keys/frame-keys.ts';
import type { Shots } from '../runs/shots.ts';

/** Everything that the stages of one clip's run share. */
export interface ClipWork {
  readonly clip: ClipInfo;
  readonly config: RunConfig;
  readonly geometry: ClipGeometry;
  readonly shots: Shots;
  readonly store: Store;
  readonly pool: FramePool;
  readonly flow: FlowEstimator;
  readonly encoder: PatchEncoder;
  readonly signal: AbortSignal;
  readonly keys: FrameKeys;
  /** Frames that each stage computed in this run, the cached ones left out. */
  readonly computed: Record<string, number>;
}
