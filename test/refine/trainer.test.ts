import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { silentContext } from '../../native/base/context.ts';
import { constantRate } from '../../native/onnx/autodiff/learning-rates.ts';
import { TrainingSession } from '../../native/onnx/autodiff/training-session.ts';
import { predict } from '../../native/refine/predict.ts';
import { train, type Trained } from '../../native/refine/trainer.ts';
import { relativeError } from '../support/evaluate.ts';
import { squareFrames, tinySegmenter, tinyTraining } from './tiny-training.ts';

const weightsOf = ({ parameters }: Trained) => [...parameters.values()].map(({ data }) => [...data]);

test('the network learns the pseudo masks, in both branches', async () => {
  const { options, losses } = tinyTraining();
  const { plan } = options;
  const trained = await train({ ...options, plan: { ...plan, steps: 80 } }, silentContext);
  assert.equal(trained.outcome, 'done');
  const mean = (pick: (typeof losses)[number][]) => (key: 'lossOwn' | 'lossWarped') => {
    const known = pick.flatMap((step) => step[key] ?? []);
    return known.reduce((a, b) => a + b, 0) / known.length;
  };
  for (const branch of ['lossOwn', 'lossWarped'] as const)
    assert.ok(mean(losses.slice(-15))(branch) < 0.5 * mean(losses.slice(0, 5))(branch), branch);
  const frames = squareFrames();
  const { parameters } = trained;
  await predict(
    {
      segmenter: tinySegmenter,
      parameters,
      provider: 'cpu',
      frames: frames.usable,
      input: (frame) => frames.input(frame),
      keep(masks) {
        for (const { frame, soft } of masks) {
          const wrong = frames.target(frame).filter((target, i) => target > 127 !== soft[i]! > 127);
          assert.ok(wrong.length <= 4, `frame ${frame}: ${wrong.length} wrong pixels`);
        }
      },
    },
    silentContext,
  );
});

describe('the same seed gives the same weights', () => {
  test('bit for bit, and another seed others', async () => {
    const once = await train(tinyTraining().options, silentContext);
    const again = await train(tinyTraining().options, silentContext);
    assert.deepEqual(weightsOf(again), weightsOf(once));
    const { options } = tinyTraining();
    const other = await train({ ...options, plan: { ...options.plan, seed: 4 } }, silentContext);
    assert.notDeepEqual(weightsOf(other), weightsOf(once));
  });

  test('from any checkpoint on', async () => {
    const { plan } = tinyTraining().options;
    const { options, saved } = tinyTraining({ plan: { ...plan, steps: 60 }, saveEveryMs: 0 });
    const whole = await train(options, silentContext);
    assert.deepEqual(
      saved.slice(0, 60).map(({ step }) => step),
      Array.from({ length: 60 }, (_, k) => k + 1),
    );
    for (const resumeFrom of [0, 20, 40, 58].map((k) => saved[k]!)) {
      const resumed = await train({ ...options, resumeFrom }, silentContext);
      assert.deepEqual(weightsOf(resumed), weightsOf(whole), `from step ${resumeFrom.step}`);
    }
  });
});

test('a cancelled training has saved its last step and goes on there', async () => {
  const whole = await train(tinyTraining().options, silentContext);
  const controller = new AbortController();
  const { options, saved, losses } = tinyTraining();
  const progress = { report: (done: number) => (done === 5 ? controller.abort() : undefined) };
  await assert.rejects(train(options, { signal: controller.signal, progress }), { kind: 'cancelled' });
  assert.equal(saved.at(-1)!.step, 5);
  assert.deepEqual(
    losses.map(({ step }) => step),
    [1, 2, 3, 4, 5],
  );
  const resumed = await train({ ...tinyTraining().options, resumeFrom: saved.at(-1)! }, silentContext);
  assert.deepEqual(weightsOf(resumed), weightsOf(whole));
});

test('a loss that is no number ends the training at the last good state, and is said', async () => {
  const { plan } = tinyTraining().options;
  const wild = { ...plan, learningRate: constantRate(1e38) };
  const { options, saved, said } = tinyTraining({ plan: wild, saveEveryMs: 0 });
  const trained = await train(options, silentContext);
  assert.equal(trained.outcome, 'diverged');
  assert.ok(trained.steps < options.plan.steps);
  assert.ok(weightsOf(trained).flat().every(Number.isFinite));
  assert.equal(saved.at(-1)?.step ?? 0, trained.steps);
  assert.match(said.join(), /diverged.*the last good state is kept.*after step \d+ of 12/);
});

describe('too little memory', () => {
  /** Opens only graphs that take at most `most` samples at a time. */
  const openUpTo =
    (most: number): typeof TrainingSession.create =>
    async (step, ...rest) => {
      const input = step.graph.inputs.find(({ name }) => name === 'own')!;
      if (input.shape.at(-4)! > most) throw new Error('bad_alloc: failed to allocate memory');
      return TrainingSession.create(step, ...rest);
    };

  test('splits the batch, says so, and comes to the same weights', async () => {
    const { options, said, saved } = tinyTraining({ open: openUpTo(1) });
    const split = await train(options, silentContext);
    assert.equal(said.length, 2);
    assert.match(
      said.at(-1)!,
      /goes on with 1 samples at a time, whose gradients are added up to batches of 4/,
    );
    assert.equal(saved.at(-1)!.parts, 4);
    assert.equal(split.outcome, 'done');
    const plan = { ...options.plan, overlap: 0, learningRate: constantRate(0.01) };
    const [whole, parts] = [tinyTraining({ plan }), tinyTraining({ plan, open: openUpTo(2) })];
    const expected = weightsOf(await train(whole.options, silentContext)).flat();
    const found = weightsOf(await train(parts.options, silentContext)).flat();
    assert.ok(relativeError(Float32Array.from(found), Float32Array.from(expected)) < 1e-3);
  });

  test('for a single sample is an error', async () => {
    const { options } = tinyTraining({ open: openUpTo(0) });
    await assert.rejects(train(options, silentContext), /bad_alloc/);
  });
});
