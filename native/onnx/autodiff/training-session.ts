import { FodvidError, usageError } from '../../base/errors.ts';
import type { HostTensor } from '../data-type.ts';
import { GraphBuilder } from '../graph.ts';
import * as op from '../ops.ts';
import { createSession } from '../session.ts';
import type { DeviceTensor, Feeds, Session, SessionOptions } from '../session.ts';
import { packParameters, unpackParameters } from './flat-parameters.ts';
import type { ParameterValues } from './flat-parameters.ts';
import { stateNames } from './training-step.ts';
import type { StateName, TrainingStep } from './training-step.ts';

/** The whole state of a training on the host: what a checkpoint holds. */
export type TrainingState = Readonly<Record<StateName, Float32Array>>;

/** Scalars of each step of a run: `loss`, `gradientNorm` and what the objective reports. */
export type TrainingReports = Readonly<Record<string, Float32Array>>;

/** A loss or a gradient that is no number. */
export class TrainingDiverged extends FodvidError {
  constructor(message: string) {
    super('failed', message);
  }
}

/** The state before the first step. */
export function initialState(step: TrainingStep, parameters: ParameterValues): TrainingState {
  const zeros = (name: StateName): Float32Array => new Float32Array(step.stateSizes[name]);
  return {
    parameters: packParameters(step.parameters, parameters),
    firstMoment: zeros('firstMoment'),
    secondMoment: zeros('secondMoment'),
    counters: zeros('counters'),
  };
}

type Held = Readonly<Record<StateName, HostTensor | DeviceTensor>>;

/** What the state's tensors are called among the graph's outputs. */
const outputOf = (name: StateName): string => `next.${name}`;

const forStates = <T>(make: (name: StateName) => T): Record<StateName, T> =>
  Object.fromEntries(stateNames.map((name) => [name, make(name)])) as Record<StateName, T>;

/**
 * A training under way. On the CPU the state lies in two sets of arrays that the runs read and fill by turns, so that
 * nothing is copied or left to the garbage collector (with 20 million parameters a fifth less memory than new arrays at
 * every step, in the same time); on WebGPU it stays in the device's memory. CUDA's provider has no such tensors: there a
 * run of many steps (`stepsPerRun`) keeps the state on the device between them. Dispose of it.
 */
export class TrainingSession {
  readonly step: TrainingStep;
  readonly #session: Session;
  /** Brings device tensors to the host; null where the state lies on the host. */
  readonly #reader: Session | null;
  #current: Held;
  #spare: Record<string, HostTensor>;

  private constructor(step: TrainingStep, session: Session, reader: Session | null, state: TrainingState) {
    this.step = step;
    this.#session = session;
    this.#reader = reader;
    this.#current = hostState(step, state);
    this.#spare = reader === null ? emptyState(step) : {};
  }

  /** Loads the graph; training begins at `state`, which is copied. */
  static async create(
    step: TrainingStep,
    state: TrainingState,
    options: Omit<SessionOptions, 'deviceOutputs'> = {},
  ): Promise<TrainingSession> {
    const onDevice = options.provider === 'webgpu';
    const deviceOutputs = onDevice ? stateNames.map(outputOf) : [];
    const session = await createSession(step.graph, { planMemory: false, ...options, deviceOutputs });
    const reader = onDevice ? await createSession(readerGraph(step), options) : null;
    return new TrainingSession(step, session, reader, state);
  }

  /**
   * Runs the graph once on a batch (or `stepsPerRun` of them) and goes to the next state. Throws, and keeps the last
   * state, where a loss or a gradient is not finite.
   */
  async run(batch: Feeds): Promise<TrainingReports> {
    const { host, device } = await this.#session.step({ ...batch, ...this.#current }, this.#spare);
    const reports = Object.fromEntries(
      this.step.reports.map((name) => [name, host[name]!.data as Float32Array]),
    );
    const spoilt = Object.entries(reports).find(([, values]) => !values.every(Number.isFinite));
    if (spoilt !== undefined)
      throw new TrainingDiverged(
        `Training diverged: ${spoilt[0]} is ${spoilt[1].find((value) => !Number.isFinite(value))!}; ` +
          'the last good state is kept. Try a smaller learning rate.',
      );
    const before = this.#current;
    this.#current = forStates((name) => host[outputOf(name)] ?? device[outputOf(name)]!);
    for (const tensor of Object.values(before)) if ('handle' in tensor) tensor.handle.dispose();
    if (this.#reader === null)
      this.#spare = Object.fromEntries(
        stateNames.map((name) => [outputOf(name), before[name] as HostTensor]),
      );
    return reports;
  }

  /** A copy of the state. */
  async state(): Promise<TrainingState> {
    const tensors = this.#reader === null ? this.#current : await this.#read(this.#reader);
    return forStates((name) => Float32Array.from((tensors[name] as HostTensor).data as Float32Array));
  }

  #read(reader: Session) {
    return reader.run(Object.fromEntries(stateNames.map((name) => [`device.${name}`, this.#current[name]])));
  }

  /** A copy of the parameters by name. */
  async parameters(): Promise<ParameterValues> {
    return unpackParameters(this.step.parameters, (await this.state()).parameters);
  }

  /** Goes back (or on) to a state. */
  restore(state: TrainingState): void {
    this.#current = hostState(this.step, state);
  }

  /** Frees the sessions; tensors on the device go with them. */
  async dispose(): Promise<void> {
    await this.#session.dispose();
    await this.#reader?.dispose();
  }
}

/** A state as tensors of their own memory. Throws where a vector has another length than the step's. */
function hostState(step: TrainingStep, state: TrainingState): Record<StateName, HostTensor> {
  return forStates((name) => {
    const size = step.stateSizes[name];
    if (state[name].length !== size)
      throw usageError(
        `The training state is another network's: ${name} has ${state[name].length} elements, not ${size}.`,
      );
    return { dtype: 'float32', shape: [size], data: Float32Array.from(state[name]) };
  });
}

function emptyState(step: TrainingStep): Record<string, HostTensor> {
  const empty = (name: StateName): HostTensor => {
    const size = step.stateSizes[name];
    return { dtype: 'float32', shape: [size], data: new Float32Array(size) };
  };
  return Object.fromEntries(stateNames.map((name) => [outputOf(name), empty(name)]));
}

/** A graph that hands the state through, to ordinary outputs. */
function readerGraph(step: TrainingStep): GraphBuilder {
  const graph = new GraphBuilder();
  for (const name of stateNames)
    graph.output(name, op.identity(graph.input(`device.${name}`, [step.stateSizes[name]])));
  return graph;
}
