import { showShape } from '../data-type.ts';
import { emit } from '../graph.ts';
import type { Tensor } from '../graph.ts';
import { operatorError, resolveAxis, sameType } from './shapes.ts';

function requireIndices(op: string, inputs: readonly Tensor[], indices: Tensor): void {
  if (indices.dtype !== 'int64' && indices.dtype !== 'int32')
    throw operatorError(op, 'needs integer indices', inputs);
}

/** The slices of x at `indices` along an axis: that axis is replaced by the axes of `indices`. */
export function gather(x: Tensor, indices: Tensor, { axis = 0 }: { readonly axis?: number } = {}): Tensor {
  requireIndices('Gather', [x, indices], indices);
  const at = resolveAxis('Gather', x, axis);
  const shape = [...x.shape.slice(0, at), ...indices.shape, ...x.shape.slice(at + 1)];
  return emit('Gather', [x, indices], x.dtype, shape, { axis: at });
}

/** The element of x at each index along an axis; the result has the shape of `indices`. */
export function gatherElements(x: Tensor, indices: Tensor, { axis }: { readonly axis: number }): Tensor {
  const at = checkElements('GatherElements', [x, indices], x, indices, axis);
  return emit('GatherElements', [x, indices], x.dtype, indices.shape, { axis: at });
}

/** The slices of x at index tuples: the last axis of `indices` holds a tuple of leading indices. */
export function gatherNd(x: Tensor, indices: Tensor): Tensor {
  requireIndices('GatherND', [x, indices], indices);
  const depth = indices.shape.at(-1) ?? 0;
  if (depth < 1 || depth > x.shape.length)
    throw operatorError('GatherND', 'the index tuples do not fit', [x, indices]);
  return emit('GatherND', [x, indices], x.dtype, [...indices.shape.slice(0, -1), ...x.shape.slice(depth)]);
}

/** How values that land on one place combine with it. */
export type ScatterReduction = 'none' | 'add' | 'mul' | 'max' | 'min';

/** x with `updates` put (or added) at each index along an axis; `indices` and `updates` have one shape. */
export function scatterElements(
  x: Tensor,
  indices: Tensor,
  updates: Tensor,
  { axis, reduction = 'none' }: { readonly axis: number; readonly reduction?: ScatterReduction },
): Tensor {
  const inputs = [x, indices, updates];
  const at = checkElements('ScatterElements', inputs, x, indices, axis);
  sameType('ScatterElements', [x, updates]);
  if (indices.shape.join() !== updates.shape.join())
    throw operatorError('ScatterElements', 'indices and updates differ in shape', inputs);
  return emit('ScatterElements', inputs, x.dtype, x.shape, { axis: at, reduction });
}

/** x with the slices `updates` put (or added) at index tuples (the last axis of `indices`). */
export function scatterNd(
  x: Tensor,
  indices: Tensor,
  updates: Tensor,
  { reduction = 'none' }: { readonly reduction?: ScatterReduction } = {},
): Tensor {
  const inputs = [x, indices, updates];
  requireIndices('ScatterND', inputs, indices);
  sameType('ScatterND', [x, updates]);
  const needed = [...indices.shape.slice(0, -1), ...x.shape.slice(indices.shape.at(-1) ?? 0)];
  if (updates.shape.join() !== needed.join())
    throw operatorError('ScatterND', `the updates must be ${showShape(needed)}`, inputs);
  return emit('ScatterND', inputs, x.dtype, x.shape, { reduction });
}

function checkElements(
  op: string,
  inputs: readonly Tensor[],
  x: Tensor,
  indices: Tensor,
  axis: number,
): number {
  requireIndices(op, inputs, indices);
  const at = resolveAxis(op, x, axis);
  const fits = indices.shape.every((side, i) => i === at || side <= x.shape[i]!);
  if (indices.shape.length !== x.shape.length || !fits)
    throw operatorError(op, 'the indices do not fit the tensor', inputs);
  return at;
}
