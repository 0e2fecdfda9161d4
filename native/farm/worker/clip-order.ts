import type { WordedFailure } from '../../base/error-words.ts';
import type { FrameRange } from '../../base/frame-indices.ts';
import type { ChunkAnswer, ChunkAsk } from '../chunks/chunk-owner.ts';
import type { ExportRequest } from '../../api/exports.ts';
import type { JobProgress } from '../../api/queue.ts';
import type { RunConfig } from '../../api/run-config.ts';
import type { ProviderReport } from '../../onnx/providers.ts';

/** A clip to be run; all paths are of this machine. */
export interface ClipOrder {
  readonly clip: string;
  readonly config: RunConfig;
  /** Where the results are written before they are published. */
  readonly outDir: string;
  /** What is exported of a finished run instead; null where the clip is run. */
  readonly exporting: { readonly runDir: string; readonly request: ExportRequest } | null;
  /** The folder of the share that keeps what was computed for another machine; null where none does. */
  readonly checkpointDir: string | null;
  /** How often it is copied there. */
  readonly keepMs: number;
  /** Frames of the chunks that are asked for, which other workers may compute; 0 where the clip is not shared. */
  readonly chunkFrames: number;
  /** Of another worker's clip, the chunk that is computed into its checkpoint instead; null where the clip is run. */
  readonly chunk: FrameRange | null;
  readonly cacheFolder: string;
  readonly cacheLimitBytes: number;
}

/** What the process of a clip is started with: what the worker's processes before it found out about the providers. */
export interface ProcessOrder extends ClipOrder {
  readonly providers: readonly ProviderReport[] | null;
}

/** What the process of a clip tells: any number of progress and notices, what it found out about the providers, one end. */
export type ClipAnswer =
  | { readonly kind: 'progress'; readonly progress: JobProgress }
  | { readonly kind: 'notice'; readonly sentence: string }
  | { readonly kind: 'nextChunk'; readonly ask: ChunkAsk }
  | { readonly kind: 'providers'; readonly found: readonly ProviderReport[] }
  | ClipEnd;

/** What the process of a clip is told while it works. */
export type ClipMessage =
  { readonly kind: 'cancel' } | { readonly kind: 'chunk'; readonly answer: ChunkAnswer | null };

/** How a clip's process ended. */
export type ClipEnd =
  | {
      readonly kind: 'done';
      /** SHA-256 of the clip that was run. */
      readonly digest: string;
      readonly frameCount: number;
      readonly computedFrameCount: number;
      readonly provider: string;
      /** Of an export: paths below its folder. */
      readonly exported?: { readonly paths: readonly string[]; readonly notices: readonly string[] };
    }
  | ({ readonly kind: 'failed' } & WordedFailure)
  | { readonly kind: 'cancelled' };

/** Who hears of a clip while it runs, and can stop it. */
export interface ClipListener {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
  readonly notify: (sentence: string) => void;
  /** Gives the next chunk of a clip that is shared. Never rejects. */
  readonly nextChunk?: (ask: ChunkAsk) => Promise<ChunkAnswer | null>;
}

/** Works an order off; never rejects. */
export type WorkOrder = (order: ClipOrder, listener: ClipListener) => Promise<ClipEnd>;
