import { elementCount } from '../../data-type.ts';
import type { Tensor } from '../../graph.ts';
import * as op from '../../ops.ts';
import { scalar, operand } from './vjp-rule.ts';
import type { VjpRules } from './vjp-rule.ts';

/** The last two axes exchanged. */
export function transposed(x: Tensor): Tensor {
  const rank = x.shape.length;
  const order = x.shape.map((_, axis) => axis);
  [order[rank - 2], order[rank - 1]] = [rank - 1, rank - 2];
  return op.transpose(x, order);
}

/** All axes but the last as one. */
const rows = (x: Tensor): Tensor => op.reshape(x, [elementCount(x.shape.slice(0, -1)), x.shape.at(-1)!]);

/** Y = A B for matrices and stacks of them: dA = G Bᵀ, dB = Aᵀ G. */
function productGradients(g: Tensor, a: Tensor, b: Tensor): readonly [Tensor, Tensor] {
  const left = op.matMul(g, transposed(b));
  // One matrix for a whole stack: one product over all rows, instead of many that are summed.
  if (b.shape.length === 2) return [left, op.matMul(transposed(rows(a)), rows(g))];
  return [left, op.matMul(transposed(a), g)];
}

/** Rules of matrix products. */
export const linearRules: VjpRules = {
  // Vectors are a row on the left and a column on the right.
  MatMul: (g, node) => {
    const [a, b] = [operand(node, 0), operand(node, 1)];
    const left = a.shape.length === 1 ? op.unsqueeze(a, [0]) : a;
    const right = b.shape.length === 1 ? op.unsqueeze(b, [1]) : b;
    const columns = b.shape.length === 1 ? op.unsqueeze(g, [g.shape.length]) : g;
    const full = a.shape.length === 1 ? op.unsqueeze(columns, [columns.shape.length - 1]) : columns;
    const [ga, gb] = productGradients(full, left, right);
    return [
      a.shape.length === 1 ? op.reshape(ga, [...ga.shape.slice(0, -2), a.shape[0]!]) : ga,
      b.shape.length === 1 ? op.reshape(gb, [...gb.shape.slice(0, -2), b.shape[0]!]) : gb,
    ];
  },
  // Y = α A' B' + β C, where A' and B' may be transposed: dA' = α G B'ᵀ, dB' = α A'ᵀ G, dC = β G.
  Gemm: (g, node) => {
    const [a, b] = [operand(node, 0), operand(node, 1)];
    const alpha = scalar(node, 'alpha', 1);
    const transA = scalar(node, 'transA') === 1;
    const transB = scalar(node, 'transB') === 1;
    const ga = transA
      ? op.gemm(b, g, null, { alpha, transA: transB, transB: true })
      : op.gemm(g, b, null, { alpha, transB: !transB });
    const gb = transB
      ? op.gemm(g, a, null, { alpha, transA: true, transB: transA })
      : op.gemm(a, g, null, { alpha, transA: !transA });
    return [ga, gb, op.mul(g, scalar(node, 'beta', 1))];
  },
};
