import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GraphBuilder } from '../../native/onnx/graph.ts';
import { createSession } from '../../native/onnx/session.ts';
import { refinePresets, stepsOf } from '../../native/refine/presets.ts';

test('an epoch of the paper is the clip in batches of 16', () => {
  assert.equal(stepsOf(refinePresets.paper, 200, 80), 1000);
  assert.equal(stepsOf(refinePresets.paper, 1, 17), 2);
});

test('the compact preset gives short clips enough steps and long ones an end', () => {
  const { compact } = refinePresets;
  assert.equal(stepsOf(compact, 10, 1), stepsOf(compact, 10, 30));
  assert.equal(stepsOf(compact, 10, 1000), stepsOf(compact, 10, 5000));
  assert.ok(stepsOf(compact, 10, 60) > stepsOf(compact, 10, 50));
});

test('the paper learns at 1e-4 throughout, the compact preset less and less', async () => {
  const rates = async (preset: keyof typeof refinePresets, steps: number, at: readonly number[]) => {
    const graph = new GraphBuilder();
    const step = graph.input('step', []);
    graph.output('rate', refinePresets[preset].learningRate(steps)(step));
    const session = await createSession(graph);
    const found: number[] = [];
    for (const value of at)
      found.push(Number((await session.run({ step: Float32Array.of(value) }))['rate']!.data[0]));
    await session.dispose();
    return found;
  };
  for (const rate of await rates('paper', 100, [0, 50, 99])) assert.ok(Math.abs(rate - 1e-4) < 1e-10);
  const [early, middle, late] = await rates('compact', 400, [30, 200, 399]);
  assert.ok(early! > middle! && middle! > late! && late! > 0);
});
