import { emitAll } from '../../graph.ts';
import type { Node, Tensor } from '../../graph.ts';
import { elementCount } from '../../data-type.ts';
import * as op from '../../ops.ts';
import { scalar, integers, operand, unary } from './vjp-rule.ts';
import type { VjpRules } from './vjp-rule.ts';

/** The gradient goes to each window's largest element, whose place the operator itself tells. */
function maxPoolGradient(g: Tensor, node: Node): Tensor {
  const x = operand(node, 0);
  const [, places] = emitAll({
    op: 'MaxPool',
    inputs: [x],
    outputs: [g, { dtype: 'int64', shape: g.shape }],
    attributes: node.attributes,
  });
  const zeros = op.full(g.graph, [elementCount(x.shape)], 0, x.dtype);
  const updates = [places!, g].map((tensor) => op.reshape(tensor, [-1]));
  const sum = op.scatterElements(zeros, updates[0]!, updates[1]!, { axis: 0, reduction: 'add' });
  return op.reshape(sum, x.shape);
}

/** By how many elements each window of one axis is divided: those inside the input, or inside its padding too. */
function windowSizes(node: Node, axis: number, side: number, count: number): number[] {
  const [kernel, strides, pads, dilations] = ['kernel_shape', 'strides', 'pads', 'dilations'].map((name) =>
    integers(node, name),
  );
  const padding = scalar(node, 'count_include_pad') === 1;
  const end = padding ? side + pads![kernel!.length + axis]! : side;
  return Array.from({ length: count }, (_, i) => {
    const first = i * strides![axis]! - pads![axis]!;
    const places = Array.from({ length: kernel![axis]! }, (_, k) => first + k * dilations![axis]!);
    return places.filter((at) => at < end && (padding || at >= 0)).length;
  });
}

/** Every element of a window receives its share: a transposed convolution of the shares with ones. */
function averagePoolGradient(g: Tensor, node: Node): Tensor {
  const x = operand(node, 0);
  const kernel = integers(node, 'kernel_shape');
  const spatial = x.shape.slice(2);
  const shares = spatial.reduce((sum, side, axis) => {
    const sizes = windowSizes(node, axis, side, g.shape[2 + axis]!);
    const shape = spatial.map((_, i) => (i === axis ? sizes.length : 1));
    return op.div(sum, g.graph.constant(sizes, shape));
  }, g);
  const [strides, dilation, pads] = ['strides', 'dilations', 'pads'].map((name) => integers(node, name));
  const planes = op.reshape(shares, [-1, 1, ...g.shape.slice(2)]);
  const ones = g.graph.constant(new Float32Array(elementCount(kernel)).fill(1), [1, 1, ...kernel]);
  const spread = op.convTranspose(planes, ones, null, { stride: strides!, dilation: dilation! });
  // The windows may hang over the end, or leave some of it out.
  const starts = spatial.map((_, axis) => -pads![axis]!);
  const ends = spatial.map((side, axis) => side + pads![axis]! - spread.shape[2 + axis]!);
  return op.reshape(op.pad(spread, { pads: [0, 0, ...starts, 0, 0, ...ends] }), x.shape);
}

/** Rules of pooling. */
export const poolRules: VjpRules = {
  MaxPool: unary((g, _, __, node) => maxPoolGradient(g, node)),
  AveragePool: unary((g, _, __, node) => averagePoolGradient(g, node)),
};
