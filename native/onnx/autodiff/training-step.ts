import { usageError } from '../../base/errors.ts';
import { GraphBuilder } from '../graph.ts';
import type { Tensor, TensorType } from '../graph.ts';
import * as op from '../ops.ts';
import { adamStep } from './adam.ts';
import type { AdamOptions, AdamState } from './adam.ts';
import { parameterCount, parametersOf } from './flat-parameters.ts';
import type { ParameterShapes, ParameterSource } from './flat-parameters.ts';
import { gradients } from './gradients.ts';

/** What a batch yields: the scalar that is made small, and other scalars to report by name. */
export interface Objective {
  readonly loss: Tensor;
  readonly reports?: Readonly<Record<string, Tensor>>;
}

/** What is trained, on what, and how. */
export interface StepPlan {
  readonly parameters: ParameterShapes;
  /** What is fed for each (micro) batch, by name. */
  readonly batch: Readonly<Record<string, TensorType>>;
  readonly objective: (parameters: ParameterSource, batch: Readonly<Record<string, Tensor>>) => Objective;
  readonly optimiser: AdamOptions;
  /** Batches whose gradients are averaged for one step, for less memory than one large batch. 1 unless said. */
  readonly microBatches?: number;
  /** Steps of one run of the graph; the state stays where the graph runs between them. 1 unless said. */
  readonly stepsPerRun?: number;
}

/** The state's tensors by name; the graph's outputs are called `next.` and this. */
export const stateNames = ['parameters', 'firstMoment', 'secondMoment', 'counters'] as const;
/** One of the state's tensors. */
export type StateName = (typeof stateNames)[number];

/** Training as a graph: batches and state in; state, losses and reports out. */
export interface TrainingStep {
  readonly graph: GraphBuilder;
  readonly parameters: ParameterShapes;
  /** Elements of each of the state's vectors. */
  readonly stateSizes: Readonly<Record<StateName, number>>;
  /** Scalars per step, outputs [stepsPerRun] each: `loss`, `gradientNorm` and those that the objective reports. */
  readonly reports: readonly string[];
}

/**
 * Builds the graph of a training step: forward, backward and Adam. Its inputs are the state's tensors and those of the
 * batch, with leading axes [stepsPerRun, microBatches] where either is more than 1.
 */
export function buildTrainingStep(plan: StepPlan): TrainingStep {
  const { microBatches = 1, stepsPerRun = 1 } = plan;
  if (![microBatches, stepsPerRun].every((count) => Number.isInteger(count) && count >= 1))
    throw usageError('A training step needs at least one batch and one step.');
  const graph = new GraphBuilder();
  const size = parameterCount(plan.parameters);
  const stateSizes = { parameters: size, firstMoment: size, secondMoment: size, counters: 3 };
  const state = stateNames.map((name) => graph.input(name, [stateSizes[name]]));
  const leading = microBatches * stepsPerRun === 1 ? [] : [stepsPerRun, microBatches];
  const fed = Object.entries(plan.batch).map(([name, { shape, dtype }]) =>
    graph.input(name, [...leading, ...shape], dtype),
  );
  let reports: readonly string[] = [];
  const { carried, collected } = repeat(stepsPerRun, state, (step, current) => {
    const batches = leading.length === 0 ? fed : fed.map((tensor) => op.gather(tensor, step(tensor)));
    const result = oneStep(plan, asState(current), batches);
    reports = Object.keys(result.reports);
    return {
      carried: stateNames.map((name) => result.state[name]),
      collected: Object.values(result.reports),
    };
  });
  stateNames.forEach((name, i) => graph.output(`next.${name}`, carried[i]!));
  reports.forEach((name, i) => graph.output(name, collected[i]!));
  return { graph, parameters: plan.parameters, stateSizes, reports };
}

const asState = (tensors: readonly Tensor[]): AdamState => {
  const [parameters, firstMoment, secondMoment, counters] = tensors as [Tensor, Tensor, Tensor, Tensor];
  return { parameters, firstMoment, secondMoment, counters };
};

/** What `op.loop` does; one turn is no loop, which would keep the runtime from planning the memory. */
function repeat(
  turns: number,
  initial: readonly Tensor[],
  body: (turn: (near: Tensor) => Tensor, carried: readonly Tensor[]) => op.LoopTurn,
): op.LoopResult {
  if (turns > 1) return op.loop(turns, initial, (turn, carried) => body(() => turn, carried));
  const { carried, collected = [] } = body((near) => near.graph.constant(0, [], 'int64'), initial);
  return { carried, collected: collected.map((tensor) => op.unsqueeze(tensor, [0])) };
}

/** Adam's step by the mean gradient of all micro batches, and the means of what they report. */
function oneStep(plan: StepPlan, state: AdamState, fed: readonly Tensor[]) {
  const { microBatches = 1, stepsPerRun = 1 } = plan;
  const apart = microBatches * stepsPerRun > 1;
  const parameters = parametersOf(state.parameters, plan.parameters);
  let names: readonly string[] = [];
  const sums = repeat(microBatches, [op.zerosLike(state.parameters)], (turn, [sum]) => {
    const batch = Object.keys(plan.batch).map((name, i) => [
      name,
      apart ? op.gather(fed[i]!, turn(fed[i]!)) : fed[i]!,
    ]);
    const { loss, reports = {} } = plan.objective(
      parameters,
      Object.fromEntries(batch) as Record<string, Tensor>,
    );
    const [gradient] = gradients(loss, [state.parameters]);
    const scalars = { loss, ...reports };
    names = Object.keys(scalars);
    return {
      carried: [microBatches === 1 ? gradient! : op.add(sum!, gradient!)],
      collected: Object.values(scalars).map((x) => op.reshape(x, [])),
    };
  });
  const mean = microBatches === 1 ? sums.carried[0]! : op.div(sums.carried[0]!, microBatches);
  const { state: next, gradientNorm } = adamStep(state, mean, plan.optimiser);
  const means = sums.collected.map((values) => op.reduceMean(values, { keepDims: false }));
  return {
    state: next,
    reports: { gradientNorm, ...Object.fromEntries(names.map((name, i) => [name, means[i]!])) } as Record<
      string,
      Tensor
    >,
  };
}
