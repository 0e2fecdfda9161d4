import { usageError } from '../base/errors.ts';
import type { GraphBuilder, Tensor } from '../onnx/graph.ts';
import * as op from '../onnx/ops.ts';
import type { Provider } from '../onnx/session.ts';
import type { RasterSize } from '../raster/types.ts';

/** For which pictures a flow network is built: all of one size, one first picture and `pairs` second ones. */
export interface FlowNetworkOptions {
  readonly size: RasterSize;
  /** Second pictures per run; 1 unless said. */
  readonly pairs?: number;
  /** On what the graph will run; `cpu` unless said. */
  readonly provider?: Provider;
}

/**
 * Declares the inputs of a flow network, `first` [1, H, W, 3] and `seconds` [P, H, W, 3], uint8 as pictures lie in
 * memory, and returns them all as one batch [1 + P, H, W, 3], float32 of 0..255, the first picture first.
 */
export function pictureBatch(graph: GraphBuilder, { size, pairs = 1 }: FlowNetworkOptions): Tensor {
  const { widthPx, heightPx } = size;
  if (widthPx < 1 || heightPx < 1 || pairs < 1)
    throw usageError(`There is no optical flow of ${pairs} pairs of ${widthPx}x${heightPx} pixels.`);
  const first = graph.input('first', [1, heightPx, widthPx, 3], 'uint8');
  const seconds = graph.input('seconds', [pairs, heightPx, widthPx, 3], 'uint8');
  return op.cast(op.concat([first, seconds], { axis: 0 }), 'float32'); // [1 + P, H, W, 3]
}

/** Parts a batch [1 + P, ...] into that of the first picture [1, ...] and those of the second ones [P, ...]. */
export function splitBatch(batch: Tensor): { first: Tensor; seconds: Tensor } {
  const [first, seconds] = op.split(batch, { axis: 0, sizes: [1, batch.shape[0]! - 1] });
  return { first: first!, seconds: seconds! };
}
