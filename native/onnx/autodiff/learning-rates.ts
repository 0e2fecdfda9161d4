import type { Tensor } from '../graph.ts';
import * as op from '../ops.ts';

/** The learning rate as a function of the number of steps done (a float32 scalar), part of the graph. */
export type LearningRate = (step: Tensor) => Tensor;

/** The same rate at every step. */
export const constantRate =
  (rate: number): LearningRate =>
  (step) =>
    step.graph.constant(rate);

/** From `rate` down to `final` (0 unless said) along half a cosine over `steps` steps, then `final`. */
export const cosineRate =
  ({ rate, steps, final = 0 }: { rate: number; steps: number; final?: number }): LearningRate =>
  (step) => {
    const angle = op.mul(op.min(step, steps), Math.PI / steps);
    return op.add(op.mul(op.add(op.cos(angle), 1), (rate - final) / 2), final);
  };

/** The first `steps` steps with 1/steps, 2/steps, ... of what `after` says. */
export const warmUp =
  (steps: number, after: LearningRate): LearningRate =>
  (step) =>
    op.mul(after(step), op.min(op.div(op.add(step, 1), steps), 1));
