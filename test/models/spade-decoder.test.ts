import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { initialParameters } from '../../native/models/initial-parameters.ts';
import { decoderConfig, decoderShapes, spadeDecoder } from '../../native/models/spade-decoder.ts';
import type { SpadeDecoderConfig } from '../../native/models/spade-decoder.ts';
import { parameterCount } from '../../native/onnx/autodiff/flat-parameters.ts';
import { constantRate } from '../../native/onnx/autodiff/learning-rates.ts';
import { binaryCrossEntropyWithLogits } from '../../native/onnx/autodiff/losses.ts';
import { TrainingSession, initialState } from '../../native/onnx/autodiff/training-session.ts';
import { buildTrainingStep } from '../../native/onnx/autodiff/training-step.ts';
import { GraphBuilder } from '../../native/onnx/graph.ts';
import type { Tensor } from '../../native/onnx/graph.ts';
import * as op from '../../native/onnx/ops.ts';
import { SeededRandom } from '../../native/base/seeded-random.ts';
import { evaluate } from '../support/evaluate.ts';

const [rows, cols] = [4, 6];

/** The decoder over weights of its initial values. */
function decode(features: Tensor, config: SpadeDecoderConfig, seed = 1): Tensor {
  const values = initialParameters(decoderShapes(config), seed);
  const weights = new Map(
    [...values].map(([name, { data, shape }]) => [name, features.graph.weight(name, data, shape)]),
  );
  return spadeDecoder(features, config, (name) => weights.get(name)!);
}

describe('the decoder', () => {
  for (const preset of ['paper', 'compact'] as const)
    for (const patchPx of [8, 16])
      test(`${preset} turns patches of ${patchPx} pixels into logits at the input's size`, () => {
        const config = decoderConfig(preset, { dim: 20, patchPx });
        const graph = new GraphBuilder();
        const weights = new Map(
          [...decoderShapes(config)].map(([name, shape]) => [name, graph.input(name, shape)]),
        );
        const logits = spadeDecoder(graph.input('features', [2, 20, rows, cols]), config, (name) =>
          weights.get(name)!,
        );
        assert.deepEqual(logits.shape, [2, 1, rows * patchPx, cols * patchPx]);
        const read = new Set(graph.nodes.flatMap((node) => node.inputs));
        for (const [name, tensor] of weights) assert.ok(read.has(tensor), `${name} is not used`);
      });
  test('of the paper is as wide as SPADE’s generator, that of the CPU small', () => {
    const count = (preset: 'paper' | 'compact') =>
      parameterCount(decoderShapes(decoderConfig(preset, { dim: 384, patchPx: 8 })));
    assert.ok(count('paper') > 60e6 && count('paper') < 120e6, `${count('paper')}`);
    assert.ok(count('compact') < 5e5, `${count('compact')}`);
  });
  test('is told by its features alone: another scale and offset of all of them changes nothing', async () => {
    const config = decoderConfig('compact', { dim: 12, patchPx: 8 });
    const data = Float32Array.from({ length: 12 * rows * cols }, (_, i) => Math.sin(i * 1.3));
    const shape = [1, 12, rows, cols];
    const { a, b } = await evaluate(
      { x: { shape, data }, other: { shape, data: data.map((value) => 7 * value + 3) } },
      (it) => {
        const both = decode(op.concat([it.x, it.other], { axis: 0 }), config);
        const [first, second] = op.split(both, { axis: 0, sizes: [1, 1] });
        return { a: first!, b: second! };
      },
    );
    a!.forEach((value, i) => assert.ok(Math.abs(value - b![i]!) < 1e-3));
  });
  test('refuses patches that no doubling reaches, and features of other dimensions', () => {
    assert.throws(() => decoderConfig('compact', { dim: 12, patchPx: 14 }), /14 pixels are not a power of 2/);
    const config = decoderConfig('compact', { dim: 12, patchPx: 8 });
    const features = new GraphBuilder().input('features', [1, 10, rows, cols]);
    assert.throws(() => decode(features, config), /features of 12 dimensions, not of 10/);
  });
  test('learns which patches are foreground', async () => {
    const config = decoderConfig('compact', { dim: 8, patchPx: 8 });
    const shapes = decoderShapes(config);
    const step = buildTrainingStep({
      parameters: shapes,
      batch: {
        features: { dtype: 'float32', shape: [1, 8, rows, cols] },
        target: { dtype: 'float32', shape: [1, 1, 8 * rows, 8 * cols] },
      },
      objective: (parameter, { features, target }) => ({
        loss: op.reduceMean(
          binaryCrossEntropyWithLogits(spadeDecoder(features!, config, parameter), target!),
        ),
      }),
      optimiser: { learningRate: constantRate(5e-3) },
    });
    const inside = (y: number, x: number) => Number(y >= 1 && y < 3 && x >= 2 && x < 5);
    const random = new SeededRandom(3);
    const features = Float32Array.from({ length: 8 * rows * cols }, (_, i) => {
      const [y, x] = [Math.floor(i / cols) % rows, i % cols];
      return random.normal() + (i < 2 * rows * cols ? 3 * inside(y, x) : 0);
    });
    const target = Float32Array.from({ length: 64 * rows * cols }, (_, i) =>
      inside(Math.floor(i / (8 * cols) / 8), Math.floor((i % (8 * cols)) / 8)),
    );
    const state = initialState(step, initialParameters(shapes, 5));
    const training = await TrainingSession.create(step, state, { threads: 1 });
    let loss = Infinity;
    for (let i = 0; i < 60; i++) loss = (await training.run({ features, target }))['loss']![0]!;
    await training.dispose();
    assert.ok(loss < 0.15, `the loss is ${loss} after 60 steps`);
  });
});

describe('initial parameters', () => {
  const shapes = new Map([
    ['a.weight', [16, 25, 2, 2]],
    ['a.bias', [16]],
  ]);
  test('are the same for a seed and others for another', () => {
    assert.deepEqual(initialParameters(shapes, 1), initialParameters(shapes, 1));
    assert.notDeepEqual(initialParameters(shapes, 1), initialParameters(shapes, 2));
  });
  test('lie evenly within one over the root of the inputs', () => {
    for (const { data } of initialParameters(shapes, 1).values()) {
      assert.ok(data.every((value) => Math.abs(value) <= 0.1));
      assert.ok(data.some((value) => value > 0.07) && data.some((value) => value < -0.07));
    }
  });
});

describe('seeded random numbers', () => {
  test('continue from a state', () => {
    const random = new SeededRandom(42);
    for (let i = 0; i < 10; i++) random.next();
    const other = new SeededRandom(random.state);
    assert.deepEqual([random.next(), random.below(9)], [other.next(), other.below(9)]);
  });
  test('are even between 0 and 1, and normal with mean 0 and variance 1', () => {
    const random = new SeededRandom(-7);
    const cells = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) cells[random.below(10)]! += 1;
    for (const count of cells) assert.ok(Math.abs(count - 1000) < 150, `${count}`);
    const normal = Array.from({ length: 10_000 }, () => random.normal());
    const mean = normal.reduce((a, b) => a + b, 0) / normal.length;
    const variance = normal.reduce((sum, value) => sum + value * value, 0) / normal.length;
    assert.ok(Math.abs(mean) < 0.05 && Math.abs(variance - 1) < 0.06, `${mean}, ${variance}`);
  });
});
