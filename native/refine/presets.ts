import { constantRate, cosineRate, warmUp } from '../onnx/autodiff/learning-rates.ts';
import type { LearningRate } from '../onnx/autodiff/learning-rates.ts';

/** How long and how fast a network learns. */
export interface RefinePreset {
  readonly batch: number;
  readonly learningRate: (steps: number) => LearningRate;
  /** The share of the overlap in the loss (see `warpedObjective`); 0 in the paper. */
  readonly overlap: number;
  /** Samples that count as one epoch: the clip's frames, but within these bounds. */
  readonly epochSamples: { readonly least: number; readonly most: number };
  /**
   * The frames whose pseudo masks are learned: all of them, as in the paper, or the confident ones, by which the network
   * sees the others, whose errors it then does not repeat.
   */
  readonly trusted: 'all' | 'confident';
  /**
   * Whether soft masks are averaged over time: the pseudo masks before they are learned, each with its neighbours',
   * warped to it and weighted by their frames' confidence, for what the cut missed in one frame it found in others; and
   * in the end the network's own in the same way, with the graph cut's, for both err in other places. In the paper,
   * the network's masks stand alone.
   */
  readonly temporalMean: boolean;
}

/** The presets by the decoder that they train. */
export const refinePresets: Readonly<Record<'paper' | 'compact', RefinePreset>> = {
  /** Section 3.1: Adam with 1e-4 throughout, batches of 16; an epoch is the clip. */
  paper: {
    batch: 16,
    learningRate: () => constantRate(1e-4),
    overlap: 0,
    epochSamples: { least: 1, most: Infinity },
    trusted: 'all',
    temporalMean: false,
  },
  /** For CPUs, by measurement: short clips get enough steps to learn anything, long ones end in minutes. */
  compact: {
    batch: 2,
    learningRate: (steps) => warmUp(20, cosineRate({ rate: 3e-3, steps })),
    overlap: 1,
    epochSamples: { least: 48, most: 72 },
    trusted: 'confident',
    temporalMean: true,
  },
};

/** The steps of so many epochs over the clip's frames. */
export function stepsOf({ batch, epochSamples }: RefinePreset, epochs: number, frames: number): number {
  const samples = Math.min(Math.max(frames, epochSamples.least), epochSamples.most);
  return Math.ceil((epochs * samples) / batch);
}
