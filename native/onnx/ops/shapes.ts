import { usageError } from '../../base/errors.ts';
import { showShape, showType } from '../data-type.ts';
import type { Tensor } from '../graph.ts';

/** The error of an operator that cannot take its inputs: names the operator and the types. */
export const operatorError = (op: string, reason: string, inputs: readonly (Tensor | null)[]) =>
  usageError(
    `${op}(${inputs.map((input) => (input === null ? 'none' : showType(input))).join(', ')}): ${reason}.`,
    { operator: op },
  );

/** Throws unless all inputs have one element type. */
export function sameType(op: string, inputs: readonly (Tensor | null)[]): void {
  const types = new Set(inputs.flatMap((input) => (input === null ? [] : [input.dtype])));
  if (types.size > 1) throw operatorError(op, 'the element types differ', inputs);
}

/** The shape of an element-wise result by NumPy's broadcasting rule; null where the shapes do not go together. */
export function broadcastShapes(a: readonly number[], b: readonly number[]): number[] | null {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const x = a[a.length - rank + axis] ?? 1;
    const y = b[b.length - rank + axis] ?? 1;
    if (x !== y && x !== 1 && y !== 1) return null;
    shape.push(x === 1 ? y : x);
  }
  return shape;
}

/** The broadcast shape of all inputs; throws where they do not go together. */
export function broadcastAll(op: string, inputs: readonly Tensor[]): number[] {
  let shape: number[] = [];
  for (const input of inputs) {
    const next = broadcastShapes(shape, input.shape);
    if (next === null) throw operatorError(op, 'the shapes do not broadcast', inputs);
    shape = next;
  }
  return shape;
}

/** `axis` counted from the front; throws where the tensor has no such axis (`extra` more are allowed). */
export function resolveAxis(op: string, tensor: Tensor, axis: number, extra = 0): number {
  const rank = tensor.shape.length + extra;
  const resolved = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= rank)
    throw operatorError(op, `there is no axis ${axis}`, [tensor]);
  return resolved;
}

/** All `axes` counted from the front, in increasing order; throws where one is missing or named twice. */
export function resolveAxes(op: string, tensor: Tensor, axes: readonly number[], extra = 0): number[] {
  const resolved = axes.map((axis) => resolveAxis(op, tensor, axis, extra));
  if (new Set(resolved).size !== axes.length)
    throw operatorError(op, `the axes ${showShape(axes)} name one twice`, [tensor]);
  return resolved.sort((a, b) => a - b);
}

/** Throws unless the tensor has this many axes. */
export function requireRank(op: string, tensor: Tensor, rank: number): void {
  if (tensor.shape.length !== rank) throw operatorError(op, `needs ${rank} axes`, [tensor]);
}

/** The integers of a constant as an int64 vector of the tensor's graph. */
export const integerVector = (near: Tensor, values: readonly number[]): Tensor =>
  near.graph.constant(values, [values.length], 'int64');
