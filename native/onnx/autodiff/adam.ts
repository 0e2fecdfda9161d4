import type { Tensor } from '../graph.ts';
import * as op from '../ops.ts';
import type { LearningRate } from './learning-rates.ts';

/** Kingma and Ba, "Adam: a method for stochastic optimization" (2015), with PyTorch's defaults. */
export interface AdamOptions {
  readonly learningRate: LearningRate;
  /** The decay of the two running means of the gradient and its square; 0.9 and 0.999 unless said. */
  readonly betas?: readonly [number, number];
  /** Beside the root of the second moment; 1e-8 unless said. */
  readonly epsilon?: number;
  /** The largest Euclidean norm of the whole gradient; a longer one is shortened to it. Unlimited unless said. */
  readonly maxGradientNorm?: number;
}

/** What Adam carries from step to step, all parameters in one vector [P]. */
export interface AdamState {
  readonly parameters: Tensor;
  readonly firstMoment: Tensor;
  readonly secondMoment: Tensor;
  /**
   * [3]: the steps done, and the weights that the two running means have gathered, 1 - β₁ᵗ and 1 - β₂ᵗ. As running means
   * of 1 they keep float32's precision, which the subtraction would lose.
   */
  readonly counters: Tensor;
}

/** The next state, and the gradient's norm before any shortening. */
export interface AdamStep {
  readonly state: AdamState;
  readonly gradientNorm: Tensor;
}

/** β mean + (1 - β) value: the next value of a running mean. */
const runningMean = (mean: Tensor, value: Tensor, beta: number): Tensor =>
  op.add(op.mul(mean, beta), op.mul(value, 1 - beta));

/** One step against a gradient [P], as PyTorch's Adam takes it. */
export function adamStep(state: AdamState, gradient: Tensor, options: AdamOptions): AdamStep {
  const { betas = [0.9, 0.999], epsilon = 1e-8, maxGradientNorm } = options;
  const gradientNorm = op.sqrt(op.reduceSum(op.mul(gradient, gradient), { keepDims: false }));
  const g = maxGradientNorm === undefined ? gradient : shortened(gradient, gradientNorm, maxGradientNorm);
  const firstMoment = runningMean(state.firstMoment, g, betas[0]);
  const secondMoment = runningMean(state.secondMoment, op.mul(g, g), betas[1]);
  const [done, ...weights] = [0, 1, 2].map((at) => entry(state.counters, at));
  const one = g.graph.constant(1);
  const [weight1, weight2] = betas.map((beta, i) => runningMean(weights[i]!, one, beta));
  const root = op.add(op.div(op.sqrt(secondMoment), op.sqrt(weight2!)), epsilon);
  const rate = op.div(options.learningRate(done!), weight1!);
  const parameters = op.sub(state.parameters, op.mul(op.div(firstMoment, root), rate));
  const counters = op.concat(
    [op.add(done!, 1), weight1!, weight2!].map((x) => op.reshape(x, [1])),
    { axis: 0 },
  );
  return { state: { parameters, firstMoment, secondMoment, counters }, gradientNorm };
}

const entry = (vector: Tensor, at: number): Tensor =>
  op.reshape(op.slice(vector, { axes: [0], starts: [at], ends: [at + 1] }), []);

/** As torch.nn.utils.clip_grad_norm_: times max / (norm + 1e-6) where that is below 1. */
const shortened = (gradient: Tensor, norm: Tensor, limit: number): Tensor =>
  op.mul(gradient, op.min(op.div(limit, op.add(norm, 1e-6)), 1));
