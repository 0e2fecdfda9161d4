import { extname } from 'node:path';
import { throwIfCancelled } from '../../base/errors.ts';
import type { FlowField, RgbImage } from '../../raster/types.ts';
import { createWorkerPool } from '../../base/worker-pool.ts';
import type { WorkerPool } from '../../base/worker-pool.ts';
import type { PairTask, SharedFrame } from './pair-task.ts';
import type { FlowEstimator } from '../flow-estimator.ts';
import { requireSameSize } from '../same-size.ts';

/** Raised whenever the same pictures give another flow. */
export const embeddedFlowVersion = 4;

/** Options of the embedded flow. */
export interface EmbeddedFlowOptions {
  /** Worker threads; by default one per core. */
  readonly workers?: number;
}

/** Frames that threads were given, whichever estimator gave them: they remember frames by this number. */
let framesSeen = 0;

/** Flow of one pair per worker thread at a time: the result does not depend on how many there are. */
class EmbeddedFlow implements FlowEstimator {
  readonly id = 'embedded';
  readonly version = embeddedFlowVersion;
  readonly provider = 'cpu';
  private readonly pool: WorkerPool;
  private readonly shared = new WeakMap<RgbImage, SharedFrame>();

  constructor(workers: number | undefined) {
    // The packaged program has .js where the checkout has .ts.
    const task = new URL(`./pair-task${extname(import.meta.filename)}`, import.meta.url).href;
    this.pool = createWorkerPool(task, workers);
  }

  async estimatePairs(
    first: RgbImage,
    seconds: readonly RgbImage[],
    signal: AbortSignal,
  ): Promise<FlowField[]> {
    throwIfCancelled(signal);
    for (const second of seconds) requireSameSize(first, second);
    const task = { first: this.share(first) };
    const pairs = seconds.map((second): PairTask => ({ ...task, second: this.share(second) }));
    const flows = await Promise.all(pairs.map((pair) => this.pool.run('default', pair, { signal })));
    return flows as FlowField[];
  }

  dispose(): Promise<void> {
    return this.pool.dispose();
  }

  /** The frame in memory that all threads see, copied once however many pairs it is part of. */
  private share(image: RgbImage): SharedFrame {
    const known = this.shared.get(image);
    if (known !== undefined) return known;
    const rgb = new SharedArrayBuffer(image.data.length);
    new Uint8Array(rgb).set(image.data);
    const frame = { id: framesSeen++, widthPx: image.widthPx, heightPx: image.heightPx, rgb };
    this.shared.set(image, frame);
    return frame;
  }
}

/**
 * The optical flow that needs no weights: dense inverse search with variational refinement (see docs/method.md).
 * The same pictures give bit-identical flow, whatever the number of workers.
 */
export function createEmbeddedFlow(options: EmbeddedFlowOptions = {}): FlowEstimator {
  return new EmbeddedFlow(options.workers);
}
