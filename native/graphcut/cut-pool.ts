import { extname } from 'node:path';
import { FodvidError } from '../errors.ts';
import type { PatchFeatures } from '../raster/types.ts';
import { createWorkerPool } from '../worker-pool.ts';
import type { FrameCut, FrameCutOptions } from './cut-types.ts';
import type { CutAnswer, CutTask } from './cut-worker.ts';

/** Worker threads that cut frames. */
export interface CutPool {
  /** Calls to keep under way so that no worker waits; more would only hold their features in memory. */
  readonly parallelism: number;
  /** As `cutFrame`, on a free worker, with the same result to the bit. An abort ends it with the cancellation error. */
  cutFrame(
    appearance: PatchFeatures,
    flow: PatchFeatures,
    options: FrameCutOptions,
    signal?: AbortSignal,
  ): Promise<FrameCut>;
  dispose(): Promise<void>;
}

/** Starts a pool of worker threads (as many as cores unless said); they end with `dispose`, and after idling. */
export function createCutPool(options: { readonly workers?: number } = {}): CutPool {
  // The bundled program has .js beside it where the checkout has .ts.
  const worker = new URL(`./cut-worker${extname(import.meta.filename)}`, import.meta.url).href;
  const pool = createWorkerPool(worker, options.workers);
  return {
    parallelism: 2 * pool.threads,
    async cutFrame(appearance, flow, cutOptions, signal) {
      const task: CutTask = { appearance: compact(appearance), flow: compact(flow), options: cutOptions };
      const answer = (await pool.run('default', task, signal)) as CutAnswer;
      if ('cut' in answer) return answer.cut;
      throw new FodvidError(answer.error.kind, answer.error.message, answer.error.origin);
    },
    dispose: () => pool.dispose(),
  };
}

/** Cloning a view into another thread would copy all of the memory that it looks at. */
const compact = (features: PatchFeatures): PatchFeatures =>
  features.data.byteLength === features.data.buffer.byteLength
    ? features
    : { ...features, data: features.data.slice() };
