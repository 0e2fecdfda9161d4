import { elementCount, showShape } from '../data-type.ts';
import { emit, emitAll } from '../graph.ts';
import type { Tensor } from '../graph.ts';
import { scalarLike } from './elementwise.ts';
import {
  broadcastShapes,
  integerVector,
  operatorError,
  resolveAxes,
  resolveAxis,
  sameType,
} from './shapes.ts';

/** The same elements in another shape; one side may be -1 and is then computed. */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  const known = elementCount(shape.filter((side) => side !== -1));
  const full = shape.map((side) => (side === -1 ? elementCount(x.shape) / known : side));
  const fits = elementCount(full) === elementCount(x.shape) && full.every(Number.isInteger);
  if (!fits || shape.filter((side) => side === -1).length > 1)
    throw operatorError('Reshape', `${showShape(shape)} does not hold the elements`, [x]);
  return emit('Reshape', [x, integerVector(x, full)], x.dtype, full, { allowzero: 1 });
}

/** The axes in another order; all reversed unless said. */
export function transpose(
  x: Tensor,
  perm: readonly number[] = x.shape.map((_, i) => x.shape.length - 1 - i),
): Tensor {
  if (perm.length !== x.shape.length || resolveAxes('Transpose', x, perm).length !== perm.length)
    throw operatorError('Transpose', `${showShape(perm)} is no order of the axes`, [x]);
  const order = perm.map((axis) => resolveAxis('Transpose', x, axis));
  return emit(
    'Transpose',
    [x],
    x.dtype,
    order.map((axis) => x.shape[axis]!),
    { perm: order },
  );
}

/** Without the named axes, which must be 1. */
export function squeeze(x: Tensor, axes: readonly number[]): Tensor {
  const gone = resolveAxes('Squeeze', x, axes);
  if (gone.some((axis) => x.shape[axis] !== 1)) throw operatorError('Squeeze', 'an axis is not 1', [x]);
  const shape = x.shape.filter((_, axis) => !gone.includes(axis));
  return emit('Squeeze', [x, integerVector(x, gone)], x.dtype, shape);
}

/** With new axes of 1 at these places of the result. */
export function unsqueeze(x: Tensor, axes: readonly number[]): Tensor {
  const added = resolveAxes('Unsqueeze', x, axes, axes.length);
  const shape = [...x.shape];
  for (const axis of added) shape.splice(axis, 0, 1);
  return emit('Unsqueeze', [x, integerVector(x, added)], x.dtype, shape);
}

/** Repeated along axes of 1 (and new leading axes) to broadcast to `shape`. */
export function expand(x: Tensor, shape: readonly number[]): Tensor {
  const full = broadcastShapes(x.shape, shape);
  if (full === null || full.length !== shape.length || full.some((side, axis) => side !== shape[axis]))
    throw operatorError('Expand', `does not broadcast to ${showShape(shape)}`, [x]);
  return emit('Expand', [x, integerVector(x, full)], x.dtype, full);
}

/** Repeated `repeats` times along each axis. */
export function tile(x: Tensor, repeats: readonly number[]): Tensor {
  if (repeats.length !== x.shape.length) throw operatorError('Tile', 'needs one number per axis', [x]);
  const shape = x.shape.map((side, axis) => side * repeats[axis]!);
  return emit('Tile', [x, integerVector(x, repeats)], x.dtype, shape);
}

/** The tensors one after another along an axis. */
export function concat(tensors: readonly Tensor[], { axis }: { readonly axis: number }): Tensor {
  const first = tensors[0];
  if (first === undefined) throw operatorError('Concat', 'needs a tensor', tensors);
  const at = resolveAxis('Concat', first, axis);
  sameType('Concat', tensors);
  const others = (x: Tensor): string => x.shape.map((side, i) => (i === at ? '' : side)).join();
  if (tensors.some((x) => others(x) !== others(first)))
    throw operatorError('Concat', `the shapes differ beside axis ${axis}`, tensors);
  const total = tensors.reduce((sum, x) => sum + x.shape[at]!, 0);
  return emit(
    'Concat',
    tensors,
    first.dtype,
    first.shape.map((side, i) => (i === at ? total : side)),
    { axis: at },
  );
}

/** Parts of these sizes along an axis, in order; the sizes add up to the axis. */
export function split(
  x: Tensor,
  { axis, sizes }: { readonly axis: number; readonly sizes: readonly number[] },
): readonly Tensor[] {
  const at = resolveAxis('Split', x, axis);
  if (sizes.reduce((sum, size) => sum + size, 0) !== x.shape[at])
    throw operatorError('Split', `${showShape(sizes)} does not add up to axis ${axis}`, [x]);
  return emitAll({
    op: 'Split',
    inputs: [x, integerVector(x, sizes)],
    outputs: sizes.map((size) => ({
      dtype: x.dtype,
      shape: x.shape.map((side, i) => (i === at ? size : side)),
    })),
    attributes: { axis: at },
  });
}

/** Ranges along axes: `starts` (inclusive) to `ends` (exclusive), negative ones counted from the end. */
export interface SliceOptions {
  readonly axes: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Positive or negative; 1 unless said. For a whole reversed axis: start -1, end -Infinity, step -1. */
  readonly steps?: readonly number[];
}

/** Parts of x along some axes, as Python slices; every range must be inside the axis. */
export function slice(x: Tensor, options: SliceOptions): Tensor {
  const { starts, ends } = options;
  const axes = options.axes.map((axis) => resolveAxis('Slice', x, axis));
  const steps = options.steps ?? axes.map(() => 1);
  if ([starts, ends, steps].some((list) => list.length !== axes.length))
    throw operatorError('Slice', 'needs a start, an end and a step per axis', [x]);
  const ranges = axes.map((axis, i) => sliceRange(x.shape[axis]!, starts[i]!, ends[i]!, steps[i]!));
  if (new Set(axes).size !== axes.length || ranges.includes(null))
    throw operatorError(
      'Slice',
      `${showShape(starts)} to ${showShape(ends)} is outside axes ${showShape(axes)}`,
      [x],
    );
  const shape = [...x.shape];
  axes.forEach((axis, i) => (shape[axis] = ranges[i]!.count));
  const numbers = [ranges.map((r) => r!.start), ranges.map((r) => r!.end), axes, steps];
  return emit('Slice', [x, ...numbers.map((list) => integerVector(x, list))], x.dtype, shape);
}

/** Start and end of a range as ONNX wants them and its number of elements; null where it leaves the axis. */
function sliceRange(side: number, from: number, to: number, step: number) {
  const start = from < 0 ? from + side : from;
  // -Infinity stands for "past the front", which a plain -1 cannot say: it counts from the end.
  const end = to === -Infinity ? -1 : to < 0 ? to + side : Math.min(to, side);
  const count = Math.max(0, Math.ceil((end - start) / step));
  const last = start + (count - 1) * step;
  if (step === 0 || start < 0 || start > side || (count > 0 && (start >= side || last < 0 || last >= side)))
    return null;
  return { start, end: end === -1 ? -side - 1 : end, count };
}

/** What is put around: a constant, the mirrored inside (without the edge), or the edge. */
export type PadMode = 'constant' | 'reflect' | 'edge';

/** x with `pads` more elements around (all axes' starts, then all their ends); negative ones crop. */
export function pad(
  x: Tensor,
  { pads, mode = 'constant', value = 0 }: { pads: readonly number[]; mode?: PadMode; value?: number },
): Tensor {
  const rank = x.shape.length;
  const shape = x.shape.map((side, axis) => side + (pads[axis] ?? NaN) + (pads[rank + axis] ?? NaN));
  if (pads.length !== 2 * rank || shape.some((side) => !(side >= 0)))
    throw operatorError('Pad', `${showShape(pads)} are no pads of the axes`, [x]);
  const fill = mode === 'constant' ? [scalarLike(x, value)] : [];
  return emit('Pad', [x, integerVector(x, pads), ...fill], x.dtype, shape, { mode });
}
