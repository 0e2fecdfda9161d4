import type { Tensor } from '../../native/onnx/graph.ts';
import * as op from '../../native/onnx/ops.ts';

export type TensorShape = readonly number[];
type Build = (...inputs: readonly Tensor[]) => Tensor | readonly Tensor[];
/** Values of element i of n. */
export type Fill = (i: number, n: number) => number;

/** Irregular, of both signs, no two of fewer than 997 elements nearer than 0.004. */
export const scattered: Fill = (i) => (((i * 389 + 71) % 997) / 997) * 4 - 2 + 0.0013;
/** As `scattered`, between 0.5 and 2. */
const positive: Fill = (i, n) => 1.25 + (scattered(i, n) * 0.75) / 2;
/** Off the multiples of 0.5. */
const between: Fill = (i) => (i % 8) * 0.5 - 1.8;
/** Steps of 0.05 in mixed order: no two are so near that the difference step exchanges them. */
const apart: Fill = (i, n) => (((i * 7 + 3) % n) - n / 2) * 0.05 + 0.012;

export interface RuleCase {
  readonly build: Build;
  readonly shapes: readonly TensorShape[];
  readonly fill?: Fill;
  readonly step?: number;
}

/** Functions of one tensor, and the values on which they are smooth. */
export const unaries: Readonly<Record<string, [(x: Tensor) => Tensor, Fill?]>> = {
  neg: [op.neg],
  abs: [op.abs],
  exp: [op.exp],
  log: [op.log, positive],
  sqrt: [op.sqrt, positive],
  reciprocal: [op.reciprocal, positive],
  sin: [op.sin],
  cos: [op.cos],
  erf: [op.erf],
  tanh: [op.tanh],
  sigmoid: [op.sigmoid],
  relu: [op.relu],
  'leaky relu': [(x) => op.leakyRelu(x, { alpha: 0.2 })],
  gelu: [(x) => op.gelu(x)],
  'gelu by tanh': [(x) => op.gelu(x, { approximate: 'tanh' })],
  clip: [(x) => op.clip(x, { min: -0.7, max: 1.1 })],
  'clip above': [(x) => op.clip(x, { max: 0.3 })],
  identity: [op.identity],
  'floor and sign': [(x) => op.add(x, op.add(op.floor(x), op.sign(x))), between],
  softmax: [(x) => op.softmax(x, { axis: 0 })],
  'softmax of the last axis': [(x) => op.softmax(x)],
  cast: [(x) => op.cast(op.mul(op.cast(x, 'float64'), 2), 'float32')],
  'cast to integers and back': [(x) => op.mul(x, op.cast(op.cast(x, 'int64'), 'float32'))],
};

/** Everything else: what is built of which inputs. */
export const cases: Readonly<Record<string, RuleCase>> = {
  'arithmetic that broadcasts': {
    build: (a, b) => [op.add(a, b), op.sub(a, b), op.mul(a, b), op.div(a, b)],
    shapes: [
      [2, 3, 1],
      [3, 4],
    ],
    fill: positive,
  },
  powers: { build: (a, b) => op.pow(a, b), shapes: [[2, 3], [3]], fill: positive },
  'a scalar power of negatives': { build: (a) => op.pow(a, 3), shapes: [[7]] },
  'smaller and larger': { build: (a, b) => [op.min(a, b), op.max(a, b)], shapes: [[2, 5], [5]] },
  where: {
    build: (a, b) => [op.where(op.greater(a, 0.2), op.mul(a, 2), b), op.where(op.less(a, 0), 0, b)],
    shapes: [
      [3, 4],
      [1, 4],
    ],
  },
  'one tensor read many times': {
    build: (a) => op.mul(op.add(a, op.mul(a, a)), op.sub(a, op.sin(a))),
    shapes: [[5]],
  },
  'matrix products': {
    build: (a, b) => op.matMul(a, b),
    shapes: [
      [2, 1, 3, 4],
      [5, 4, 2],
    ],
  },
  'a matrix for a stack': {
    build: (a, b) => op.matMul(a, b),
    shapes: [
      [2, 3, 4],
      [4, 2],
    ],
  },
  'matrix and vector': {
    build: (a, v, w) => [op.matMul(a, v), op.matMul(w, a), op.matMul(w, op.matMul(a, v))],
    shapes: [[3, 4], [4], [3]],
  },
  'a stack and a vector': { build: (a, v) => op.matMul(a, v), shapes: [[2, 3, 4], [4]] },
  ...Object.fromEntries(
    [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ].map(([transA, transB]): [string, RuleCase] => [
      `gemm, transposed ${String(transA)} ${String(transB)}`,
      {
        build: (a, b, c) => op.gemm(a, b, c, { alpha: 0.5, beta: 2, transA: transA!, transB: transB! }),
        shapes: [transA! ? [4, 3] : [3, 4], transB! ? [2, 4] : [4, 2], [2]],
      },
    ]),
  ),
  attention: {
    build: (q, k, v) => op.attention(q, k, v, { heads: 2 }),
    shapes: [
      [1, 3, 4],
      [1, 2, 4],
      [1, 2, 4],
    ],
  },
  convolution: {
    build: (x, w, b) => op.conv(x, w, b, { padding: 1 }),
    shapes: [[2, 2, 3, 4], [3, 2, 3, 3], [3]],
  },
  'strided, dilated, unevenly padded convolution': {
    build: (x, w) => op.conv(x, w, null, { stride: [2, 3], dilation: [2, 1], padding: [1, 0, 2, 1] }),
    shapes: [
      [1, 2, 7, 8],
      [2, 2, 2, 3],
    ],
  },
  'convolution with more padding than its window': {
    build: (x, w) => op.conv(x, w, null, { padding: 2 }),
    shapes: [
      [1, 2, 3, 2],
      [2, 2, 2, 2],
    ],
  },
  'convolution in groups': {
    build: (x, w) => [op.conv(x, w, null, { groups: 2 }), op.conv(x, w, null, { groups: 2, stride: 2 })],
    shapes: [
      [2, 4, 4, 5],
      [6, 2, 2, 3],
    ],
  },
  'convolution in one and three dimensions': {
    build: (x, w, y, v) => [op.conv(x, w, null, { padding: 1 }), op.conv(y, v, null)],
    shapes: [
      [1, 2, 5],
      [2, 2, 3],
      [1, 1, 2, 3, 3],
      [2, 1, 2, 2, 2],
    ],
  },
  'transposed convolution': {
    build: (x, w, b) => op.convTranspose(x, w, b, { stride: 2, padding: 1 }),
    shapes: [[1, 2, 3, 3], [2, 3, 4, 4], [3]],
  },
  'transposed convolution in groups with output padding': {
    build: (x, w) =>
      op.convTranspose(x, w, null, { stride: [2, 3], outputPadding: [1, 2], groups: 2, dilation: [1, 2] }),
    shapes: [
      [1, 4, 2, 2],
      [4, 1, 2, 2],
    ],
  },
  'layer normalisation': {
    build: (x, w, b) => op.layerNormalization(x, w, b),
    shapes: [[3, 6], [6], [6]],
  },
  'instance normalisation': {
    build: (x, w, b) => op.instanceNormalization(x, w, b),
    shapes: [[2, 3, 2, 3], [3], [3]],
  },
  'group normalisation': {
    build: (x, w, b) => op.groupNormalization(x, w, b, { groups: 2 }),
    shapes: [[2, 4, 3, 2], [4], [4]],
  },
  'batch normalisation in training': {
    build: (x, w, b) => {
      const { y, mean, variance } = op.batchNormalizationTraining(x, w, b);
      return [y, mean, variance];
    },
    shapes: [[2, 3, 2, 3], [3], [3]],
  },
  'largest in windows': {
    build: (x) => [
      op.maxPool(x, { kernel: 2 }),
      op.maxPool(x, { kernel: 3, stride: 2, padding: 1 }),
      op.maxPool(x, { kernel: 2, stride: 2, ceil: true }),
    ],
    shapes: [[2, 1, 5, 7]],
    fill: apart,
  },
  'mean of windows': {
    build: (x) => [
      op.averagePool(x, { kernel: 2 }),
      op.averagePool(x, { kernel: 3, stride: 2, padding: 1 }),
      op.averagePool(x, { kernel: [2, 3], stride: 1, padding: [1, 0, 0, 1], countPadding: true }),
      op.averagePool(x, { kernel: 2, stride: 2, ceil: true }),
    ],
    shapes: [[2, 2, 5, 5]],
  },
  sums: {
    build: (x) => [
      op.reduceSum(x, { axes: [0, 2] }),
      op.reduceMean(x, { axes: [1], keepDims: false }),
      op.reduceMean(x),
    ],
    shapes: [[2, 3, 4]],
  },
  'running sums': {
    build: (x) => [
      op.cumSum(x, { axis: 1 }),
      op.cumSum(x, { axis: 0, exclusive: true }),
      op.cumSum(x, { axis: 1, reverse: true, exclusive: true }),
    ],
    shapes: [[3, 4]],
  },
  shapes: {
    build: (x) => [
      op.reshape(x, [6, -1]),
      op.transpose(x, [2, 0, 1]),
      op.unsqueeze(op.squeeze(op.reshape(x, [1, 6, 4]), [0]), [1]),
      op.expand(op.reshape(x, [2, 3, 1, 4]), [5, 2, 3, 2, 4]),
      op.tile(x, [2, 1, 3]),
    ],
    shapes: [[2, 3, 4]],
  },
  'joined and parted': {
    build: (a, b) => {
      const parts = op.split(op.concat([a, b, a], { axis: 1 }), { axis: 1, sizes: [1, 4, 3] });
      return [parts[1]!, op.mul(parts[0]!, 2)];
    },
    shapes: [
      [2, 3],
      [2, 2],
    ],
  },
  slices: {
    build: (x) => [
      op.slice(x, { axes: [1], starts: [1], ends: [4] }),
      op.slice(x, { axes: [0, 1], starts: [-1, -2], ends: [-Infinity, 0], steps: [-1, -2] }),
      op.slice(x, { axes: [1], starts: [0], ends: [7], steps: [3] }),
    ],
    shapes: [[3, 7]],
  },
  pads: {
    build: (x) => [
      op.pad(x, { pads: [1, 0, 2, -1] }),
      op.pad(x, { pads: [0, 2, 1, 3], mode: 'reflect' }),
      op.pad(x, { pads: [2, 1, 0, 3], mode: 'edge' }),
      op.pad(op.reshape(x, [1, 3, 4, 1]), { pads: [0, 1, 0, 0, 0, 2, 0, 0], mode: 'edge' }),
    ],
    shapes: [[3, 4]],
  },
  'pixel shuffle': { build: (x) => op.pixelShuffle(x, { factor: 2 }), shapes: [[2, 8, 2, 3]] },
  gathers: {
    build: (x) => {
      const constant = (values: readonly number[], shape: TensorShape): Tensor =>
        x.graph.constant(values, shape, 'int64');
      return [
        op.gather(x, constant([2, 0, 2, 1], [2, 2]), { axis: 1 }),
        op.gather(x, constant([1], []), { axis: 0 }),
        op.gatherElements(x, constant([1, 0, 2, 2, 1, 1, 0, 0], [2, 2, 2]), { axis: 1 }),
        op.gatherNd(x, constant([1, 2, 0, 0, 1, 2], [3, 2])),
      ];
    },
    shapes: [[2, 3, 4]],
  },
  scatters: {
    build: (x, u, v) => {
      const indices = x.graph.constant([1, 0, 2, 1], [2, 2], 'int64');
      const rows = x.graph.constant([2, 0], [2, 1], 'int64');
      return [
        op.scatterElements(x, indices, u, { axis: 0 }),
        op.scatterElements(x, indices, u, { axis: 0, reduction: 'add' }),
        op.scatterNd(x, rows, v),
        op.scatterNd(x, rows, v, { reduction: 'add' }),
      ];
    },
    shapes: [
      [3, 2],
      [2, 2],
      [2, 2],
    ],
  },
  'resizing by pixels': {
    build: (x) => [
      op.resize(x, { size: [6, 8], mode: 'nearest' }),
      op.resize(x, { size: [5, 7], mode: 'nearest' }),
      op.resize(x, { size: [2, 3], mode: 'nearest' }),
      op.resize(x, { size: [6, 8], mode: 'nearest', coordinates: 'half_pixel' }),
    ],
    shapes: [[1, 2, 3, 4]],
  },
  'linear and cubic resizing': {
    build: (x) => [
      op.resize(x, { size: [6, 8], mode: 'linear' }),
      op.resize(x, { size: [6, 8], mode: 'linear', coordinates: 'align_corners' }),
      op.resize(x, { size: [2, 9], mode: 'linear' }),
      op.resize(x, { size: [5, 9], mode: 'cubic' }),
      op.resize(x, { size: [1, 4], mode: 'linear', coordinates: 'align_corners' }),
    ],
    shapes: [[2, 1, 3, 4]],
  },
};

/** Sampling places of a 4 x 5 image, some of them outside, none on a pixel or an edge. */
const places: Fill = (i) =>
  [-1.31, 0.87, -0.62, 0.13, 0.41, -0.93, 1.27, 0.55, -0.17, 0.71, 1.07, -1.09][i % 12]!;

/** Sampling at a grid. */
export const gridSampling = (padding: 'zeros' | 'border', alignCorners: boolean): RuleCase => ({
  build: (x, g) => op.gridSample(x, g, { padding, alignCorners }),
  shapes: [
    [2, 2, 4, 5],
    [2, 1, 3, 2],
  ],
  fill: places,
  step: 1e-3,
});
