import type { SpadeDecoderConfig } from '../../../native/models/spade-decoder.ts';

/** What both sides of the training benchmark do; a file of it is their only argument. */
export interface TrainingTask {
  readonly config: SpadeDecoderConfig;
  /** The parameters' names and shapes in the order in which they lie in their file. */
  readonly shapes: readonly (readonly [string, readonly number[]])[];
  readonly featureShape: readonly number[];
  readonly targetShape: readonly number[];
  /** Height and width of the logits. */
  readonly size: readonly [number, number];
  /** Paths of raw float32 values. */
  readonly files: Readonly<Record<'parameters' | 'features' | 'target', string>>;
  readonly rate: number;
  readonly steps: number;
  readonly threads: number;
}

/** What both sides print. */
export interface TrainingResult {
  /** Of the fastest step but the first. */
  readonly seconds: number;
  readonly peakMb: number;
  readonly losses: readonly number[];
}
