import { extname } from 'node:path';
import { type CallOptions, createWorkerPool } from '../base/worker-pool.ts';
import type {
  appearanceTask,
  maskMeasuresTask,
  cutTask,
  eigenvectorsTask,
  maskTask,
  motionFieldTask,
  motionInputsTask,
  motionTask,
  overlayTask,
  salienceTask,
  scoreMaskTask,
  separationTask,
  candidateTask,
  photometricErrorTask,
  shotCandidatesTask,
  temporalFilterTask,
  temporalMeanTask,
  trainingPairTask,
  contourTask,
  smoothMatteTask,
  steadyMaskTask,
} from './frame-tasks.ts';

interface FrameTasks {
  readonly appearanceTask: typeof appearanceTask;
  readonly cutTask: typeof cutTask;
  readonly eigenvectorsTask: typeof eigenvectorsTask;
  readonly shotCandidatesTask: typeof shotCandidatesTask;
  readonly candidateTask: typeof candidateTask;
  readonly photometricErrorTask: typeof photometricErrorTask;
  readonly motionFieldTask: typeof motionFieldTask;
  readonly motionInputsTask: typeof motionInputsTask;
  readonly motionTask: typeof motionTask;
  readonly salienceTask: typeof salienceTask;
  readonly separationTask: typeof separationTask;
  readonly maskTask: typeof maskTask;
  readonly scoreMaskTask: typeof scoreMaskTask;
  readonly overlayTask: typeof overlayTask;
  readonly maskMeasuresTask: typeof maskMeasuresTask;
  readonly contourTask: typeof contourTask;
  readonly smoothMatteTask: typeof smoothMatteTask;
  readonly steadyMaskTask: typeof steadyMaskTask;
  readonly temporalFilterTask: typeof temporalFilterTask;
  readonly temporalMeanTask: typeof temporalMeanTask;
  readonly trainingPairTask: typeof trainingPairTask;
}

/** Worker threads for the per-frame computations that are plain TypeScript. */
export interface FramePool {
  /** Tasks to keep in flight so that no worker waits. */
  readonly parallelism: number;
  run<Name extends keyof FrameTasks>(
    name: Name,
    task: Parameters<FrameTasks[Name]>[0],
    options?: CallOptions,
  ): Promise<Awaited<ReturnType<FrameTasks[Name]>>>;
  dispose(): Promise<void>;
}

/** Starts the pool; its threads end with `dispose`, and after idling. */
export function createFramePool(threads?: number): FramePool {
  // The packaged program has .js where the checkout has .ts.
  const tasks = new URL(`./frame-tasks${extname(import.meta.filename)}`, import.meta.url).href;
  const pool = createWorkerPool(tasks, threads);
  return {
    parallelism: 2 * pool.threads,
    run: (name, task, options) => pool.run(name, task, options) as Promise<never>,
    dispose: () => pool.dispose(),
  };
}
