import { emit, emitAll } from '../graph.ts';
import type { Tensor } from '../graph.ts';
import { integerVector, operatorError, resolveAxes, resolveAxis } from './shapes.ts';

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
/** Largest element over axes. */
export const reduceMax = (x: Tensor, options: ReduceOptions = {}): Tensor => reduce('ReduceMax', x, options);
/** Smallest element over axes. */
export const reduceMin = (x: Tensor, options: ReduceOptions = {}): Tensor => reduce('ReduceMin', x, options);

function argReduce(op: string, x: Tensor, axis: number, keepDims: boolean): Tensor {
  const resolved = resolveAxis(op, x, axis);
  const shape = reducedShape(x.shape, [resolved], keepDims);
  return emit(op, [x], 'int64', shape, { axis: resolved, keepdims: Number(keepDims), select_last_index: 0 });
}

/** The index (int64) of the largest element along an axis, the first of equals. */
export const argMax = (x: Tensor, { axis, keepDims = false }: { axis: number; keepDims?: boolean }): Tensor =>
  argReduce('ArgMax', x, axis, keepDims);
/** The index (int64) of the smallest element along an axis, the first of equals. */
export const argMin = (x: Tensor, { axis, keepDims = false }: { axis: number; keepDims?: boolean }): Tensor =>
  argReduce('ArgMin', x, axis, keepDims);

/** The k largest (or smallest) elements along an axis, sorted, and their indices (int64). */
export function topK(
  x: Tensor,
  { k, axis, largest = true }: { readonly k: number; readonly axis: number; readonly largest?: boolean },
): { readonly values: Tensor; readonly indices: Tensor } {
  const resolved = resolveAxis('TopK', x, axis);
  if (k > x.shape[resolved]!)
    throw operatorError('TopK', `there are fewer than ${k} along axis ${axis}`, [x]);
  const shape = x.shape.map((side, at) => (at === resolved ? k : side));
  const [values, indices] = emitAll({
    op: 'TopK',
    inputs: [x, integerVector(x, [k])],
    outputs: [
      { dtype: x.dtype, shape },
      { dtype: 'int64', shape },
    ],
    attributes: { axis: resolved, largest: Number(largest), sorted: 1 },
  });
  return { values: values!, indices: indices! };
}

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
