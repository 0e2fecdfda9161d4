import { emit } from '../graph.ts';
import type { Tensor } from '../graph.ts';
import { asTensors, scalarLike } from './elementwise.ts';
import type { Operand } from './elementwise.ts';
import { broadcastAll, operatorError, sameType } from './shapes.ts';

function comparison(op: string, a: Operand, b: Operand): Tensor {
  const [x, y] = asTensors(op, a, b);
  sameType(op, [x, y]);
  return emit(op, [x, y], 'bool', broadcastAll(op, [x, y]));
}

function logical(op: string, inputs: readonly Tensor[]): Tensor {
  if (inputs.some((input) => input.dtype !== 'bool')) throw operatorError(op, 'needs bool elements', inputs);
  return emit(op, inputs, 'bool', broadcastAll(op, inputs));
}

/** a > b, broadcasting. */
export const greater = (a: Operand, b: Operand): Tensor => comparison('Greater', a, b);
/** a ≥ b, broadcasting. */
export const greaterOrEqual = (a: Operand, b: Operand): Tensor => comparison('GreaterOrEqual', a, b);
/** a < b, broadcasting. */
export const less = (a: Operand, b: Operand): Tensor => comparison('Less', a, b);
/** a ≤ b, broadcasting. */
export const lessOrEqual = (a: Operand, b: Operand): Tensor => comparison('LessOrEqual', a, b);
/** a = b, broadcasting. */
export const equal = (a: Operand, b: Operand): Tensor => comparison('Equal', a, b);

/** a and b (bool), broadcasting. */
export const and = (a: Tensor, b: Tensor): Tensor => logical('And', [a, b]);
/** a or b (bool), broadcasting. */
export const or = (a: Tensor, b: Tensor): Tensor => logical('Or', [a, b]);
/** not x (bool). */
export const not = (x: Tensor): Tensor => logical('Not', [x]);

/** Whether each element is not a number. */
export const isNaN = (x: Tensor): Tensor => emit('IsNaN', [x], 'bool', x.shape);

/** a where `condition` (bool) holds, else b; all three broadcast. */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  const [x, y] = asTensors('Where', a, b);
  const inputs = [condition, x, y];
  if (condition.dtype !== 'bool') throw operatorError('Where', 'needs a bool condition', inputs);
  sameType('Where', [x, y]);
  return emit('Where', inputs, x.dtype, broadcastAll('Where', inputs));
}

/** 1 where `condition` (bool) holds, else 0, in the element type of `like`. */
export const indicator = (condition: Tensor, like: Tensor): Tensor =>
  where(condition, scalarLike(like, 1), scalarLike(like, 0));
