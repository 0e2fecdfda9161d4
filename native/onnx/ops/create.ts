import type { DataType } from '../data-type.ts';
import type { GraphBuilder, Tensor } from '../graph.ts';
import { cast } from './elementwise.ts';
import { expand } from './shape.ts';

/** A tensor of this shape with `value` everywhere; the model stores one number. */
export function full(
  graph: GraphBuilder,
  shape: readonly number[],
  value: number,
  dtype: DataType = 'float32',
): Tensor {
  const scalar = dtype === 'float16' ? cast(graph.constant(value), dtype) : graph.constant(value, [], dtype);
  return expand(scalar, shape);
}

/** Zeros of the shape and element type of `like`. */
export const zerosLike = (like: Tensor): Tensor => full(like.graph, like.shape, 0, like.dtype);
/** Ones of the shape and element type of `like`. */
export const onesLike = (like: Tensor): Tensor => full(like.graph, like.shape, 1, like.dtype);
