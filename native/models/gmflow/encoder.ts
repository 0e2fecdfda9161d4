import type { Tensor } from '../../onnx/graph.ts';
import * as op from '../../onnx/ops.ts';
import type { NetworkWeights } from '../network-weights.ts';

/** GMFlow's convolutional encoder: pictures [N, H, W, 3], normalised, to features [N, C, H / 8, W / 8]. */
export function encodePictures(pictures: Tensor, weights: NetworkWeights): Tensor {
  let y = interleavedConv(pictures, 'backbone.conv1', weights);
  y = op.relu(instanceNorm(y));
  y = stage(y, 'backbone.layer1', 1, weights);
  y = stage(y, 'backbone.layer2', 2, weights);
  y = stage(y, 'backbone.layer3', 2, weights);
  return weights.conv(y, 'backbone.conv2');
}

/**
 * The first convolution, 7 × 7 with stride 2, on pixels as they lie in memory: with the channels interleaved it is a
 * 7 × 21 convolution of one channel with stride 2 × 6. Nothing needs to be transposed, and the products are summed in
 * the order of the original's library: with scores in the thousands, as random weights give them, another order of
 * these sums alone moves one pixel in a hundred by a tenth.
 */
function interleavedConv(pictures: Tensor, name: string, weights: NetworkWeights): Tensor {
  const [count, height, width, colours] = pictures.shape as [number, number, number, number];
  const kernel = op.transpose(weights.get(`${name}.weight`), [0, 2, 3, 1]); // [M, 7, 7, 3]
  const [outputs, side] = kernel.shape as [number, number];
  return op.conv(
    op.reshape(pictures, [count, 1, height, width * colours]),
    op.reshape(kernel, [outputs, 1, side, side * colours]),
    null,
    { stride: [2, 2 * colours], padding: [(side - 1) / 2, ((side - 1) / 2) * colours] },
  );
}

/** Two residual blocks, the first of which reduces the resolution by `stride`. */
function stage(x: Tensor, name: string, stride: number, weights: NetworkWeights): Tensor {
  const reduced = residualBlock(x, `${name}.0`, stride, weights);
  return residualBlock(reduced, `${name}.1`, 1, weights);
}

function residualBlock(x: Tensor, name: string, stride: number, weights: NetworkWeights): Tensor {
  const shortcut = stride === 1 ? x : instanceNorm(weights.conv(x, `${name}.downsample.0`, { stride }));
  const hidden = op.relu(instanceNorm(weights.conv(x, `${name}.conv1`, { stride, padding: 1 })));
  const change = op.relu(instanceNorm(weights.conv(hidden, `${name}.conv2`, { padding: 1 })));
  return op.relu(op.add(shortcut, change));
}

/**
 * Instance normalisation without parameters, every channel of every picture to mean 0 and variance 1: as layer
 * normalisation of its pixels, for which the runtime uses all threads and sums more exactly.
 */
function instanceNorm(x: Tensor): Tensor {
  const [count, channels, height, width] = x.shape as [number, number, number, number];
  const pixels = op.reshape(x, [count, channels, height * width]);
  const normal = op.layerNormalization(pixels, op.full(x.graph, [height * width], 1), null);
  return op.reshape(normal, x.shape);
}
