import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DataType, HostTensor, TensorData } from '../../native/onnx/data-type.ts';
import { arrayOf, elementCount } from '../../native/onnx/data-type.ts';
import { GraphBuilder } from '../../native/onnx/graph.ts';
import type { Tensor } from '../../native/onnx/graph.ts';
import * as op from '../../native/onnx/ops.ts';
import { createSession } from '../../native/onnx/session.ts';

type Shape = readonly number[];
type Build = (...inputs: readonly Tensor[]) => Tensor | readonly Tensor[];

/** Positive, irregular and smaller than 3, so that logarithms, indices and powers are all defined. */
const sample = (dtype: DataType, shape: Shape): TensorData => {
  const values = Array.from({ length: elementCount(shape) }, (_, i) => ((i * 7 + 3) % 10) / 4 + 0.1);
  const integer = values.map((value) => Math.floor(value));
  return arrayOf(
    dtype as 'float32',
    dtype === 'bool' ? integer.map((v) => v % 2) : dtype.startsWith('float') ? values : integer,
  );
};

async function runCase(build: Build, inputs: readonly (Shape | [DataType, Shape])[]) {
  const graph = new GraphBuilder();
  const typed = inputs.map(
    (it): [DataType, Shape] => (typeof it[0] === 'string' ? it : ['float32', it]) as [DataType, Shape],
  );
  const tensors = typed.map(([dtype, shape], i) => graph.input(`in${i}`, shape, dtype));
  const result = build(...tensors);
  const declared = 'graph' in result ? [result] : result;
  declared.forEach((tensor, i) => graph.output(`out${i}`, tensor));
  const session = await createSession(graph, { threads: 1 });
  const outputs = await session.run(
    Object.fromEntries(typed.map(([dtype, shape], i) => [`in${i}`, sample(dtype, shape)])),
  );
  await session.dispose();
  return { declared, outputs: declared.map((_, i): HostTensor => outputs[`out${i}`]!) };
}

const sameShape: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  neg: op.neg,
  abs: op.abs,
  sign: op.sign,
  exp: op.exp,
  log: op.log,
  sqrt: op.sqrt,
  reciprocal: op.reciprocal,
  sin: op.sin,
  cos: op.cos,
  erf: op.erf,
  tanh: op.tanh,
  sigmoid: op.sigmoid,
  floor: op.floor,
  relu: op.relu,
  identity: op.identity,
  'leaky relu': (x) => op.leakyRelu(x, { alpha: 0.1 }),
  gelu: (x) => op.gelu(x),
  'gelu by tanh': (x) => op.gelu(x, { approximate: 'tanh' }),
  'clip between': (x) => op.clip(x, { min: 0.5, max: 1 }),
  'clip above': (x) => op.clip(x, { max: 1 }),
  softmax: (x) => op.softmax(x, { axis: 1 }),
  'running sum': (x) => op.cumSum(x, { axis: -1, reverse: true }),
};

const vector = (x: Tensor, size: number): Tensor =>
  x.graph.constant(new Float32Array(size).fill(0.5), [size]);

const cases: Readonly<Record<string, [Build, ...(Shape | [DataType, Shape])[]]>> = {
  'arithmetic broadcasts': [
    (a, b) => [
      op.add(a, b),
      op.sub(a, b),
      op.mul(a, b),
      op.div(a, b),
      op.pow(a, b),
      op.min(a, b),
      op.max(a, b),
    ],
    [2, 3, 1],
    [3, 4],
  ],
  'numbers as operands': [(x) => [op.sub(1, x), op.div(x, 2)], [2, 3]],
  'integer arithmetic': [(x) => [op.add(x, 1), op.neg(x)], ['int64', [2, 3]]],
  'double arithmetic': [(x) => [op.add(x, 1), op.matMul(x, x)], ['float64', [3, 3]]],
  comparisons: [
    (a, b) => [
      op.greater(a, b),
      op.greaterOrEqual(a, b),
      op.less(a, b),
      op.lessOrEqual(a, 1),
      op.equal(a, b),
    ],
    [2, 3],
    [3],
  ],
  logic: [(a, b) => op.and(a, b), ['bool', [2, 3]], ['bool', [3]]],
  where: [(c, a, b) => [op.where(c, a, b), op.where(c, a, 0)], ['bool', [2, 1]], [1, 3], [2, 3]],
  casts: [
    (x) => (['float64', 'int64', 'int32', 'uint8', 'bool', 'float16'] as const).map((to) => op.cast(x, to)),
    [2, 3],
  ],
  'half floats': [(x) => op.add(op.cast(x, 'float16'), 1.5), [2, 3]],
  'matrix products': [(a, b, v) => [op.matMul(a, b), op.matMul(a, v)], [2, 1, 3, 4], [5, 4, 2], [4]],
  gemm: [(a, b, c) => op.gemm(a, b, c, { transA: true, transB: true, alpha: 2 }), [4, 3], [2, 4], [2]],
  convolutions: [
    (x, w, b) => [
      op.conv(x, w, b),
      op.conv(x, w, null, { stride: 2, padding: 1 }),
      op.conv(x, w, b, { dilation: [2, 1], padding: [1, 2, 3, 4], stride: [2, 3] }),
    ],
    [2, 4, 9, 11],
    [6, 4, 3, 3],
    [6],
  ],
  'grouped convolution': [(x, w) => op.conv(x, w, null, { groups: 2 }), [1, 4, 5, 5], [6, 2, 3, 3]],
  'convolution in one and three dimensions': [
    (x, w, y, v) => [op.conv(x, w, null, { padding: 1 }), op.conv(y, v, null)],
    [1, 2, 7],
    [3, 2, 3],
    [1, 2, 3, 4, 5],
    [3, 2, 2, 2, 2],
  ],
  'transposed convolution': [
    (x, w, b) => [
      op.convTranspose(x, w, b, { stride: 2, padding: 1 }),
      op.convTranspose(x, w, null, { stride: 2, padding: 1, outputPadding: 1, dilation: 2 }),
    ],
    [2, 4, 5, 6],
    [4, 3, 4, 4],
    [3],
  ],
  pooling: [
    (x) => [
      op.maxPool(x, { kernel: 3, stride: 2, padding: 1 }),
      op.maxPool(x, { kernel: 2, ceil: true }),
      op.averagePool(x, { kernel: [2, 3] }),
      op.averagePool(x, { kernel: 3, padding: 1, countPadding: true }),
    ],
    [2, 3, 7, 9],
  ],
  reductions: [
    (x) => [
      op.reduceSum(x),
      op.reduceMean(x, { axes: [-1, 0], keepDims: false }),
      op.reduceSum(x, { axes: [], keepDims: false }),
    ],
    [2, 3, 4],
  ],
  normalisations: [
    (x) => {
      const batch = op.batchNormalizationTraining(x, vector(x, 4), vector(x, 4));
      return [
        op.layerNormalization(x, vector(x, 6), null),
        op.layerNormalization(x, vector(x, 6), vector(x, 6), { epsilon: 1e-6 }),
        op.instanceNormalization(x, vector(x, 4), vector(x, 4)),
        op.groupNormalization(x, vector(x, 4), vector(x, 4), { groups: 2 }),
        batch.y,
        batch.mean,
        batch.variance,
      ];
    },
    [2, 4, 5, 6],
  ],
  'joins and parts': [
    (a, b) => [op.concat([a, b], { axis: -1 }), ...op.split(a, { axis: 1, sizes: [1, 2] })],
    [2, 3, 1],
    [2, 3, 4],
  ],
  slices: [
    (x) => [
      op.slice(x, { axes: [0, -1], starts: [1, -3], ends: [Infinity, -1] }),
      op.slice(x, { axes: [2], starts: [-1], ends: [-Infinity], steps: [-1] }),
      op.slice(x, { axes: [2], starts: [4], ends: [0], steps: [-2] }),
      op.slice(x, { axes: [1], starts: [2], ends: [2] }),
    ],
    [2, 3, 5],
  ],
  'other shapes': [
    (x) => [
      op.reshape(x, [3, -1]),
      op.transpose(x),
      op.transpose(x, [0, 2, 1]),
      op.squeeze(x, [0]),
      op.unsqueeze(x, [0, -1]),
      op.expand(x, [4, 3, 5]),
      op.tile(x, [2, 1, 3]),
    ],
    [1, 3, 5],
  ],
  padding: [
    (x) => [
      op.pad(x, { pads: [0, 1, 2, 3], value: 7 }),
      op.pad(x, { pads: [1, 1, 1, 1], mode: 'reflect' }),
      op.pad(x, { pads: [0, 2, 0, 2], mode: 'edge' }),
      op.pad(x, { pads: [-1, 0, 0, -1] }),
    ],
    [3, 4],
  ],
  gathering: [
    (x, i, e, n) => [op.gather(x, i, { axis: 1 }), op.gatherElements(x, e, { axis: 2 }), op.gatherNd(x, n)],
    [3, 3, 4],
    ['int64', [2, 5]],
    ['int64', [3, 2, 7]],
    ['int64', [6, 2]],
  ],
  scattering: [
    (x, i, u, n, v) => [
      op.scatterElements(x, i, u, { axis: 1, reduction: 'add' }),
      op.scatterNd(x, n, v, { reduction: 'add' }),
      op.scatterNd(x, n, v),
    ],
    [3, 4],
    ['int64', [3, 2]],
    [3, 2],
    ['int64', [5, 1]],
    [5, 4],
  ],
  resampling: [
    (x, g) => [
      op.resize(x, { size: [8, 3], mode: 'nearest' }),
      op.resize(x, { size: [8, 12], mode: 'linear' }),
      op.resize(x, { size: [8, 12], mode: 'linear', coordinates: 'align_corners' }),
      op.resize(x, { size: [2, 9], mode: 'cubic' }),
      op.gridSample(x, g, { padding: 'border', alignCorners: true }),
      op.gridSample(x, g, { mode: 'nearest' }),
      op.pixelShuffle(x, { factor: 2 }),
    ],
    [2, 4, 4, 6],
    [2, 3, 5, 2],
  ],
  attention: [
    (q, k, v) => [op.attention(q, k, v, { heads: 2 }), op.attention(q, k, v, { heads: 2, fused: true })],
    [2, 5, 8],
    [2, 3, 8],
    [2, 3, 8],
  ],
  creation: [(x) => [op.zerosLike(x), op.onesLike(x), op.full(x.graph, [2, 2], 3, 'int64')], [2, 3]],
};

describe('operators infer the shapes and types that ONNX Runtime computes', () => {
  const check = async (build: Build, inputs: readonly (Shape | [DataType, Shape])[]) => {
    const { declared, outputs } = await runCase(build, inputs);
    outputs.forEach((output, i) => {
      assert.deepEqual([output.dtype, output.shape], [declared[i]!.dtype, declared[i]!.shape], `output ${i}`);
      assert.equal(output.data.length, elementCount(output.shape));
    });
  };
  for (const [name, build] of Object.entries(sameShape))
    test(name, () => check((x) => build(x), [[2, 3, 4]]));
  for (const [name, [build, ...inputs]] of Object.entries(cases)) test(name, () => check(build, inputs));
});

/** What `build` computes of one float input, as plain numbers. */
async function compute(
  build: (x: Tensor) => Tensor,
  values: readonly number[],
  shape: Shape,
): Promise<number[]> {
  const graph = new GraphBuilder();
  graph.output('y', build(graph.input('x', shape)));
  const session = await createSession(graph, { threads: 1 });
  const { y } = await session.run({ x: Float32Array.from(values) });
  await session.dispose();
  return Array.from(y!.data as Float32Array, (value) => Math.round(value * 1e4) / 1e4);
}

describe('operators mean what their documentation says', () => {
  test('a reversed slice reverses', async () => {
    const reverse = { axes: [0], starts: [-1], ends: [-Infinity], steps: [-1] };
    assert.deepEqual(await compute((x) => op.slice(x, reverse), [1, 2, 3], [3]), [3, 2, 1]);
  });
  test('nearest resizing repeats pixels', async () => {
    const y = await compute((x) => op.resize(x, { size: [1, 4], mode: 'nearest' }), [1, 2], [1, 1, 1, 2]);
    assert.deepEqual(y, [1, 1, 2, 2]);
  });
  test('linear resizing takes pixel centres at half', async () => {
    const y = await compute((x) => op.resize(x, { size: [1, 4], mode: 'linear' }), [0, 4], [1, 1, 1, 2]);
    assert.deepEqual(y, [0, 1, 3, 4]);
  });
  test('scattered additions on one place add up', async () => {
    const y = await compute(
      (x) =>
        op.scatterElements(
          x,
          x.graph.constant([0, 0], [2], 'int64'),
          op.slice(x, { axes: [0], starts: [1], ends: [3] }),
          { axis: 0, reduction: 'add' },
        ),
      [1, 2, 3],
      [3],
    );
    assert.deepEqual(y, [6, 2, 3]);
  });
  test('constants keep their sign of zero', async () => {
    const y = await compute((x) => op.concat([op.div(x, 0), op.div(x, -0)], { axis: 0 }), [1], [1]);
    assert.deepEqual(y, [Infinity, -Infinity]);
  });
  test('normalising in groups of one channel is normalising instances', async () => {
    const values = Array.from({ length: 24 }, (_, i) => (i * 13) % 7);
    const ones = (x: Tensor) => x.graph.constant(new Float32Array(3).fill(1));
    const groups = await compute(
      (x) => op.groupNormalization(x, ones(x), ones(x), { groups: 3 }),
      values,
      [2, 3, 4],
    );
    const instances = await compute((x) => op.instanceNormalization(x, ones(x), ones(x)), values, [2, 3, 4]);
    groups.forEach((value, i) => assert.ok(Math.abs(value - instances[i]!) < 1e-3));
  });
});

describe('bodies', () => {
  test('a loop carries and collects, and reads tensors around it', async () => {
    const y = await compute(
      (x) => {
        const { carried, collected } = op.loop(3, [x], (turn, [sum]) => {
          const next = op.add(sum!, op.mul(x, op.cast(turn, 'float32')));
          return { carried: [next], collected: [next] };
        });
        return op.concat([op.unsqueeze(carried[0]!, [0]), collected[0]!], { axis: 0 });
      },
      [1, 10],
      [2],
    );
    assert.deepEqual(y, [4, 40, 1, 10, 2, 20, 4, 40]);
  });
  test('a loop may hand back what it was given', async () => {
    const y = await compute(
      (x) => op.loop(2, [x, op.add(x, 1)], (_, [a, b]) => ({ carried: [b!, a!] })).carried[1]!,
      [1],
      [1],
    );
    assert.deepEqual(y, [2]);
  });
  test('loops nest', async () => {
    const twice = (x: Tensor): Tensor =>
      op.loop(2, [x], (_, [v]) => ({ carried: [op.mul(v!, 2)] })).carried[0]!;
    assert.deepEqual(
      await compute((x) => op.loop(3, [x], (_, [v]) => ({ carried: [twice(v!)] })).carried[0]!, [1], [1]),
      [64],
    );
  });
});
