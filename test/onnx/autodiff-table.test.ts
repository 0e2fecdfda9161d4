import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gradients } from '../../native/onnx/autodiff/gradients.ts';
import { notDifferentiable, vjpTable } from '../../native/onnx/autodiff/rules/vjp-table.ts';
import { GraphBuilder } from '../../native/onnx/graph.ts';
import type { Tensor } from '../../native/onnx/graph.ts';
import * as op from '../../native/onnx/ops.ts';
import { evaluate } from '../support/evaluate.ts';

const graph = new GraphBuilder();
const image = graph.input('image', [2, 4, 4, 4]);
const matrix = graph.input('matrix', [4, 4]);
const vector = graph.input('vector', [4]);
const sequence = graph.input('sequence', [1, 4, 4]);
const flag = graph.input('flag', [], 'bool');
const index = graph.constant([1, 0], [2, 1], 'int64');
const kernel = graph.constant(new Float32Array(64).fill(1), [4, 4, 2, 2]);
const part = op.slice(matrix, { axes: [0, 1], starts: [0, 0], ends: [2, 1] });

/** One use of everything that `ops.ts` exports: a new operator does not compile before it is here. */
const uses: Readonly<Record<keyof typeof op, () => unknown>> = {
  abs: () => op.abs(matrix),
  add: () => op.add(matrix, 1),
  and: () => op.and(flag, flag),
  asTensors: () => op.asTensors('Add', matrix, 1),
  attention: () => op.attention(sequence, sequence, sequence, { heads: 2, fused: true }),
  averagePool: () => op.averagePool(image, { kernel: 2 }),
  batchNormalizationTraining: () => op.batchNormalizationTraining(image, vector, vector),
  cast: () => op.cast(matrix, 'int64'),
  clip: () => op.clip(matrix, { min: 0 }),
  concat: () => op.concat([matrix, matrix], { axis: 0 }),
  conv: () => op.conv(image, kernel, vector),
  convTranspose: () => op.convTranspose(image, kernel, vector),
  cos: () => op.cos(matrix),
  cumSum: () => op.cumSum(matrix, { axis: 0 }),
  div: () => op.div(matrix, 2),
  equal: () => op.equal(matrix, 2),
  erf: () => op.erf(matrix),
  exp: () => op.exp(matrix),
  expand: () => op.expand(vector, [2, 4]),
  floor: () => op.floor(matrix),
  full: () => op.full(graph, [2], 1),
  gather: () => op.gather(matrix, index),
  gatherElements: () => op.gatherElements(matrix, index, { axis: 0 }),
  gatherNd: () => op.gatherNd(matrix, index),
  gelu: () => op.gelu(matrix),
  gemm: () => op.gemm(matrix, matrix, vector),
  greater: () => op.greater(matrix, 0),
  greaterOrEqual: () => op.greaterOrEqual(matrix, 0),
  gridSample: () => op.gridSample(image, op.slice(image, { axes: [3], starts: [0], ends: [2] })),
  groupNormalization: () => op.groupNormalization(image, vector, vector, { groups: 2 }),
  identity: () => op.identity(matrix),
  instanceNormalization: () => op.instanceNormalization(image, vector, vector),
  layerNormalization: () => op.layerNormalization(matrix, vector, vector),
  leakyRelu: () => op.leakyRelu(matrix, { alpha: 0.1 }),
  less: () => op.less(matrix, 0),
  lessOrEqual: () => op.lessOrEqual(matrix, 0),
  log: () => op.log(matrix),
  loop: () => op.loop(2, [matrix], (_, [x]) => ({ carried: [op.neg(x!)] })),
  matMul: () => op.matMul(matrix, matrix),
  max: () => op.max(matrix, 0),
  maxPool: () => op.maxPool(image, { kernel: 2 }),
  min: () => op.min(matrix, 0),
  mul: () => op.mul(matrix, 2),
  neg: () => op.neg(matrix),
  onesLike: () => op.onesLike(matrix),
  pad: () => op.pad(vector, { pads: [1, 1] }),
  pixelShuffle: () => op.pixelShuffle(image, { factor: 2 }),
  pow: () => op.pow(matrix, 2),
  reciprocal: () => op.reciprocal(matrix),
  reduceMean: () => op.reduceMean(matrix),
  reduceSum: () => op.reduceSum(matrix),
  relu: () => op.relu(matrix),
  reshape: () => op.reshape(matrix, [16]),
  resize: () => op.resize(image, { size: [8, 8], mode: 'linear' }),
  scalarLike: () => op.scalarLike(matrix, 1),
  scatterElements: () => op.scatterElements(matrix, index, part, { axis: 0 }),
  scatterNd: () => op.scatterNd(matrix, index, op.expand(vector, [2, 4])),
  sigmoid: () => op.sigmoid(matrix),
  sign: () => op.sign(matrix),
  sin: () => op.sin(matrix),
  slice: () => op.slice(vector, { axes: [0], starts: [1], ends: [3] }),
  softmax: () => op.softmax(matrix),
  split: () => op.split(vector, { axis: 0, sizes: [1, 3] }),
  sqrt: () => op.sqrt(matrix),
  squeeze: () => op.squeeze(sequence, [0]),
  standardize: () => op.standardize(matrix, [1], 1e-5),
  sub: () => op.sub(matrix, 1),
  tanh: () => op.tanh(matrix),
  tile: () => op.tile(vector, [2]),
  transpose: () => op.transpose(matrix),
  unsqueeze: () => op.unsqueeze(vector, [0]),
  where: () => op.where(flag, matrix, 0),
  windowAttributes: () => op.windowAttributes(op.windowOf('Conv', image, [2, 2], {})),
  windowOf: () => op.windowOf('Conv', image, [2, 2], {}),
  windowedShape: () => op.windowedShape('Conv', image, op.windowOf('Conv', image, [2, 2], {})),
  zerosLike: () => op.zerosLike(matrix),
};

describe('the table of rules', () => {
  test('every operator has a rule, or says what to do instead', () => {
    for (const use of Object.values(uses)) use();
    const operators = new Set(graph.nodes.map((node) => node.op));
    assert.ok(operators.size > 60, `only ${operators.size} operators were found`);
    for (const operator of operators)
      assert.notEqual(operator in vjpTable, operator in notDifferentiable, operator);
  });
  test('names no operator that the builder does not offer', () => {
    const operators = new Set(graph.nodes.map((node) => node.op));
    for (const name of [...Object.keys(vjpTable), ...Object.keys(notDifferentiable)])
      assert.ok(operators.has(name), name);
  });
});

describe('the walker', () => {
  const refused = (build: (x: Tensor) => Tensor, message: RegExp): void => {
    const x = new GraphBuilder().input('x', [4]);
    assert.throws(() => gradients(op.reduceSum(build(x)), [x]), message);
  };
  test('refuses an operator without a rule, naming it and the way out', () => {
    refused(
      (x) => op.loop(2, [x], (_, [v]) => ({ carried: [op.neg(v!)] })).carried[0]!,
      /Loop.*inside the body/,
    );
  });
  test('refuses a loss that does not depend on a tensor', () => {
    refused((x) => op.onesLike(x), /does not depend on 'x'/);
    refused((x) => op.cast(op.cast(x, 'int64'), 'float32'), /does not depend on 'x'/);
  });
  test('refuses a loss that is no scalar', () => {
    const x = new GraphBuilder().input('x', [4]);
    assert.throws(() => gradients(op.neg(x), [x]), /float32\[4\].*seed/);
  });
  test('goes round operators that no gradient passes', () => {
    const x = new GraphBuilder().input('x', [4]);
    const fixed = op.loop(2, [op.onesLike(x)], (_, [v]) => ({ carried: [op.neg(v!)] })).carried[0]!;
    gradients(op.reduceSum(op.mul(x, fixed)), [x]);
  });
  test('follows gradients in a body to tensors around it', async () => {
    const { y } = await evaluate({ x: { shape: [2], data: Float32Array.of(3, 5) } }, ({ x }) => {
      const square = op.mul(x, x);
      const sum = op.loop(3, [op.zerosLike(x)], (_, [total]) => {
        const [gradient] = gradients(op.reduceSum(square), [x]);
        return { carried: [op.add(total!, gradient!)] };
      });
      return { y: sum.carried[0]! };
    });
    assert.deepEqual([...y!], [18, 30]);
  });
  test('takes gradients of gradients', async () => {
    const { y } = await evaluate({ x: { shape: [2], data: Float32Array.of(2, -1) } }, ({ x }) => {
      const [slope] = gradients(op.reduceSum(op.mul(op.mul(x, x), x)), [x]);
      return { y: gradients(op.reduceSum(slope!), [x])[0]! };
    });
    assert.deepEqual([...y!], [12, -6]);
  });
});
