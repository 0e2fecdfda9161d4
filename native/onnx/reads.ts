import { GraphBuilder } from './graph.ts';
import type { Node, Tensor } from './graph.ts';

/** The bodies that a node carries as attributes. */
const bodiesOf = (node: Node): GraphBuilder[] =>
  Object.values(node.attributes).filter((value) => value instanceof GraphBuilder);

/** All tensors that a node reads: its inputs, and what its bodies read of the graphs around them. */
export function readsOf(node: Node): readonly Tensor[] {
  const inputs = node.inputs.filter((input) => input !== null);
  const bodies = bodiesOf(node);
  if (bodies.length === 0) return inputs;
  const captured = bodies.flatMap((body) =>
    [...body.nodes.flatMap(readsOf), ...body.outputs.values()].filter(
      (tensor) => !tensor.graph.isWithin(body),
    ),
  );
  return [...inputs, ...captured];
}

/** The nodes, in order, that the graph's outputs depend on: the others need not run. */
export function liveNodes(graph: GraphBuilder): Node[] {
  const reads = new Set<Tensor>(graph.outputs.values());
  const nodes: Node[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => reads.has(output))) continue;
    nodes.push(node);
    for (const tensor of readsOf(node)) reads.add(tensor);
  }
  return nodes.reverse();
}
