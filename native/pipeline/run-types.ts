import type { RunConfig } from '../api/run-config.ts';
import type { Verdict } from '../api/verdict.ts';
import type { OutputDigests } from '../runs/output-digests.ts';
import type { Store } from '../store/store.ts';
import type { FrameMeasures } from './frame-measures.ts';
import type { ProgressNode } from '../base/progress.ts';
import type { RefinementReport } from './refinement/refine-clip.ts';

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
}

/** What a run of one clip says about itself: `run.json`, and the `--json` of the command line. */
export interface RunReport {
  readonly clip: string;
  readonly outDir: string;
  readonly frameCount: number;
  /** Frames whose masks this run computed; the others lay there already. */
  readonly computedFrameCount: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly config: RunConfig;
  readonly versions: Readonly<Record<string, string>>;
  /** SHA-256 of the inputs by name: the video's content, the weights. */
  readonly digests: Readonly<Record<string, string>>;
  /** SHA-256 of the files that the run wrote, by their path in its folder. */
  readonly outputs?: OutputDigests;
  readonly provider?: string;
  readonly timeSec: number;
  readonly timeSecPerStage: Readonly<Record<string, number>>;
  readonly masksDir: string;
  readonly overlayPath: string | null;
  /** How far each frame's foreground can be trusted, 0..1, without ground truth. */
  readonly confidence: readonly number[];
  /** Confidence, stability and area of each frame's mask. */
  readonly perFrame: readonly FrameMeasures[];
  /** How far the masks need a look, and why. */
  readonly verdict: Verdict;
  /** Where the refinement's files lie and how it ended; null where none was asked for. */
  readonly refinement: RefinementReport | null;
}

/** Runs one clip from its file or frames folder to masks in `outDir`, which is the clip's own. */
export type RunClip = (
  clipPath: string,
  outDir: string,
  config: RunConfig,
  services: RunServices,
) => Promise<RunReport>;
