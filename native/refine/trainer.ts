import type { StageContext } from '../base/context.ts';
import { throwIfCancelled } from '../base/errors.ts';
import { initialParameters } from '../models/initial-parameters.ts';
import type { Segmenter } from '../models/segmenter.ts';
import type { ParameterValues } from '../onnx/autodiff/flat-parameters.ts';
import { unpackParameters } from '../onnx/autodiff/flat-parameters.ts';
import type { LearningRate } from '../onnx/autodiff/learning-rates.ts';
import { TrainingDiverged, TrainingSession, initialState } from '../onnx/autodiff/training-session.ts';
import type { TrainingState } from '../onnx/autodiff/training-session.ts';
import { buildTrainingStep } from '../onnx/autodiff/training-step.ts';
import { isOutOfMemory } from '../onnx/runtime-error.ts';
import type { Provider } from '../onnx/session.ts';
import { SeededRandom } from '../base/seeded-random.ts';
import type { Checkpoint } from './training-checkpoint.ts';
import { drawSample } from './loss-schedule.ts';
import { batchTypes, trainingBatch, type TrainingFrames } from './training-batch.ts';
import { type ComparisonTensors, warpedObjective } from './warped-objective.ts';

/** How a network is trained (paper, section 3.1). */
export interface TrainingPlan {
  readonly steps: number;
  /** Samples of one step. */
  readonly batch: number;
  readonly learningRate: LearningRate;
  /** The share of the overlap in the loss (see `warpedObjective`). */
  readonly overlap: number;
  readonly seed: number;
}

/** The losses of one step; null where its batch had no sample of that branch. */
export interface StepLosses {
  readonly step: number;
  readonly lossOwn: number | null;
  readonly lossWarped: number | null;
}

/** What a training works with. */
export interface TrainOptions {
  readonly segmenter: Segmenter;
  readonly frames: TrainingFrames;
  readonly plan: TrainingPlan;
  readonly provider: Provider;
  /** CPU threads; all of the machine's unless said. */
  readonly threads?: number;
  /** Where an earlier training was left. */
  readonly resumeFrom?: Checkpoint;
  /** Keeps a checkpoint and the losses since the last one, all or nothing. */
  readonly save: (checkpoint: Checkpoint, losses: readonly StepLosses[]) => void;
  /** Time between checkpoints; unless said 1 s, and more for large networks, whose checkpoints take longer. */
  readonly saveEveryMs?: number;
  /** Hears, in one sentence, what a person should know and no error is. */
  readonly notify: (sentence: string) => void;
  /** Shows what the network knows, a few times on the way. */
  readonly preview?: (parameters: ParameterValues, step: number) => Promise<void>;
  /** Loads the graph of a training step; the runtime's own unless said. */
  readonly open?: typeof openSession;
}

const openSession = (...of: Parameters<typeof TrainingSession.create>): Promise<TrainingSession> =>
  TrainingSession.create(...of);

/** How a training ended: with its last step, or before, at the state that was saved last. */
export interface Trained {
  readonly outcome: 'done' | 'diverged';
  readonly steps: number;
  readonly parameters: ParameterValues;
}

const SAVE_EVERY_MS = 1000;
/** Saving may take so large a part of the time. */
const SAVING_SHARE = 0.05;
/** Longer gradients are shortened: single noisy batches must not throw the network off. */
const MAX_GRADIENT_NORM = 5;
/** Previews of one training, evenly spread. */
const PREVIEWS = 4;
/** The losses that the progress shows are means over about so many steps. */
const SMOOTHING_STEPS = 10;

/** The training of one network, which can be opened again in smaller parts when memory runs out. */
class Training {
  readonly #options: TrainOptions;
  readonly #random: SeededRandom;
  #session: TrainingSession | null = null;
  #parts: number;
  #step: number;
  #state: TrainingState;
  #pending: StepLosses[] = [];
  #good: Checkpoint;

  constructor(options: TrainOptions) {
    const { resumeFrom, plan, segmenter } = options;
    this.#options = options;
    this.#random = new SeededRandom(resumeFrom?.random ?? plan.seed);
    this.#parts = resumeFrom?.parts ?? 1;
    this.#step = resumeFrom?.step ?? 0;
    this.#state =
      resumeFrom?.state ?? initialState(this.#graph(), initialParameters(segmenter.shapes, plan.seed));
    this.#good = this.#checkpoint();
  }

  get step(): number {
    return this.#step;
  }

  get parameters(): ParameterValues {
    return unpackParameters(this.#options.segmenter.shapes, this.#state.parameters);
  }

  #graph() {
    const { segmenter, plan } = this.#options;
    return buildTrainingStep({
      parameters: segmenter.shapes,
      batch: batchTypes(segmenter, plan.batch / this.#parts),
      objective: (parameter, batch) =>
        warpedObjective(
          segmenter.logits(batch['input']!, parameter),
          batch as Readonly<Record<keyof ComparisonTensors, (typeof batch)[string]>>,
          plan.overlap,
        ),
      optimiser: { learningRate: plan.learningRate, maxGradientNorm: MAX_GRADIENT_NORM },
      microBatches: this.#parts,
    });
  }

  async #opened(): Promise<TrainingSession> {
    const { provider, threads, open = openSession } = this.#options;
    const options = { provider, ...(threads === undefined ? {} : { threads }) };
    this.#session ??= await open(this.#graph(), this.#state, options);
    return this.#session;
  }

  /** One step. Where memory runs out, the batch is split further and the step is tried again. */
  async advance(): Promise<StepLosses> {
    const { segmenter, frames, plan } = this.#options;
    const draws = Array.from({ length: plan.batch }, () => drawSample(this.#random, frames));
    const feeds = trainingBatch(segmenter, frames, draws);
    const reports = await this.#run(feeds);
    this.#step++;
    const own = draws.filter(({ offset }) => offset === 0).length;
    const losses = {
      step: this.#step,
      lossOwn: own === 0 ? null : reports['lossOwn']![0]!,
      lossWarped: own === draws.length ? null : reports['lossWarped']![0]!,
    };
    this.#pending.push(losses);
    return losses;
  }

  async #run(feeds: ReturnType<typeof trainingBatch>) {
    for (;;)
      try {
        return await (await this.#opened()).run(feeds);
      } catch (error) {
        await this.#splitAfter(error);
      }
  }

  async #splitAfter(error: unknown): Promise<void> {
    const { plan, provider, notify } = this.#options;
    const parts = smallestDivisorAbove(this.#parts, plan.batch);
    if (!isOutOfMemory(error) || parts === null) throw error;
    await this.#collectState();
    await this.dispose();
    this.#parts = parts;
    notify(
      `Memory ran out on ${provider}; the training goes on with ${plan.batch / parts} samples at a time, ` +
        `whose gradients are added up to batches of ${plan.batch}.`,
    );
  }

  async #collectState(): Promise<void> {
    if (this.#session !== null) this.#state = await this.#session.state();
  }

  /** Shows what the network knows after the last step. */
  async show(): Promise<void> {
    const { preview } = this.#options;
    if (preview === undefined) return;
    await this.#collectState();
    await preview(this.parameters, this.#step);
  }

  /** Keeps the state as it is after the last step; throws where that is spoilt. */
  async save(): Promise<void> {
    await this.#collectState();
    requireFinite(this.#state);
    this.#good = this.#checkpoint();
    this.#options.save(this.#good, this.#pending);
    this.#pending = [];
  }

  #checkpoint(): Checkpoint {
    return {
      network: this.#options.segmenter.id,
      step: this.#step,
      random: this.#random.state,
      parts: this.#parts,
      state: this.#state,
    };
  }

  /** Goes back to the last state that was kept: a step may have spoilt the weights before the next one's loss tells. */
  goBack(): void {
    this.#step = this.#good.step;
    this.#state = this.#good.state;
  }

  async dispose(): Promise<void> {
    await this.#session?.dispose();
    this.#session = null;
  }
}

/** The next finer equal division of a batch; null where it is down to single samples. */
function smallestDivisorAbove(parts: number, batch: number): number | null {
  for (let next = parts + 1; next <= batch; next++) if (batch % next === 0) return next;
  return null;
}

/** Means over the last steps, of each branch. */
function smoothedLosses() {
  const means: Record<'own' | 'warped', number | null> = { own: null, warped: null };
  const add = (branch: keyof typeof means, loss: number | null) => {
    if (loss !== null)
      means[branch] = (means[branch] ?? loss) + (loss - (means[branch] ?? loss)) / SMOOTHING_STEPS;
  };
  const shown = (mean: number | null) => (mean === null ? '–' : mean.toFixed(3));
  return {
    add({ lossOwn, lossWarped }: StepLosses) {
      add('own', lossOwn);
      add('warped', lossWarped);
    },
    get text() {
      return `loss ${shown(means.own)} own, ${shown(means.warped)} warped`;
    },
  };
}

/** Throws where a number of the state is none. */
function requireFinite(state: TrainingState): void {
  for (const [name, values] of Object.entries(state))
    if (!values.every(Number.isFinite))
      throw new TrainingDiverged(
        `Training diverged: ${name} are no longer numbers; the last good state is kept. Try a smaller learning rate.`,
      );
}

/**
 * Trains a segmenter by the paper's loss schedule (section 2.2, Algorithm 1) with Adam. The same plan, frames and seed
 * give the same weights, bit for bit on the CPU, also over interruptions: a checkpoint is saved every few seconds, at
 * the end, and on cancellation (which throws). A loss that is no number ends the training at the state that was saved last.
 */
export async function train(options: TrainOptions, context: StageContext): Promise<Trained> {
  const { plan, notify, saveEveryMs } = options;
  const training = new Training(options);
  const losses = smoothedLosses();
  let nextSaveMs = performance.now() + (saveEveryMs ?? SAVE_EVERY_MS);
  context.progress.report(training.step, plan.steps);
  try {
    while (training.step < plan.steps) {
      if (context.signal.aborted) await training.save();
      throwIfCancelled(context.signal);
      losses.add(await training.advance());
      context.progress.report(training.step, plan.steps, `on ${options.provider}, ${losses.text}`);
      if (training.step % Math.ceil(plan.steps / PREVIEWS) === 0) await training.show();
      const startMs = performance.now();
      if (startMs < nextSaveMs) continue;
      await training.save();
      const endMs = performance.now();
      nextSaveMs = endMs + (saveEveryMs ?? Math.max(SAVE_EVERY_MS, (endMs - startMs) / SAVING_SHARE));
    }
    await training.save();
    return { outcome: 'done', steps: training.step, parameters: training.parameters };
  } catch (error) {
    if (!(error instanceof TrainingDiverged)) throw error;
    notify(`${error.message} (That was after step ${training.step} of ${plan.steps}.)`);
    training.goBack();
    return { outcome: 'diverged', steps: training.step, parameters: training.parameters };
  } finally {
    await training.dispose();
  }
}
