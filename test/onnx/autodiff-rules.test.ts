import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { elementCount } from '../../native/onnx/data-type.ts';
import { gradients } from '../../native/onnx/autodiff/gradients.ts';
import type { Tensor } from '../../native/onnx/graph.ts';
import * as op from '../../native/onnx/ops.ts';
import type { Session } from '../../native/onnx/session.ts';
import { runOn, sessionOf } from '../support/evaluate.ts';
import type { Sample } from '../support/evaluate.ts';
import { cases, gridSampling, scattered, unaries } from './autodiff-cases.ts';
import type { RuleCase } from './autodiff-cases.ts';

const samplesOf = ({ shapes, fill = scattered }: RuleCase): Sample[] =>
  shapes.map((shape, k) => {
    const count = elementCount(shape);
    // Steps that have no factor in common with any tested count permute the elements.
    return { shape, data: Float32Array.from({ length: count }, (_, i) => fill(i + k * 13, count)) };
  });

/** Fixed irregular weights that make one number of all outputs. */
const weigh = (i: number): number => Math.cos(i * 1.7 + 0.3);

function weightedSum(outputs: Readonly<Record<string, Float32Array>>): number {
  let sum = 0;
  for (const [name, data] of Object.entries(outputs))
    if (name.startsWith('out')) data.forEach((value, i) => (sum += value * weigh(i)));
  return sum;
}

function sumOfOutputs(outputs: readonly Tensor[]): Tensor {
  const parts = outputs.map((out) => {
    const weights = Float32Array.from({ length: elementCount(out.shape) }, (_, i) => weigh(i));
    return op.reduceSum(op.mul(out, out.graph.constant(weights, out.shape)), { keepDims: false });
  });
  return parts.reduce(op.add);
}

async function centralDifference(session: Session, samples: readonly Sample[], step: number, k: number) {
  const { shape, data } = samples[k]!;
  const slopes = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const values: number[] = [];
    for (const side of [1, -1]) {
      const moved = data.slice();
      moved[i]! += side * step;
      const fed = samples.map((sample, j) => (j === k ? { shape, data: moved } : sample));
      values.push(weightedSum(await runOn(session, Object.fromEntries(fed.map((it, j) => [`x${j}`, it])))));
    }
    slopes[i] = (values[0]! - values[1]!) / (2 * step);
  }
  return slopes;
}

async function checkRule(rule: RuleCase): Promise<void> {
  const samples = samplesOf(rule);
  const named = Object.fromEntries(samples.map((sample, k) => [`x${k}`, sample]));
  const step = rule.step ?? 4e-3;
  const outputsOf = (x: Readonly<Record<string, Tensor>>): readonly Tensor[] => {
    const built = rule.build(...samples.map((_, k) => x[`x${k}`]!));
    return 'graph' in built ? [built] : built;
  };
  const forward = await sessionOf(named, (x) =>
    Object.fromEntries(outputsOf(x).map((out, i) => [`out${i}`, out])),
  );
  const backward = await sessionOf(named, (x) => {
    const inputs = samples.map((_, k) => x[`x${k}`]!);
    const found = gradients(sumOfOutputs(outputsOf(x)), inputs);
    return Object.fromEntries(found.map((gradient, k) => [`g${k}`, gradient]));
  });
  const found = await runOn(backward, named);
  for (const k of samples.keys()) {
    const slopes = await centralDifference(forward, samples, step, k);
    const scale = Math.max(1, ...slopes.map(Math.abs));
    found[`g${k}`]!.forEach((value, i) => {
      const off = Math.abs(value - slopes[i]!) / scale;
      assert.ok(off < 5e-3, `input ${k}, element ${i}: ${value}, by differences ${slopes[i]!}`);
    });
  }
  await Promise.all([forward.dispose(), backward.dispose()]);
}

describe('gradients are the slopes that central differences find', () => {
  for (const [name, [f, fill = scattered]] of Object.entries(unaries))
    for (const shape of [[7], [2, 3, 4]])
      test(`${name} of ${shape.join(' x ')}`, () => checkRule({ build: (x) => f(x), shapes: [shape], fill }));
  for (const [name, rule] of Object.entries(cases)) test(name, () => checkRule(rule));
  for (const padding of ['zeros', 'border'] as const)
    for (const aligned of [true, false])
      test(`sampling at a grid, ${padding} outside, corners aligned: ${String(aligned)}`, () =>
        checkRule(gridSampling(padding, aligned)));
});
