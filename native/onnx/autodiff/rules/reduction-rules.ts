import { elementCount } from '../../data-type.ts';
import type { Node, Tensor } from '../../graph.ts';
import * as op from '../../ops.ts';
import { mask } from './elementwise-rules.ts';
import { constantIntegers, scalar, operand, piecewiseConstant, unary } from './vjp-rule.ts';
import type { VjpRule, VjpRules } from './vjp-rule.ts';

/** A tensor of a reduction's output shape with the reduced axes put back as 1, so that it broadcasts to the input. */
function keptDims(reduced: Tensor, node: Node): Tensor {
  const axes = constantIntegers(node, 1);
  return op.reshape(
    reduced,
    operand(node, 0).shape.map((side, axis) => (axes.includes(axis) ? 1 : side)),
  );
}

/** Equal largest (or smallest) elements share the gradient. */
const extremum: VjpRule = (g, node) => {
  const x = operand(node, 0);
  const chosen = mask(op.equal(x, keptDims(node.outputs[0]!, node)), g);
  const ties = op.reduceSum(chosen, { axes: constantIntegers(node, 1) });
  return [op.mul(chosen, op.div(keptDims(g, node), ties)), null];
};

/** Rules of reductions, running sums and order statistics. */
export const reductionRules: VjpRules = {
  ReduceSum: (g, node) => [keptDims(g, node), null],
  ReduceMean: (g, node) => {
    const count = elementCount(operand(node, 0).shape) / elementCount(g.shape);
    return [op.div(keptDims(g, node), count), null];
  },
  ReduceMax: extremum,
  ReduceMin: extremum,
  ArgMax: piecewiseConstant,
  ArgMin: piecewiseConstant,
  TopK: (g, node) => {
    const indices = node.outputs[1]!;
    const zeros = op.zerosLike(operand(node, 0));
    return [op.scatterElements(zeros, indices, g, { axis: scalar(node, 'axis') }), null];
  },
  // The sums run the other way.
  CumSum: unary((g, _, __, node) =>
    op.cumSum(g, {
      axis: constantIntegers(node, 1)[0]!,
      exclusive: scalar(node, 'exclusive') === 1,
      reverse: scalar(node, 'reverse') === 0,
    }),
  ),
};
