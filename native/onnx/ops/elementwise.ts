import { elementCodes } from '../data-type.ts';
import type { DataType } from '../data-type.ts';
import { emit } from '../graph.ts';
import type { Tensor } from '../graph.ts';
import { broadcastAll, operatorError, sameType } from './shapes.ts';

/** A tensor, or a plain number that becomes a scalar constant of the other operand's element type. */
export type Operand = Tensor | number;

/** Two operands as tensors of one element type. Throws where neither is a tensor. */
export function asTensors(op: string, a: Operand, b: Operand): [Tensor, Tensor] {
  if (typeof a !== 'number') return [a, typeof b === 'number' ? scalarLike(a, b) : b];
  if (typeof b !== 'number') return [scalarLike(b, a), b];
  throw operatorError(op, 'needs a tensor among its operands', []);
}

/** A scalar constant of the element type of `like`. */
export function scalarLike(like: Tensor, value: number): Tensor {
  if (like.dtype === 'float16') return cast(like.graph.constant(value), 'float16');
  return like.graph.constant(value, [], like.dtype);
}

function binary(op: string, a: Operand, b: Operand): Tensor {
  const [x, y] = asTensors(op, a, b);
  sameType(op, [x, y]);
  return emit(op, [x, y], x.dtype, broadcastAll(op, [x, y]));
}

const unary = (op: string, x: Tensor): Tensor => emit(op, [x], x.dtype, x.shape);

function floating(op: string, x: Tensor): Tensor {
  if (!x.dtype.startsWith('float')) throw operatorError(op, 'needs floating-point elements', [x]);
  return unary(op, x);
}

/** a + b, broadcasting. */
export const add = (a: Operand, b: Operand): Tensor => binary('Add', a, b);
/** a - b, broadcasting. */
export const sub = (a: Operand, b: Operand): Tensor => binary('Sub', a, b);
/** a · b element by element, broadcasting. */
export const mul = (a: Operand, b: Operand): Tensor => binary('Mul', a, b);
/** a / b, broadcasting; integers are truncated towards zero. */
export const div = (a: Operand, b: Operand): Tensor => binary('Div', a, b);
/** a to the power of b, broadcasting. */
export const pow = (a: Operand, b: Operand): Tensor => binary('Pow', a, b);
/** The smaller of a and b, broadcasting. */
export const min = (a: Operand, b: Operand): Tensor => binary('Min', a, b);
/** The larger of a and b, broadcasting. */
export const max = (a: Operand, b: Operand): Tensor => binary('Max', a, b);

/** -x. */
export const neg = (x: Tensor): Tensor => unary('Neg', x);
/** |x|. */
export const abs = (x: Tensor): Tensor => unary('Abs', x);
/** -1, 0 or 1. */
export const sign = (x: Tensor): Tensor => unary('Sign', x);
/** e to the power of x. */
export const exp = (x: Tensor): Tensor => floating('Exp', x);
/** Natural logarithm. */
export const log = (x: Tensor): Tensor => floating('Log', x);
/** Square root. */
export const sqrt = (x: Tensor): Tensor => floating('Sqrt', x);
/** 1 / x. */
export const reciprocal = (x: Tensor): Tensor => floating('Reciprocal', x);
/** Sine of radians. */
export const sin = (x: Tensor): Tensor => floating('Sin', x);
/** Cosine of radians. */
export const cos = (x: Tensor): Tensor => floating('Cos', x);
/** Error function. */
export const erf = (x: Tensor): Tensor => floating('Erf', x);
/** Hyperbolic tangent. */
export const tanh = (x: Tensor): Tensor => floating('Tanh', x);
/** 1 / (1 + e^-x). */
export const sigmoid = (x: Tensor): Tensor => floating('Sigmoid', x);
/** The largest integer that is not above x. */
export const floor = (x: Tensor): Tensor => floating('Floor', x);
/** max(x, 0). */
export const relu = (x: Tensor): Tensor => unary('Relu', x);
/** The same values under another name. */
export const identity = (x: Tensor): Tensor => unary('Identity', x);

/** x where x ≥ 0, else alpha · x. */
export const leakyRelu = (x: Tensor, { alpha }: { readonly alpha: number }): Tensor =>
  emit('LeakyRelu', [x], x.dtype, x.shape, { alpha });

/** x · Φ(x), exactly by erf, or by its tanh approximation. */
export const gelu = (
  x: Tensor,
  { approximate = 'none' }: { readonly approximate?: 'none' | 'tanh' } = {},
): Tensor => emit('Gelu', [x], x.dtype, x.shape, { approximate });

/** x held between min and max; either may be left out. */
export function clip(x: Tensor, bounds: { readonly min?: number; readonly max?: number }): Tensor {
  const low = bounds.min === undefined ? null : scalarLike(x, bounds.min);
  const high = bounds.max === undefined ? [] : [scalarLike(x, bounds.max)];
  return emit('Clip', [x, low, ...high], x.dtype, x.shape);
}

/** The elements in another type: floats to integers are truncated towards zero, to bool by ≠ 0. */
export function cast(x: Tensor, dtype: DataType): Tensor {
  if (x.dtype === dtype) return x;
  return emit('Cast', [x], dtype, x.shape, { to: elementCodes[dtype] });
}
