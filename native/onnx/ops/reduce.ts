import { emit } from '../graph.ts';
import type { Tensor } from '../graph.ts';
import { integerVector, resolveAxes, resolveAxis } from './shapes.ts';

/** Which axes are reduced (all unless said) and whether they stay as axes of 1 (yes unless said). */
export interface ReduceOptions {
  readonly axes?: readonly number[];
  readonly keepDims?: boolean;
}

/** The shape without `axes`, or with 1 in their place. */
function reducedShape(shape: readonly number[], axes: readonly number[], keepDims: boolean): number[] {
  if (keepDims) return shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
  return shape.filter((_, axis) => !axes.includes(axis));
}

function reduce(op: string, x: Tensor, options: ReduceOptions): Tensor {
  const keepDims = options.keepDims ?? true;
  const axes = resolveAxes(op, x, options.axes ?? x.shape.map((_, axis) => axis));
  const attributes = { keepdims: Number(keepDims), noop_with_empty_axes: 1 };
  return emit(op, [x, integerVector(x, axes)], x.dtype, reducedShape(x.shape, axes, keepDims), attributes);
}

/** Sum over axes. */
export const reduceSum = (x: Tensor, options: ReduceOptions = {}): Tensor => reduce('ReduceSum', x, options);
/** Mean over axes. */
export const reduceMean = (x: Tensor, options: ReduceOptions = {}): Tensor =>
  reduce('ReduceMean', x, options);

/** Running sums along an axis, each including its own element unless `exclusive`. */
export function cumSum(
  x: Tensor,
  options: { readonly axis: number; readonly exclusive?: boolean; readonly reverse?: boolean },
): Tensor {
  const axis = x.graph.constant(resolveAxis('CumSum', x, options.axis), [], 'int64');
  const attributes = {
    exclusive: Number(options.exclusive ?? false),
    reverse: Number(options.reverse ?? false),
  };
  return emit('CumSum', [x, axis], x.dtype, x.shape, attributes);
}
