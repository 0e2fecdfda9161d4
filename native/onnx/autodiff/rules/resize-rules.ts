import type { Node, Tensor } from '../../graph.ts';
import * as op from '../../ops.ts';
import { contract, matrixOf } from '../axis-map.ts';
import type { AxisMatrix } from '../axis-map.ts';
import { operand, text } from './vjp-rule.ts';
import type { VjpRules } from './vjp-rule.ts';

/** Where the centre of output pixel i lies among the input's pixels. */
function sourceOf(i: number, input: number, output: number, coordinates: string): number {
  if (coordinates === 'align_corners') return output === 1 ? 0 : (i * (input - 1)) / (output - 1);
  // The runtime's own rounding decides which pixel is nearest.
  const scale = Math.fround(output / input);
  return coordinates === 'asymmetric' ? Math.fround(i / scale) : Math.fround((i + 0.5) / scale) - 0.5;
}

/** Keys' cubic convolution with a = -0.75, as PyTorch has it. */
function cubicWeight(distance: number): number {
  const [a, d] = [-0.75, Math.abs(distance)];
  if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
}

/** The input pixels that make up one output pixel, and their weights; outside lies the border. */
function termsOf(source: number, input: number, mode: string): [number, number][] {
  const clamp = (at: number): number => Math.min(Math.max(at, 0), input - 1);
  if (mode === 'nearest') return [[clamp(Math.floor(source)), 1]];
  const from = mode === 'cubic' ? source : clamp(source);
  const base = Math.floor(from);
  if (mode === 'linear')
    return [
      [base, base + 1 - from],
      [clamp(base + 1), from - base],
    ];
  return [-1, 0, 1, 2].map((k) => [clamp(base + k), cubicWeight(from - base - k)]);
}

/** The resizing of one axis as a matrix. */
function resizeMatrix(node: Node, input: number, output: number): AxisMatrix {
  const [mode, coordinates] = ['mode', 'coordinate_transformation_mode'].map((name) => text(node, name));
  const sums = Array.from({ length: output }, (_, i) =>
    termsOf(sourceOf(i, input, output, coordinates!), input, mode!),
  );
  return matrixOf(input, sums);
}

/**
 * Resizing is linear along each axis, so its gradient is the transposed matrix along each: dense products, which the
 * CPU takes in less time than additions at indices. Repeating pixels sums blocks: an average times the block's size.
 */
function resizeGradient(g: Tensor, x: Tensor, node: Node): Tensor {
  const [h, w] = x.shape.slice(2) as [number, number];
  const [rows, columns] = g.shape.slice(2) as [number, number];
  const kernel = [rows / h, columns / w];
  const repeats = text(node, 'mode') === 'nearest' && kernel.every(Number.isInteger);
  if (repeats && text(node, 'coordinate_transformation_mode') === 'asymmetric')
    return op.mul(op.averagePool(g, { kernel }), kernel[0]! * kernel[1]!);
  const across = columns === w ? g : contract(g, 3, resizeMatrix(node, w, columns));
  return rows === h ? across : contract(across, 2, resizeMatrix(node, h, rows));
}

/** The rule of resizing. */
export const resizeRules: VjpRules = {
  Resize: (g, node) => [resizeGradient(g, operand(node, 0), node), null, null, null],
};
