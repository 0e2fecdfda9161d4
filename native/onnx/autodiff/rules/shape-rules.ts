import type { Node, Tensor } from '../../graph.ts';
import * as op from '../../ops.ts';
import { contract, matrixOf } from '../axis-map.ts';
import { constantIntegers, integers, operand, scalar, text, unary } from './vjp-rule.ts';
import type { VjpRules } from './vjp-rule.ts';

const asInput = unary((g, x) => op.reshape(g, x.shape));

/** `step - 1` zeros behind each element along an axis. */
function spread(x: Tensor, axis: number, step: number): Tensor {
  if (step === 1) return x;
  const apart = op.unsqueeze(x, [axis + 1]);
  const pads = Array.from({ length: 2 * apart.shape.length }, () => 0);
  pads[apart.shape.length + axis + 1] = step - 1;
  return op.reshape(
    op.pad(apart, { pads }),
    x.shape.map((side, i) => (i === axis ? side * step : side)),
  );
}

/** Along one axis of `side` elements: the adjoint of taking every `step`-th from `start`. */
function unslice(g: Tensor, axis: number, side: number, start: number, step: number): Tensor {
  const count = g.shape[axis]!;
  const forward = step > 0 ? g : op.slice(g, { axes: [axis], starts: [-1], ends: [-Infinity], steps: [-1] });
  const first = step > 0 ? start : start + (count - 1) * step;
  const apart = spread(forward, axis, Math.abs(step));
  const rank = g.shape.length;
  const pads = Array.from({ length: 2 * rank }, () => 0);
  pads[axis] = first;
  pads[rank + axis] = side - first - apart.shape[axis]!;
  return op.pad(apart, { pads });
}

function sliceGradient(g: Tensor, node: Node): Tensor {
  const x = operand(node, 0);
  const [starts, , axes, steps] = [1, 2, 3, 4].map((i) => constantIntegers(node, i));
  // An empty part has nothing to hand back, and no first element to lay anywhere.
  if (g.shape.includes(0)) return op.zerosLike(x);
  return axes!.reduce((sum, axis, i) => unslice(sum, axis, x.shape[axis]!, starts![i]!, steps![i]!), g);
}

/** Which input element each output element of an axis repeats, in a padding by `before` and `after`. */
function paddedFrom(side: number, before: number, after: number, mode: string): number[] {
  return Array.from({ length: before + side + after }, (_, i) => {
    const at = i - before;
    if (mode === 'edge') return Math.min(Math.max(at, 0), side - 1);
    return at < 0 ? -at : at >= side ? 2 * (side - 1) - at : at;
  });
}

function padGradient(g: Tensor, node: Node): Tensor {
  const x = operand(node, 0);
  const pads = constantIntegers(node, 1);
  const mode = text(node, 'mode');
  if (mode === 'constant') return op.pad(g, { pads: pads.map((pad) => -pad) });
  return x.shape.reduce((sum, side, axis) => {
    const [before, after] = [pads[axis]!, pads[x.shape.length + axis]!];
    if (before === 0 && after === 0) return sum;
    const sources = paddedFrom(side, before, after, mode);
    return contract(
      sum,
      axis,
      matrixOf(
        side,
        sources.map((source) => [[source, 1]]),
      ),
    );
  }, g);
}

/** Rules of operators that only move elements. */
export const shapeRules: VjpRules = {
  Reshape: asInput,
  Squeeze: asInput,
  Unsqueeze: asInput,
  Transpose: unary((g, _, __, node) => {
    const perm = integers(node, 'perm');
    return op.transpose(
      g,
      perm.map((_, axis) => perm.indexOf(axis)),
    );
  }),
  Expand: (g) => [g, null],
  // Each axis is its repeats beside its elements: sum over the repeats.
  Tile: unary((g, x) => {
    const apart = x.shape.flatMap((side, axis) => [g.shape[axis]! / side, side]);
    return op.reduceSum(op.reshape(g, apart), {
      axes: x.shape.map((_, axis) => 2 * axis),
      keepDims: false,
    });
  }),
  Concat: (g, node) => {
    const axis = scalar(node, 'axis');
    return op.split(g, { axis, sizes: node.inputs.map((_, i) => operand(node, i).shape[axis]!) });
  },
  Split: (_, node, gradients) => [op.concat(gradients, { axis: scalar(node, 'axis') }), null],
  Slice: unary((g, _, __, node) => sliceGradient(g, node)),
  Pad: unary((g, _, __, node) => padGradient(g, node)),
  // [N, C, H r, W r] back to [N, C r r, H, W]
  DepthToSpace: unary((g, x, _, node) => {
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const r = scalar(node, 'blocksize');
    const apart = op.reshape(g, [n, c / (r * r), h, r, w, r]);
    return op.reshape(op.transpose(apart, [0, 1, 3, 5, 2, 4]), x.shape);
  }),
};
