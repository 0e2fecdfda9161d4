import { failedError, usageError } from '../../base/errors.ts';
import { showType } from '../data-type.ts';
import type { GraphBuilder, Node, Tensor } from '../graph.ts';
import * as op from '../ops.ts';
import { readsOf } from '../reads.ts';
import { notDifferentiable, vjpTable } from './rules/vjp-table.ts';

/**
 * Reverse-mode differentiation: the gradients of a scalar `loss` by each tensor of `by` (Σ seed · loss where `seed` has
 * the shape of a loss that is no scalar), appended to the loss's graph. Throws where the loss does not depend on a
 * tensor, and where an operator on the way has no rule.
 */
export function gradients(loss: Tensor, by: readonly Tensor[], seed: Tensor | null = null): Tensor[] {
  if (seed === null && loss.shape.some((side) => side !== 1))
    throw usageError(`The gradient of ${showType(loss)} needs a seed: it is no scalar.`);
  const nodes = enclosing(loss.graph);
  const active = dependents(nodes, by);
  const found = new Map<Tensor, Tensor>([[loss, seed ?? op.onesLike(loss)]]);
  for (const node of nodes.toReversed())
    if (node.outputs.some((output) => active.has(output) && found.has(output))) pullBack(node, active, found);
  return by.map((tensor) => {
    const gradient = found.get(tensor);
    if (gradient === undefined) throw usageError(`The loss does not depend on '${tensor.name}'.`);
    return gradient;
  });
}

/** The nodes of a graph and of those around it, in an order in which they can run. */
const enclosing = (graph: GraphBuilder): Node[] =>
  graph.parent === null ? [...graph.nodes] : [...enclosing(graph.parent), ...graph.nodes];

const isFloating = (tensor: Tensor): boolean => tensor.dtype.startsWith('float');

/** Everything that is computed from `sources` in floating point. */
function dependents(nodes: readonly Node[], sources: readonly Tensor[]): ReadonlySet<Tensor> {
  const active = new Set(sources);
  for (const node of nodes)
    if (readsOf(node).some((input) => active.has(input)))
      for (const output of node.outputs.filter(isFloating)) active.add(output);
  return active;
}

/** Adds the gradients of a node's inputs to those found. */
function pullBack(node: Node, active: ReadonlySet<Tensor>, found: Map<Tensor, Tensor>): void {
  const rule = vjpTable[node.op];
  if (rule === undefined) {
    const advice = notDifferentiable[node.op] ?? 'it needs a rule in the VJP table';
    throw failedError(`The operator ${node.op} has no gradient: ${advice}.`, { operator: node.op });
  }
  const outputs = node.outputs.map((output) => found.get(output) ?? op.zerosLike(output));
  rule(outputs[0]!, node, outputs).forEach((gradient, i) => {
    const input = node.inputs[i];
    if (gradient === null || input == null || !active.has(input)) return;
    const part = fitted(gradient, input, node.op);
    const known = found.get(input);
    found.set(input, known === undefined ? part : op.add(known, part));
  });
}

/** A gradient in its tensor's shape: summed over the axes along which the tensor was repeated, repeated where it is 1. */
function fitted(gradient: Tensor, tensor: Tensor, operator: string): Tensor {
  const extra = gradient.shape.length - tensor.shape.length;
  const axes = gradient.shape.flatMap((side, axis) =>
    axis < extra || (tensor.shape[axis - extra] === 1 && side !== 1) ? [axis] : [],
  );
  const summed = axes.length === 0 ? gradient : op.reduceSum(gradient, { axes });
  const shaped = extra > 0 ? op.reshape(summed, summed.shape.slice(extra)) : summed;
  if (shaped.shape.join() === tensor.shape.join()) return shaped;
  if (shaped.shape.some((side, i) => side !== 1 && side !== tensor.shape.at(i - shaped.shape.length)))
    throw failedError(`${operator}: a gradient ${showType(gradient)} for ${showType(tensor)}.`, { operator });
  return op.expand(shaped, tensor.shape);
}
