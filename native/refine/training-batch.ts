import type { Segmenter } from '../models/segmenter.ts';
import { elementCount, type TensorData } from '../onnx/data-type.ts';
import type { TensorType } from '../onnx/graph.ts';
import type { FlowField } from '../raster/types.ts';
import type { Draw, ScheduleFrames } from './loss-schedule.ts';
import { comparisonTypes } from './warped-objective.ts';

/** What a network is trained on: frames by index, of one clip or of several in a row, read when they are drawn. */
export interface TrainingFrames extends ScheduleFrames {
  /** What the segmenter takes of a frame. */
  input(frame: number): TensorData;
  /** A frame's pseudo mask at the resolution of the logits, [H · W], 0..255. */
  target(frame: number): Uint8Array;
  /** The flow from a frame to its neighbour at `offset`, at the resolution of the logits. */
  flow(frame: number, offset: number): FlowField;
}

/** The batch's tensors by name for `buildTrainingStep`: `input` and those that it is compared with. */
export const batchTypes = (segmenter: Segmenter, batch: number): Readonly<Record<string, TensorType>> => ({
  input: { dtype: segmenter.input.dtype, shape: [batch, ...segmenter.input.shape] },
  ...comparisonTypes(batch, segmenter.output),
});

const emptyLike = { uint8: Uint8Array, float16: Uint16Array, float32: Float32Array } as const;

function emptyInput({ input }: Segmenter, items: number): Uint8Array | Uint16Array | Float32Array {
  const { dtype } = input;
  const Elements = dtype === 'uint8' || dtype === 'float16' ? emptyLike[dtype] : emptyLike.float32;
  return new Elements(items * elementCount(input.shape));
}

/** Inputs of several frames side by side, as one batch. */
export function stackInputs(segmenter: Segmenter, inputs: readonly TensorData[]): TensorData {
  const stacked = emptyInput(segmenter, inputs.length);
  const length = elementCount(segmenter.input.shape);
  inputs.forEach((input, k) => stacked.set(input as Uint8Array, k * length));
  return stacked;
}

/** The feeds of a batch of samples, in their order. */
export function trainingBatch(segmenter: Segmenter, frames: TrainingFrames, draws: readonly Draw[]) {
  const plane = segmenter.output.widthPx * segmenter.output.heightPx;
  const flow = new Float32Array(draws.length * 2 * plane);
  const target = new Uint8Array(draws.length * plane);
  draws.forEach(({ frame, offset }, k) => {
    const compared = frame + offset;
    target.set(frames.target(compared), k * plane);
    if (offset !== 0) flow.set(frames.flow(compared, -offset).data, k * 2 * plane);
  });
  const inputs = draws.map(({ frame }) => frames.input(frame));
  return {
    input: stackInputs(segmenter, inputs),
    flow,
    target,
    own: Float32Array.from(draws, ({ offset }) => Number(offset === 0)),
  };
}
