import { showType } from '../data-type.ts';
import { GraphBuilder, emitAll } from '../graph.ts';
import type { Tensor } from '../graph.ts';
import { identity } from './elementwise.ts';
import { operatorError } from './shapes.ts';

/** What one turn of a loop yields. */
export interface LoopTurn {
  /** The carried values for the next turn, of unchanged types. */
  readonly carried: readonly Tensor[];
  /** Values that are collected: each turn's along a new first axis. */
  readonly collected?: readonly Tensor[];
}

/** What a loop yields: the carried values after the last turn, and the collected ones of all turns. */
export interface LoopResult {
  readonly carried: readonly Tensor[];
  readonly collected: readonly Tensor[];
}

/**
 * Runs `body` a fixed number of turns with values carried from turn to turn. The body may read any tensor around it;
 * what depends on nothing of the turn is computed once, outside.
 */
export function loop(
  turns: number,
  initial: readonly Tensor[],
  body: (turn: Tensor, carried: readonly Tensor[], graph: GraphBuilder) => LoopTurn,
): LoopResult {
  const outer = outerGraph('Loop', initial);
  const graph = new GraphBuilder(outer);
  const stem = outer.freshName('loop');
  const turn = graph.input(`${stem}.turn`, [], 'int64');
  const go = graph.input(`${stem}.go`, [], 'bool');
  const carried = initial.map((tensor, i) => graph.input(`${stem}.in${i}`, tensor.shape, tensor.dtype));
  const result = body(turn, carried, graph);
  checkCarried(initial, result.carried);
  const collected = result.collected ?? [];
  graph.output(`${stem}.continue`, identity(go));
  [...result.carried, ...collected].forEach((tensor, i) => graph.output(`${stem}.out${i}`, tensor));
  const outputs = emitAll({
    op: 'Loop',
    inputs: [outer.constant(turns, [], 'int64'), outer.constant(1, [], 'bool'), ...initial],
    outputs: [
      ...initial,
      ...collected.map((tensor) => ({ dtype: tensor.dtype, shape: [turns, ...tensor.shape] })),
    ],
    attributes: { body: graph },
  });
  return { carried: outputs.slice(0, initial.length), collected: outputs.slice(initial.length) };
}

function outerGraph(op: string, tensors: readonly Tensor[]): GraphBuilder {
  const first = tensors[0];
  if (first === undefined) throw operatorError(op, 'needs a carried value', []);
  return tensors.reduce(
    (graph, tensor) => (tensor.graph.isWithin(graph) ? tensor.graph : graph),
    first.graph,
  );
}

function checkCarried(before: readonly Tensor[], after: readonly Tensor[]): void {
  if (before.map(showType).join(';') !== after.map(showType).join(';'))
    throw operatorError('Loop', 'the carried values change type', [...before, ...after]);
}
