import * as op from '../../ops.ts';
import { noRule, operand, scalar, text } from './vjp-rule.ts';
import type { VjpRule, VjpRules } from './vjp-rule.ts';

/** What was overwritten has no gradient; what was added to keeps it. */
const scatter =
  (
    clear: (g: Parameters<VjpRule>[0], node: Parameters<VjpRule>[1]) => ReturnType<typeof op.neg>,
    taken: typeof clear,
  ): VjpRule =>
  (g, node) => {
    const reduction = text(node, 'reduction');
    if (reduction !== 'none' && reduction !== 'add') throw noRule(node, `by '${reduction}'`);
    return [reduction === 'add' ? g : clear(g, node), null, taken(g, node)];
  };

/** Rules of reading and writing at indices: reading's adjoint is adding there. */
export const indexRules: VjpRules = {
  Gather: (g, node) => {
    const [x, indices] = [operand(node, 0), operand(node, 1)];
    const at = scalar(node, 'axis');
    const depth = indices.shape.length;
    const axes = x.shape.map((_, axis) => axis);
    // The gathered axes first in g, the indexed axis first in x.
    const front = g.shape.map((_, axis) => axis);
    const order = [...front.splice(at, depth), ...front];
    const zeros = op.full(g.graph, [x.shape[at]!, ...x.shape.filter((_, axis) => axis !== at)], 0, x.dtype);
    const tuples = op.unsqueeze(op.cast(indices, 'int64'), [depth]);
    const sum = op.scatterNd(zeros, tuples, op.transpose(g, order), { reduction: 'add' });
    const back = axes.map((axis) => (axis === at ? 0 : axis < at ? axis + 1 : axis));
    return [op.transpose(sum, back), null];
  },
  GatherElements: (g, node) => {
    const [x, indices] = [operand(node, 0), operand(node, 1)];
    const zeros = op.full(g.graph, x.shape, 0, x.dtype);
    return [op.scatterElements(zeros, indices, g, { axis: scalar(node, 'axis'), reduction: 'add' }), null];
  },
  GatherND: (g, node) => {
    const [x, indices] = [operand(node, 0), operand(node, 1)];
    const zeros = op.full(g.graph, x.shape, 0, x.dtype);
    return [op.scatterNd(zeros, op.cast(indices, 'int64'), g, { reduction: 'add' }), null];
  },
  ScatterElements: scatter(
    (g, node) => {
      const zeros = op.zerosLike(operand(node, 2));
      return op.scatterElements(g, operand(node, 1), zeros, { axis: scalar(node, 'axis') });
    },
    (g, node) => op.gatherElements(g, operand(node, 1), { axis: scalar(node, 'axis') }),
  ),
  ScatterND: scatter(
    (g, node) => op.scatterNd(g, operand(node, 1), op.zerosLike(operand(node, 2))),
    (g, node) => op.gatherNd(g, operand(node, 1)),
  ),
};
