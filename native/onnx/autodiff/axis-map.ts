import type { Tensor } from '../graph.ts';
import * as op from '../ops.ts';

/** A linear map from `columns` elements to `rows` elements along an axis, row-major. */
export interface AxisMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/** The map to outputs that are each a weighted sum of inputs: pairs (input, weight) per output. */
export function matrixOf(
  columns: number,
  sums: readonly (readonly (readonly [input: number, weight: number])[])[],
): AxisMatrix {
  const data = new Float32Array(sums.length * columns);
  sums.forEach((terms, row) => {
    for (const [input, weight] of terms) data[row * columns + input]! += weight;
  });
  return { rows: sums.length, columns, data };
}

/** The map's adjoint along an axis of g with `rows` elements: Mᵀ g, as a matrix product with a constant. */
export function contract(g: Tensor, axis: number, matrix: AxisMatrix): Tensor {
  const rank = g.shape.length;
  const map = g.graph.constant(matrix.data, [matrix.rows, matrix.columns]);
  if (axis === rank - 1) return op.matMul(g, map);
  if (axis === rank - 2) return op.matMul(op.transpose(map), g);
  const order = g.shape.map((_, i) => i);
  [order[axis], order[rank - 1]] = [rank - 1, axis];
  return op.transpose(op.matMul(op.transpose(g, order), map), order);
}
