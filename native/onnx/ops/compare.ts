import { emit } from '../graph.ts';
import type { Tensor } from '../graph.ts';
import { asTensors } from './elementwise.ts';
import type { Operand } from './elementwise.ts';
import { broadcastAll, operatorError, sameType } from './shapes.ts';

function comparison(op: string, a: Operand, b: Operand): Tensor {
  const [x, y] = asTensors(op, a, b);
  sameType(op, [x, y]);
  return emit(op, [x, y], 'bool', broadcastAll(op, [x, y]));
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
export function and(a: Tensor, b: Tensor): Tensor {
  if (a.dtype !== 'bool' || b.dtype !== 'bool') throw operatorError('And', 'needs bool elements', [a, b]);
  return emit('And', [a, b], 'bool', broadcastAll('And', [a, b]));
}

/** a where `condition` (bool) holds, else b; all three broadcast. */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  const [x, y] = asTensors('Where', a, b);
  const inputs = [condition, x, y];
  if (condition.dtype !== 'bool') throw operatorError('Where', 'needs a bool condition', inputs);
  sameType('Where', [x, y]);
  return emit('Where', inputs, x.dtype, broadcastAll('Where', inputs));
}
