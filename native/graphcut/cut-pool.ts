import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Piscina } from 'piscina';
import { cancelledError, FodvidError } from '../errors.ts';
import type { PatchFeatures } from '../raster/types.ts';
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
  const workers = options.workers ?? availableParallelism();
  const pool = new Piscina<CutTask, CutAnswer>({
    // The bundled program has .js beside it where the checkout has .ts.
    filename: new URL(`./cut-worker${extname(import.meta.filename)}`, import.meta.url).href,
    minThreads: 0,
    maxThreads: workers,
    idleTimeout: 2000,
  });
  return {
    parallelism: 2 * workers,
    async cutFrame(appearance, flow, cutOptions, signal) {
      const task = { appearance: compact(appearance), flow: compact(flow), options: cutOptions };
      const answer = await pool.run(task, signal === undefined ? {} : { signal }).catch((error: unknown) => {
        throw signal?.aborted === true ? cancelledError() : error;
      });
      if ('cut' in answer) return answer.cut;
      throw new FodvidError(answer.error.kind, answer.error.message, answer.error.origin);
    },
    dispose: () => pool.destroy(),
  };
}

/** Cloning a view into another thread would copy all of the memory that it looks at. */
const compact = (features: PatchFeatures): PatchFeatures =>
  features.data.byteLength === features.data.buffer.byteLength
    ? features
    : { ...features, data: features.data.slice() };
