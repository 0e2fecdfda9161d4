import type { JobProgress } from '../../api/queue.ts';

/** What a job's thread is started with. */
export interface JobOrder {
  readonly cacheFolder: string;
  readonly cacheLimitBytes: number;
  readonly clip: string;
  readonly outDir: string;
  /** As `parseRunConfig` takes it. */
  readonly config: unknown;
}

/** What a job's thread tells: any number of progress and notices, then one end. */
export type JobAnswer =
  | { readonly kind: 'progress'; readonly progress: JobProgress }
  | { readonly kind: 'notice'; readonly sentence: string }
  /** `report` is the run's report as JSON text. */
  | { readonly kind: 'done'; readonly report: string; readonly computedFrames: number }
  | { readonly kind: 'failed'; readonly error: string; readonly detail?: string }
  | { readonly kind: 'cancelled' };

/** How a job ended. */
export type JobEnd = Exclude<JobAnswer, { readonly kind: 'progress' | 'notice' }>;
