import type { Provider } from '../onnx/session.ts';
import type { FlowField, RgbImage } from '../raster/types.ts';

/** A dense optical flow method (psi of the paper, section 2.1). */
export interface FlowEstimator {
  /** Its name in options and cache keys. */
  readonly id: string;
  /** Raised whenever the same pictures give another flow: part of cache keys. */
  readonly version: number;
  /** SHA-256 of its weights, where it has any: part of cache keys. */
  readonly weightsSha256?: string;
  /** What computes it. */
  readonly provider: Provider;
  /**
   * The flow from `first` to each of `seconds`, at the pictures' size, in the order of `seconds`. Calls may overlap;
   * pictures are recognised by identity and must not be changed while the estimator lives. Throws where the sizes
   * differ, and the cancellation error once `signal` is aborted.
   */
  estimatePairs(first: RgbImage, seconds: readonly RgbImage[], signal: AbortSignal): Promise<FlowField[]>;
  /** Ends its threads and sessions; nothing may be estimated afterwards. */
  dispose(): Promise<void>;
}
