import type { RunConfig } from '../api/run-config.ts';
import type { RunReport } from '../runs/report.ts';
import type { Store } from '../store/store.ts';
import type { ProgressNode } from '../base/progress.ts';
import type { ChunkSource } from './frame-chunks.ts';

/** What one clip's run gets besides its configuration. */
export interface RunServices {
  readonly store: Store;
  readonly signal: AbortSignal;
  /** The clip's part of the progress; the orchestrator splits it into its stages' slices. */
  readonly progress: ProgressNode;
  /** Recomputes what lies in the output folder already. */
  readonly force: boolean;
  /** Hears, in one sentence, what a person should know and no error is: memory that ran out, a repaired file. */
  readonly notify: (sentence: string) => void;
  /** Where several machines share the clip's frames: the chunks that are computed first. */
  readonly chunks?: ChunkSource;
}

/** Runs one clip from its file or frames folder to masks in `outDir`, which is the clip's own. */
export type RunClip = (
  clipPath: string,
  outDir: string,
  config: RunConfig,
  services: RunServices,
) => Promise<RunReport>;
