import type { JobProgress } from '../../api/queue.ts';
import type { ErrorWords } from '../../base/error-words.ts';
import type { ProviderReport } from '../../onnx/providers.ts';

/** What a job's thread is started with. */
export interface JobOrder {
  readonly cacheFolder: string;
  readonly cacheLimitBytes: number;
  readonly clip: string;
  readonly outDir: string;
  /** As `parseRunConfig` takes it. */
  readonly config: unknown;
  /** What was found out about the providers by jobs before; null: the job finds out where it has to. */
  readonly providers: readonly ProviderReport[] | null;
}

/** What a job's thread tells: any number of progress and notices, what it found out about the providers, then one end. */
export type JobAnswer =
  | { readonly kind: 'progress'; readonly progress: JobProgress }
  | { readonly kind: 'notice'; readonly sentence: string }
  | { readonly kind: 'providers'; readonly found: readonly ProviderReport[] }
  /** `report` is the run's report as JSON text. */
  | { readonly kind: 'done'; readonly report: string; readonly computedFrames: number }
  | { readonly kind: 'failed'; readonly error: string; readonly words?: ErrorWords; readonly detail?: string }
  | { readonly kind: 'cancelled' };

/** How a job ended. */
export type JobEnd = Exclude<JobAnswer, { readonly kind: 'progress' | 'notice' | 'providers' }>;
