import type { JobProgress } from '../api/queue.ts';
import type { RunConfig } from '../api/run-config.ts';
import type { FrameSpan } from './farm-job.ts';

/** What the process of one clip is told to do; all paths are of this machine. */
export interface ClipOrder {
  readonly kind: 'run' | 'chunk';
  readonly clip: string;
  readonly config: RunConfig;
  /** Where the results of a run are written before they are published. */
  readonly outDir: string;
  /** The frames of a chunk; null for a whole clip. */
  readonly frames: FrameSpan | null;
  readonly cacheFolder: string;
  readonly cacheLimitBytes: number;
  /** The folder on the share that holds what was computed of this clip so far. */
  readonly checkpointDir: string | null;
}

/** What the process of a clip tells: any number of progress and notices, then one end. */
export type ClipAnswer =
  | { readonly kind: 'progress'; readonly progress: JobProgress }
  | { readonly kind: 'notice'; readonly sentence: string }
  | ClipEnd;

/** How a clip's process ended. */
export type ClipEnd =
  | {
      readonly kind: 'done';
      readonly digest: string;
      readonly frameCount: number;
      readonly computedFrameCount: number;
      readonly provider: string;
    }
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'cancelled' };

/** Who hears of a clip while it runs, and can stop it. */
export interface ClipListener {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
  readonly notify: (sentence: string) => void;
}

/** Works an order off; never rejects. */
export type RunOrder = (order: ClipOrder, listener: ClipListener) => Promise<ClipEnd>;
