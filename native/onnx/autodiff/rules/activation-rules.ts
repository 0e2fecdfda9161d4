import type { Tensor } from '../../graph.ts';
import * as op from '../../ops.ts';
import { mask } from './elementwise-rules.ts';
import { scalar, text, unary } from './vjp-rule.ts';
import type { VjpRules } from './vjp-rule.ts';

/** d/dx x Φ(x) = Φ(x) + x φ(x), with Φ the normal distribution and φ its density. */
function geluSlope(x: Tensor): Tensor {
  const distribution = op.mul(op.add(op.erf(op.mul(x, Math.SQRT1_2)), 1), 0.5);
  const density = op.mul(op.exp(op.mul(op.mul(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return op.add(distribution, op.mul(x, density));
}

/** The slope of x (1 + tanh u) / 2 with u = √(2/π) (x + 0.044715 x³). */
function tanhGeluSlope(x: Tensor): Tensor {
  const [rate, cubic] = [Math.sqrt(2 / Math.PI), 0.044715];
  const square = op.mul(x, x);
  const t = op.tanh(op.mul(op.mul(x, op.add(op.mul(square, cubic), 1)), rate));
  const inner = op.mul(op.add(op.mul(square, 3 * cubic), 1), rate);
  const slope = op.mul(op.mul(x, op.sub(1, op.mul(t, t))), inner);
  return op.mul(op.add(op.add(t, 1), slope), 0.5);
}

/** 1 above zero, else alpha: in 0..1 the larger of both, which takes the CPU two thirds of `where`'s time. */
function leakySlope(x: Tensor, alpha: number): Tensor {
  const above = mask(op.greater(x, 0), x);
  return alpha >= 0 && alpha <= 1 ? op.max(above, alpha) : op.add(op.mul(above, 1 - alpha), alpha);
}

/** Rules of activation functions and softmax. */
export const activationRules: VjpRules = {
  Relu: unary((g, _, y) => op.mul(g, mask(op.greater(y, 0), g))),
  LeakyRelu: unary((g, x, _, node) => op.mul(g, leakySlope(x, scalar(node, 'alpha', 0.01)))),
  // σ' = σ (1 - σ)
  Sigmoid: unary((g, _, y) => op.mul(g, op.mul(y, op.sub(1, y)))),
  // tanh' = 1 - tanh²
  Tanh: unary((g, _, y) => op.mul(g, op.sub(1, op.mul(y, y)))),
  Gelu: unary((g, x, _, node) =>
    op.mul(g, text(node, 'approximate') === 'tanh' ? tanhGeluSlope(x) : geluSlope(x)),
  ),
  // y (g - Σ g y)
  Softmax: unary((g, _, y, node) => {
    const total = op.reduceSum(op.mul(g, y), { axes: [scalar(node, 'axis')] });
    return op.mul(y, op.sub(g, total));
  }),
};
