import { failedError } from '../../../base/errors.ts';
import type { Node, Tensor } from '../../graph.ts';

/**
 * The vector-Jacobian product of an operator: from the gradient of its (first) output to one gradient per input, or null
 * where the input has none (integers, or a derivative that is zero almost everywhere). A gradient may have any shape
 * that broadcasts with its input's: the walker sums or repeats it. `gradients` are those of all outputs.
 */
export type VjpRule = (
  gradient: Tensor,
  node: Node,
  gradients: readonly Tensor[],
) => readonly (Tensor | null)[];

/** Rules by operator name. */
export type VjpRules = Readonly<Record<string, VjpRule>>;

/** A node's input that the operator always has. */
export function operand(node: Node, index: number): Tensor {
  const tensor = node.inputs[index];
  if (tensor == null) throw failedError(`${node.op} has no input ${index}.`, { operator: node.op });
  return tensor;
}

/** The rule of an operator with one differentiable input x and one output y. */
export const unary =
  (rule: (g: Tensor, x: Tensor, y: Tensor, node: Node) => Tensor): VjpRule =>
  (g, node) => [rule(g, operand(node, 0), node.outputs[0]!, node)];

/** The rule of an operator with two inputs and one output y. */
export const binary =
  (rule: (g: Tensor, a: Tensor, b: Tensor, y: Tensor) => readonly [Tensor, Tensor]): VjpRule =>
  (g, node) =>
    rule(g, operand(node, 0), operand(node, 1), node.outputs[0]!);

/** The rule of an operator whose derivative is zero wherever it exists. */
export const piecewiseConstant: VjpRule = (_, node) => node.inputs.map(() => null);

/** A number among the attributes, or `fallback` where the node leaves it out. */
export function scalar(node: Node, name: string, fallback = 0): number {
  const value = node.attributes[name];
  return typeof value === 'number' ? value : fallback;
}

/** A text among the attributes; empty where the node leaves it out. */
export function text(node: Node, name: string): string {
  const value = node.attributes[name];
  return typeof value === 'string' ? value : '';
}

/** A list of integers among the attributes. */
export function integers(node: Node, name: string): readonly number[] {
  const value = node.attributes[name];
  return Array.isArray(value) ? value.map(Number) : [];
}

/** The integers that the model holds as the node's input `index`: axes, pads, starts. */
export function constantIntegers(node: Node, index: number): readonly number[] {
  const { value } = operand(node, index);
  if (value === null)
    throw failedError(`The gradient of ${node.op} needs its input ${index} to be a constant.`, {
      operator: node.op,
    });
  const elements: Iterable<number | bigint> = value;
  return Array.from(elements, Number);
}

/** The error of a rule that does not know this form of its operator. */
export const noRule = (node: Node, form: string) =>
  failedError(`There is no gradient of ${node.op} ${form}.`, { operator: node.op });
