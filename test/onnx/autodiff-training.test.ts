import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AdamOptions } from '../../native/onnx/autodiff/adam.ts';
import type { ParameterSource } from '../../native/onnx/autodiff/flat-parameters.ts';
import { constantRate, cosineRate, warmUp } from '../../native/onnx/autodiff/learning-rates.ts';
import type { LearningRate } from '../../native/onnx/autodiff/learning-rates.ts';
import { binaryCrossEntropyWithLogits, weightedMean } from '../../native/onnx/autodiff/losses.ts';
import { TrainingSession, initialState } from '../../native/onnx/autodiff/training-session.ts';
import { buildTrainingStep } from '../../native/onnx/autodiff/training-step.ts';
import type { Objective, StepPlan } from '../../native/onnx/autodiff/training-step.ts';
import type { Tensor } from '../../native/onnx/graph.ts';
import * as op from '../../native/onnx/ops.ts';
import type { Provider } from '../../native/onnx/session.ts';
import { evaluate, readSamples, relativeError } from '../support/evaluate.ts';
import { golden, goldenTest } from '../support/golden.ts';
import { webgpuProblem } from '../support/webgpu.ts';

const layers = new Map([
  ['0.weight', [8, 3, 3, 3]],
  ['0.bias', [8]],
  ['2.weight', [1, 8, 3, 3]],
  ['2.bias', [1]],
]);

/** Convolution, leaky ReLU, convolution; binary cross-entropy with logits. */
function twoConvs(p: ParameterSource, { x, y }: Readonly<Record<string, Tensor>>): Objective {
  const first = op.conv(x!, p('0.weight'), p('0.bias'), { padding: 1 });
  const hidden = op.leakyRelu(first, { alpha: 0.2 });
  const logits = op.conv(hidden, p('2.weight'), p('2.bias'), { padding: 1 });
  const loss = op.reduceMean(binaryCrossEntropyWithLogits(logits, y!));
  return { loss, reports: { meanLogit: op.reduceMean(logits) } };
}

const plan = (items: number, optimiser: AdamOptions, rest: Partial<StepPlan> = {}): StepPlan => ({
  parameters: layers,
  batch: {
    x: { dtype: 'float32', shape: [items, 3, 12, 16] },
    y: { dtype: 'float32', shape: [items, 1, 12, 16] },
  },
  objective: twoConvs,
  optimiser,
  ...rest,
});
const adam: AdamOptions = { learningRate: constantRate(1e-2) };

const wave = (count: number, rate: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(i * rate + i * i * 1e-4));
const startValues = new Map(
  [...layers].map(([name, shape], i) => {
    const count = shape.reduce((a, b) => a * b, 1);
    return [name, { shape, data: wave(count, 0.7 + i).map((value) => value * 0.3) }];
  }),
);
const batch = (items: number) => ({
  x: wave(items * 3 * 12 * 16, 0.37),
  y: wave(items * 12 * 16, 0.11).map((value) => Number(value > 0.2)),
});

async function start(made: StepPlan, provider: Provider = 'cpu'): Promise<TrainingSession> {
  const step = buildTrainingStep(made);
  return TrainingSession.create(step, initialState(step, startValues), { threads: 1, provider });
}

goldenTest(
  'fifty Adam steps are PyTorch’s',
  golden('training', 'adam_two_convs.safetensors'),
  async (path) => {
    const samples = await readSamples(path);
    const at = (when: string) =>
      new Map([...layers.keys()].map((name) => [name, samples[`${when}.${name}`]!]));
    const step = buildTrainingStep(plan(4, adam));
    const training = await TrainingSession.create(step, initialState(step, at('step0')), { threads: 1 });
    const feeds = { x: samples['x']!.data, y: samples['y']!.data };
    for (let i = 0; i < 50; i++) {
      const { loss } = await training.run(feeds);
      assert.ok(Math.abs(loss![0]! - samples['losses']!.data[i]!) <= 1e-4, `the loss of step ${i}`);
      if (i !== 0 && i !== 49) continue;
      const parameters = await training.parameters();
      for (const [name, { data }] of at(`step${i + 1}`))
        assert.ok(relativeError(parameters.get(name)!.data, data) <= 1e-3, `${name} after step ${i + 1}`);
    }
    await training.dispose();
  },
);

describe('a training step', () => {
  test('is the same bit for bit when it is repeated', async () => {
    const runs = await Promise.all(
      [0, 1].map(async () => {
        const training = await start(plan(2, adam));
        for (let i = 0; i < 5; i++) await training.run(batch(2));
        const state = await training.state();
        await training.dispose();
        return state;
      }),
    );
    assert.deepEqual(runs[0], runs[1]);
  });
  test('continues bit for bit from a state that was taken out', async () => {
    const training = await start(plan(2, adam));
    for (let i = 0; i < 3; i++) await training.run(batch(2));
    const middle = await training.state();
    for (let i = 0; i < 2; i++) await training.run(batch(2));
    const end = await training.state();
    training.restore(middle);
    for (let i = 0; i < 2; i++) await training.run(batch(2));
    assert.deepEqual(await training.state(), end);
    assert.notDeepEqual(middle.parameters, end.parameters);
    await training.dispose();
  });
  test('over micro batches is that over the whole batch', async () => {
    const whole = await start(plan(4, adam));
    const parts = await start(plan(2, adam, { microBatches: 2 }));
    for (let i = 0; i < 3; i++) {
      const [a, b] = [await whole.run(batch(4)), await parts.run(batch(4))];
      assert.ok(relativeError(b['loss']!, a['loss']!) < 1e-5);
      assert.ok(relativeError(b['meanLogit']!, a['meanLogit']!) < 1e-4);
    }
    const [a, b] = [await whole.state(), await parts.state()];
    assert.ok(relativeError(b.firstMoment, a.firstMoment) < 1e-4);
    await Promise.all([whole.dispose(), parts.dispose()]);
  });
  test('several in one run are as many runs', async () => {
    const single = await start(plan(2, adam));
    const loop = await start(plan(2, adam, { stepsPerRun: 2 }));
    const losses: number[] = [];
    const all = batch(4);
    for (let i = 0; i < 4; i++) {
      const half = i % 2;
      const feeds = {
        x: all.x.slice((half * all.x.length) / 2, ((half + 1) * all.x.length) / 2),
        y: all.y.slice((half * all.y.length) / 2, ((half + 1) * all.y.length) / 2),
      };
      losses.push((await single.run(feeds))['loss']![0]!);
    }
    const looped = [await loop.run(all), await loop.run(all)].flatMap((it) => [...it['loss']!]);
    assert.ok(relativeError(Float32Array.from(looped), Float32Array.from(losses)) < 1e-5);
    const [a, b] = [await single.state(), await loop.state()];
    assert.ok(relativeError(b.parameters, a.parameters) < 1e-4);
    assert.equal(b.counters[0], 4);
    await Promise.all([single.dispose(), loop.dispose()]);
  });
  test('shortens a long gradient to the limit, and leaves a short one', async () => {
    const free = await start(plan(2, adam));
    const { gradientNorm } = await free.run(batch(2));
    const norm = gradientNorm![0]!;
    for (const [limit, factor] of [
      [norm / 4, 1 / 4],
      [norm * 2, 1],
    ] as const) {
      const limited = await start(plan(2, { ...adam, maxGradientNorm: limit }));
      assert.equal((await limited.run(batch(2)))['gradientNorm']![0], norm);
      const expected = (await free.state()).firstMoment.map((value) => value * factor);
      assert.ok(relativeError((await limited.state()).firstMoment, expected) < 1e-4);
      await limited.dispose();
    }
    await free.dispose();
  });
  test('that diverges is an error, and the last good state stays', async () => {
    const training = await start(plan(2, adam));
    await training.run(batch(2));
    const good = await training.state();
    const { x, y } = batch(2);
    const spoilt = { x: x.map((value, i) => (i === 5 ? NaN : value)), y };
    await assert.rejects(training.run(spoilt), /diverged: .* is NaN; the last good state is kept/);
    assert.deepEqual(await training.state(), good);
    await training.run({ x, y });
    assert.equal((await training.state()).counters[0], 2);
    await training.dispose();
  });
  test('refuses the state of another network', async () => {
    const step = buildTrainingStep(plan(2, adam));
    const state = { ...initialState(step, startValues), parameters: new Float32Array(3) };
    await assert.rejects(TrainingSession.create(step, state), /another network's: parameters has 3 elements/);
    assert.throws(() => initialState(step, new Map()), /'0.weight' is missing/);
  });
  test('on WebGPU keeps its state there and agrees with the CPU', async (t) => {
    const problem = await webgpuProblem();
    if (problem !== null) {
      t.skip(problem);
      return;
    }
    const [gpu, cpu] = [await start(plan(2, adam), 'webgpu'), await start(plan(2, adam))];
    for (let i = 0; i < 3; i++) {
      const [a, b] = [await gpu.run(batch(2)), await cpu.run(batch(2))];
      assert.ok(relativeError(a['loss']!, b['loss']!) < 1e-3);
    }
    assert.ok(relativeError((await gpu.state()).firstMoment, (await cpu.state()).firstMoment) < 1e-2);
    await Promise.all([gpu.dispose(), cpu.dispose()]);
  });
});

describe('learning rates', () => {
  const rates = async (rate: LearningRate, steps: readonly number[]): Promise<number[]> => {
    const found: number[] = [];
    for (const step of steps) {
      const { y } = await evaluate({ step: { shape: [], data: Float32Array.of(step) } }, (inputs) => ({
        y: op.identity(rate(inputs.step)),
      }));
      found.push(y![0]!);
    }
    return found;
  };
  const near = (actual: readonly number[], expected: readonly number[]): void =>
    actual.forEach((value, i) =>
      assert.ok(Math.abs(value - expected[i]!) < 1e-6, `${value}, ${expected[i]!}`),
    );
  test('fall along half a cosine and stay at its end', async () =>
    near(await rates(cosineRate({ rate: 0.1, steps: 8, final: 0.02 }), [0, 2, 4, 8, 20]), [
      0.1,
      0.02 + 0.04 * (1 + Math.SQRT1_2),
      0.06,
      0.02,
      0.02,
    ]));
  test('rise in the first steps', async () =>
    near(await rates(warmUp(4, constantRate(0.4)), [0, 1, 3, 9]), [0.1, 0.2, 0.4, 0.4]));
});

describe('losses', () => {
  test('stay finite and right at extreme logits', async () => {
    const x = { shape: [4], data: Float32Array.of(200, -200, 200, -200) };
    const y = { shape: [4], data: Float32Array.of(1, 0, 0, 1) };
    const { loss } = await evaluate({ x, y }, (it) => ({ loss: binaryCrossEntropyWithLogits(it.x, it.y) }));
    assert.deepEqual([...loss!], [0, 0, 200, 200]);
  });
  test('are averaged over what counts, and are zero where nothing does', async () => {
    const x = { shape: [1, 4], data: Float32Array.of(1, 2, 3, 4) };
    for (const [counts, expected] of [
      [[1, 0, 0, 1], 2.5],
      [[0, 0, 0, 0], 0],
    ] as const) {
      const weight = { shape: [1, 4], data: Float32Array.from(counts) };
      const { mean } = await evaluate({ x, weight }, (it) => ({ mean: weightedMean(it.x, it.weight) }));
      assert.equal(mean![0], expected);
    }
  });
});
