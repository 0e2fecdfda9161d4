import { emit } from '../graph.ts';
import type { Tensor } from '../graph.ts';
import { broadcastShapes, operatorError, requireRank, sameType } from './shapes.ts';

/** Matrix product of the last two axes, the others broadcasting; vectors as in NumPy. */
export function matMul(a: Tensor, b: Tensor): Tensor {
  sameType('MatMul', [a, b]);
  if (a.shape.length === 0 || b.shape.length === 0) throw operatorError('MatMul', 'takes no scalars', [a, b]);
  const left = a.shape.length === 1 ? [1, ...a.shape] : a.shape;
  const right = b.shape.length === 1 ? [...b.shape, 1] : b.shape;
  const batch = broadcastShapes(left.slice(0, -2), right.slice(0, -2));
  if (left.at(-1) !== right.at(-2) || batch === null)
    throw operatorError('MatMul', 'the shapes do not go together', [a, b]);
  const rows = a.shape.length === 1 ? [] : [left.at(-2)!];
  const columns = b.shape.length === 1 ? [] : [right.at(-1)!];
  return emit('MatMul', [a, b], a.dtype, [...batch, ...rows, ...columns]);
}

/** How `gemm` scales and transposes. */
export interface GemmOptions {
  readonly alpha?: number;
  readonly beta?: number;
  readonly transA?: boolean;
  readonly transB?: boolean;
}

/** alpha · A · B + beta · c for matrices, c broadcast to the product's shape or null. */
export function gemm(a: Tensor, b: Tensor, c: Tensor | null, options: GemmOptions = {}): Tensor {
  const inputs = c === null ? [a, b] : [a, b, c];
  sameType('Gemm', inputs);
  requireRank('Gemm', a, 2);
  requireRank('Gemm', b, 2);
  const { alpha = 1, beta = 1, transA = false, transB = false } = options;
  const [m, k] = transA ? [a.shape[1]!, a.shape[0]!] : [a.shape[0]!, a.shape[1]!];
  const [inner, n] = transB ? [b.shape[1]!, b.shape[0]!] : [b.shape[0]!, b.shape[1]!];
  const fits = c === null || broadcastShapes([m, n], c.shape)?.join() === [m, n].join();
  if (k !== inner || !fits) throw operatorError('Gemm', 'the shapes do not go together', inputs);
  return emit('Gemm', inputs, a.dtype, [m, n], {
    alpha,
    beta,
    transA: Number(transA),
    transB: Number(transB),
  });
}
