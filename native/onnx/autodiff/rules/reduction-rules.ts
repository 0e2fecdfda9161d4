import { elementCount } from '../../data-type.ts';
import type { Node, Tensor } from '../../graph.ts';
import * as op from '../../ops.ts';
import { constantIntegers, scalar, operand, unary } from './vjp-rule.ts';
import type { VjpRules } from './vjp-rule.ts';

/** A tensor of a reduction's output shape with the reduced axes put back as 1, so that it broadcasts to the input. */
function keptDims(reduced: Tensor, node: Node): Tensor {
  const axes = constantIntegers(node, 1);
  return op.reshape(
    reduced,
    operand(node, 0).shape.map((side, axis) => (axes.includes(axis) ? 1 : side)),
  );
}

/** Rules of reductions and running sums. */
export const reductionRules: VjpRules = {
  ReduceSum: (g, node) => [keptDims(g, node), null],
  ReduceMean: (g, node) => {
    const count = elementCount(operand(node, 0).shape) / elementCount(g.shape);
    return [op.div(keptDims(g, node), count), null];
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
