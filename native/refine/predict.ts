import { grayLevels } from '../raster/gray-levels.ts';
import type { StageContext } from '../base/context.ts';
import { throwIfCancelled } from '../base/errors.ts';
import type { Segmenter } from '../models/segmenter.ts';
import type { ParameterValues } from '../onnx/autodiff/flat-parameters.ts';
import type { TensorData } from '../onnx/data-type.ts';
import { GraphBuilder } from '../onnx/graph.ts';
import * as op from '../onnx/ops.ts';
import { createSession, type Provider } from '../onnx/session.ts';
import { stackInputs } from './training-batch.ts';

/** A trained network. */
export interface TrainedSegmenter {
  readonly segmenter: Segmenter;
  readonly parameters: ParameterValues;
}

/** Frames to segment, and where their masks go. */
export interface PredictOptions extends TrainedSegmenter {
  readonly provider: Provider;
  /** Frames to segment, in this order. */
  readonly frames: readonly number[];
  input(frame: number): TensorData;
  /** Takes the soft masks of a batch: gray levels 0..255, [H · W] each. */
  keep(masks: readonly { readonly frame: number; readonly soft: Uint8Array }[]): void;
}

/** Frames of one run. */
const BATCH = 8;

/** The network as a graph: `input` [batch, ...] to `mask`, the foreground's probability, [batch, 1, H, W]. */
export function inferenceGraph({ segmenter, parameters }: TrainedSegmenter, batch: number): GraphBuilder {
  const graph = new GraphBuilder();
  const { dtype, shape } = segmenter.input;
  const input = graph.input('input', [batch, ...shape], dtype);
  const weights = new Map(
    [...parameters].map(([name, { data, shape: of }]) => [name, graph.weight(name, data, of)]),
  );
  graph.output('mask', op.sigmoid(segmenter.logits(input, (name) => weights.get(name)!)));
  return graph;
}

/** Soft masks of single frames, without flow (paper, section 3.2), batch by batch. */
export async function predict(options: PredictOptions, context: StageContext): Promise<void> {
  const { segmenter, frames, provider } = options;
  const batch = Math.max(1, Math.min(BATCH, frames.length));
  const plane = segmenter.output.widthPx * segmenter.output.heightPx;
  const session = await createSession(inferenceGraph(options, batch), { provider });
  try {
    for (let start = 0; start < frames.length; start += batch) {
      throwIfCancelled(context.signal);
      const taken = frames.slice(start, start + batch);
      // The last batch is filled up with its last frame.
      const inputs = Array.from({ length: batch }, (_, k) =>
        options.input(taken[Math.min(k, taken.length - 1)]!),
      );
      const { mask } = await session.run({ input: stackInputs(segmenter, inputs) });
      const values = mask!.data as Float32Array;
      options.keep(
        taken.map((frame, k) => ({ frame, soft: grayLevels(values.subarray(k * plane, (k + 1) * plane)) })),
      );
      context.progress.report(start + taken.length, frames.length, `on ${provider}`);
    }
  } finally {
    await session.dispose();
  }
}
