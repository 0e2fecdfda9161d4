import type { Tensor } from '../../onnx/graph.ts';
import * as op from '../../onnx/ops.ts';
import type { NetworkWeights } from '../network-weights.ts';
import { gmflowReduction } from './gmflow-config.ts';

/**
 * Convex upsampling: each fine pixel's flow is a mean of its coarse pixel's 3 × 3 neighbours (zeros outside) with
 * weights that a network predicts from flow [P, 2, h, w] and features [P, C, h, w]. Yields [P, 2, 8 h, 8 w] in fine
 * pixels.
 */
export function upsampleConvexly(flow: Tensor, features: Tensor, weights: NetworkWeights): Tensor {
  const [pairs, , height, width] = flow.shape as [number, number, number, number];
  const factor = gmflowReduction;
  const hidden = op.relu(
    weights.conv(op.concat([flow, features], { axis: 1 }), 'upsampler.0', { padding: 1 }),
  );
  const scores = op.reshape(weights.conv(hidden, 'upsampler.2'), [pairs, 1, 9, factor ** 2, height, width]);
  const shares = op.softmax(scores, { axis: 2 });
  const around = op.reshape(neighbours(op.mul(flow, factor)), [pairs, 2, 9, 1, height, width]);
  const fine = op.reduceSum(op.mul(shares, around), { axes: [2], keepDims: false }); // [P, 2, 8², h, w]
  return op.pixelShuffle(op.reshape(fine, [pairs, 2 * factor ** 2, height, width]), { factor });
}

/** The 3 × 3 neighbours of every pixel of x [P, C, h, w], row by row: [P, C, 9, h, w]. */
function neighbours(x: Tensor): Tensor {
  const [height, width] = x.shape.slice(2) as [number, number];
  const padded = op.pad(x, { pads: [0, 0, 1, 1, 0, 0, 1, 1] });
  const shifts = Array.from({ length: 9 }, (_, i) => [Math.floor(i / 3), i % 3] as const);
  const moved = shifts.map(([dy, dx]) =>
    op.unsqueeze(op.slice(padded, { axes: [2, 3], starts: [dy, dx], ends: [dy + height, dx + width] }), [2]),
  );
  return op.concat(moved, { axis: 2 });
}
