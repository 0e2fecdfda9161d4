import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FodvidError, failedError } from '../../native/base/errors.ts';
import { GraphBuilder } from '../../native/onnx/graph.ts';
import type { Tensor } from '../../native/onnx/graph.ts';
import * as op from '../../native/onnx/ops.ts';
import { isOutOfMemory, runtimeError } from '../../native/onnx/runtime-error.ts';
import { createSession } from '../../native/onnx/session.ts';

const wrong: Readonly<Record<string, [(x: Tensor, y: Tensor) => unknown, operator: string]>> = {
  'shapes that do not broadcast': [(x) => op.add(x, x.graph.constant([1, 2])), 'Add'],
  'different element types': [(x) => op.mul(x, op.cast(x, 'int64')), 'Mul'],
  'a product of unfitting matrices': [(x) => op.matMul(x, x), 'MatMul'],
  'an unfitting bias of a product': [(x) => op.gemm(x, x, x, { transB: true }), 'Gemm'],
  'a convolution of other channels': [(_, y) => op.conv(op.concat([y, y], { axis: 1 }), y, null), 'Conv'],
  'a window beyond the input': [(_, y) => op.maxPool(y, { kernel: 9 }), 'MaxPool'],
  'an axis that is not there': [(x) => op.softmax(x, { axis: 2 }), 'Softmax'],
  'an axis named twice': [(x) => op.reduceSum(x, { axes: [0, -2] }), 'ReduceSum'],
  'a shape of other size': [(x) => op.reshape(x, [4, -1]), 'Reshape'],
  'no order of axes': [(x) => op.transpose(x, [0, 0]), 'Transpose'],
  'a slice beyond the axis': [(x) => op.slice(x, { axes: [0], starts: [3], ends: [5] }), 'Slice'],
  'parts that do not add up': [(x) => op.split(x, { axis: 1, sizes: [1, 1] }), 'Split'],
  'indices that are no integers': [(x) => op.gather(x, x), 'Gather'],
  'a condition that is not bool': [(x) => op.where(x, 1, 2), 'Where'],
  'a where without a bool': [(x) => op.where(x, x, x), 'Where'],
  'the logarithm of integers': [(x) => op.log(op.cast(x, 'int32')), 'Log'],
  'carried values that change': [
    (x) => op.loop(2, [x], (_, [v]) => ({ carried: [op.reduceSum(v!)] })),
    'Loop',
  ],
  'a resize of a matrix': [(x) => op.resize(x, { size: [2, 2], mode: 'linear' }), 'Resize'],
};

describe('errors name the operator and the shapes', () => {
  for (const [name, [build, operator]] of Object.entries(wrong))
    test(name, () => {
      const graph = new GraphBuilder();
      const x = graph.input('x', [2, 3]);
      const y = graph.input('y', [1, 2, 5, 5]);
      assert.throws(
        () => build(x, y),
        (error) =>
          error instanceof FodvidError &&
          error.origin.operator === operator &&
          error.message.startsWith(operator),
      );
    });

  test('the message shows every input', () => {
    const graph = new GraphBuilder();
    const [a, b] = [graph.input('a', [2, 3]), graph.input('b', [4], 'float32')];
    assert.throws(() => op.add(a, b), {
      message: 'Add(float32[2, 3], float32[4]): the shapes do not broadcast.',
    });
  });

  test('tensors of two graphs do not mix', () => {
    const [a, b] = [new GraphBuilder().input('a', [2]), new GraphBuilder().input('b', [2])];
    assert.throws(() => op.add(a, b), /another graph/);
  });

  test('names are given once', () => {
    const graph = new GraphBuilder();
    graph.input('x', [2]);
    assert.throws(() => graph.input('x', [3]), /two tensors 'x'/);
    assert.throws(() => graph.weight('w', new Float32Array(3), [2]), /'w' has 3 elements/);
  });
});

describe('sessions refuse what does not fit', () => {
  const graph = new GraphBuilder();
  graph.output('y', op.relu(graph.input('x', [2, 3])));

  test('missing, surplus and misshapen feeds are named', async () => {
    const session = await createSession(graph, { threads: 1 });
    const x = new Float32Array(6);
    await assert.rejects(session.run({}), /'x' is not fed/);
    await assert.rejects(session.run({ x, z: x }), /no input 'z'/);
    await assert.rejects(session.run({ x: new Float32Array(5) }), /float32\[2, 3\], not 5 elements/);
    await assert.rejects(session.run({ x: new Int32Array(6) }), /not int32\[2, 3\]/);
    await assert.rejects(
      session.run({ x: { dtype: 'float32', shape: [3, 2], data: x } }),
      /not float32\[3, 2\]/,
    );
    await session.dispose();
  });

  test('bytes that are no model are a clear error', async () => {
    await assert.rejects(createSession(new Uint8Array([1, 2, 3])), /could not load the model on 'cpu'/);
  });

  test('a failing operator is named', async () => {
    const bad = new GraphBuilder();
    const index = bad.input('index', [1], 'int64');
    bad.output('y', op.gather(bad.constant([1, 2]), index));
    const session = await createSession(bad, { threads: 1 });
    await assert.rejects(
      session.run({ index: BigInt64Array.of(9n) }),
      (error) => error instanceof FodvidError && error.origin.operator === 'Gather',
    );
    await session.dispose();
  });

  test('running out of memory is recognised through causes', () => {
    const raw = new Error('Non-zero status code returned while running Conv node. Failed to allocate memory');
    assert.ok(
      isOutOfMemory(failedError('the batch failed', {}, { cause: runtimeError(raw, 'run', 'cuda') })),
    );
    assert.ok(!isOutOfMemory(failedError('something else')));
  });
});
