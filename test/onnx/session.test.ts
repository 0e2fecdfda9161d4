import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HostTensor } from '../../native/onnx/data-type.ts';
import { GraphBuilder } from '../../native/onnx/graph.ts';
import * as op from '../../native/onnx/ops.ts';
import { createSession } from '../../native/onnx/session.ts';
import type { Session } from '../../native/onnx/session.ts';

/** x + 1 as `more`, 2 x as `twice`. */
async function twoOutputs(): Promise<Session> {
  const graph = new GraphBuilder();
  const x = graph.input('x', [3]);
  graph.output('more', op.add(x, 1));
  graph.output('twice', op.mul(x, 2));
  return createSession(graph, { threads: 1 });
}
const place = (count: number): HostTensor & { readonly data: Float32Array } => ({
  dtype: 'float32',
  shape: [count],
  data: new Float32Array(count),
});

describe('runs into given memory', () => {
  test('fill it at every run, and allocate what has no place', async () => {
    const session = await twoOutputs();
    const into = { twice: place(3) };
    for (const start of [1, 5]) {
      const results = await session.run({ x: Float32Array.of(start, 2, 3) }, into);
      assert.deepEqual([...into.twice.data], [2 * start, 4, 6]);
      assert.equal(results['twice'], into.twice);
      assert.deepEqual([...(results['more']!.data as Float32Array)], [start + 1, 3, 4]);
    }
    await session.dispose();
  });
  test('refuse outputs that the model has not, and places of another shape', async () => {
    const session = await twoOutputs();
    const x = Float32Array.of(1, 2, 3);
    await assert.rejects(session.run({ x }, { thrice: place(3) }), /no output 'thrice'/);
    await assert.rejects(session.run({ x }, { twice: place(4) }), /could not run the model/);
    await session.dispose();
  });
});

test('a vector is split into as many parts as the paper’s refinement has parameters', async () => {
  const count = 144;
  const graph = new GraphBuilder();
  const parts = op.split(graph.input('x', [count]), {
    axis: 0,
    sizes: Array.from({ length: count }, () => 1),
  });
  graph.output('last', parts.at(-1)!);
  const session = await createSession(graph, { threads: 1 });
  const { last } = await session.run({ x: Float32Array.from({ length: count }, (_, i) => i) });
  assert.deepEqual([...(last!.data as Float32Array)], [count - 1]);
  await session.dispose();
});

describe('what no output depends on', () => {
  /** Reads x beyond its end: an error, where it runs. */
  const fails = (graph: GraphBuilder) => {
    const x = graph.input('x', [2]);
    const at = op.cast(op.add(x, 7), 'int64');
    return { x, beyond: op.gather(x, at) };
  };
  test('does not run', async () => {
    const graph = new GraphBuilder();
    graph.output('y', op.neg(fails(graph).x));
    const session = await createSession(graph, { threads: 1 });
    const { y } = await session.run({ x: Float32Array.of(1, 2) });
    assert.deepEqual([...(y!.data as Float32Array)], [-1, -2]);
    await session.dispose();
  });
  test('runs where a body inside a body reads it', async () => {
    const graph = new GraphBuilder();
    const { x, beyond } = fails(graph);
    const once = (body: () => ReturnType<typeof op.neg>) => op.loop(1, [x], () => ({ carried: [body()] }));
    graph.output('y', once(() => once(() => op.neg(beyond)).carried[0]!).carried[0]!);
    const session = await createSession(graph, { threads: 1 });
    await assert.rejects(session.run({ x: Float32Array.of(1, 2) }), /Gather/);
    await session.dispose();
  });
});
