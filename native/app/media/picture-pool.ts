import { extname } from 'node:path';
import type { ChangedFrame, ChangedMeasures } from '../review/changed-frame-task.ts';
import type { TemporalFilterTask } from '../../pipeline/masks/temporal-filter-task.ts';
import type {
  EigenvectorsTask,
  ShotCandidatesTask,
  StoredCandidates,
} from '../../runs/candidates/candidate-tasks.ts';
import type { SeparationInput } from '../../flow/background/separate.ts';
import type { FloatPlane } from '../../raster/types.ts';
import type { DabTask } from '../../runs/corrections/dab-tasks.ts';
import type { CandidatePool } from '../../runs/candidates/shot-candidates.ts';
import { createWorkerPool } from '../../base/worker-pool.ts';
import type { MaskPicture, MatteTask, UpsampleTask } from './picture-tasks.ts';

/** Threads that compute pictures, so that the engine answers meanwhile. */
export interface PicturePool extends CandidatePool {
  /** Tasks to keep in flight so that no thread waits. */
  readonly parallelism: number;
  mask(task: UpsampleTask, signal?: AbortSignal): Promise<MaskPicture>;
  matte(task: MatteTask, signal?: AbortSignal): Promise<Uint8Array>;
  cutout(task: MatteTask, signal?: AbortSignal): Promise<Uint8Array>;
  measures(frame: ChangedFrame): Promise<ChangedMeasures>;
  /** How far each patch of each frame is what was dabbed: [T, N] of 0..1. */
  dab(task: DabTask, signal?: AbortSignal): Promise<Float32Array>;
  /** See `separateFromBackground`. */
  separate(input: SeparationInput, signal?: AbortSignal): Promise<FloatPlane>;
  /** See `temporallyFiltered`. */
  filter(task: TemporalFilterTask, signal?: AbortSignal): Promise<Uint8Array>;
  dispose(): Promise<void>;
}

/** Starts threads when they are needed; they end after idling, and with `dispose`. */
export function createPicturePool(): PicturePool {
  // The bundled program has .js beside it where the checkout has .ts.
  const file = new URL(`./picture-tasks${extname(import.meta.filename)}`, import.meta.url).href;
  const pool = createWorkerPool(file);
  return {
    parallelism: 2 * pool.threads,
    mask: (task, signal) => pool.run('maskPictureTask', task, { signal }) as Promise<MaskPicture>,
    matte: (task, signal) => pool.run('mattePictureTask', task, { signal }) as Promise<Uint8Array>,
    cutout: (task, signal) => pool.run('cutoutPictureTask', task, { signal }) as Promise<Uint8Array>,
    measures: (frame) => pool.run('changedFrameTask', frame) as Promise<ChangedMeasures>,
    dab: (task, signal) => pool.run('dabTask', task, { signal }) as Promise<Float32Array>,
    separate: (input, signal) => pool.run('separationTask', input, { signal }) as Promise<FloatPlane>,
    filter: (task, signal) => pool.run('temporalFilterTask', task, { signal }) as Promise<Uint8Array>,
    eigenvectors: (task: EigenvectorsTask, signal) =>
      pool.run('eigenvectorsTask', task, { signal }) as Promise<Uint8Array>,
    candidates: (task: ShotCandidatesTask, signal) =>
      pool.run('shotCandidatesTask', task, { signal }) as Promise<StoredCandidates>,
    dispose: () => pool.dispose(),
  };
}
