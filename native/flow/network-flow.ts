import { throwIfCancelled } from '../base/errors.ts';
import { buildGmflow } from '../models/gmflow/gmflow.ts';
import { readGmflowConfig } from '../models/gmflow/gmflow-config.ts';
import type { FlowNetworkOptions } from '../models/picture-pair.ts';
import { readPwcLiteConfig } from '../models/pwclite/pwclite-config.ts';
import { buildPwcLite } from '../models/pwclite/pwclite.ts';
import type { GraphBuilder } from '../onnx/graph.ts';
import { isOutOfMemory } from '../onnx/runtime-error.ts';
import { createSession } from '../onnx/session.ts';
import type { Provider, Session } from '../onnx/session.ts';
import type { FlowField, RasterSize, RgbImage } from '../raster/types.ts';
import type { StateDict } from '../weights/formats/state-dict.ts';
import type { FlowEstimator } from './flow-estimator.ts';
import { requireSameSize } from './same-size.ts';

/** What an estimator with a network is made of. */
export interface NetworkFlowOptions {
  readonly weights: StateDict;
  readonly provider: Provider;
  /** SHA-256 of the weights, for cache keys; none unless said. */
  readonly weightsSha256?: string;
  /** Hears, in one sentence, that memory ran out and fewer pairs are estimated at a time. */
  readonly notify?: (sentence: string) => void;
}

/** A network that takes uint8 `first` and `seconds` and yields `flow`; throws where the weights do not fit it. */
interface Network {
  readonly id: string;
  readonly version: number;
  build(weights: StateDict, options: FlowNetworkOptions): { readonly graph: GraphBuilder };
}

/** Raised whenever the same pictures give another flow. */
export const networkFlowVersions = { arflow: 1, gmflow: 1 } as const;

/** Pairs per run, as long as their pictures have no more pixels together: GMFlow takes about 1 GB for the CPU's. */
const maxPairs = 4;
const maxPixels = (provider: Provider): number => (provider === 'cpu' ? 2 ** 20 : 2 ** 22);

/**
 * The flow of ARFlow's PWC-Lite (Liu et al., CVPR 2020), of pictures of any size. Throws where the weights are not
 * those of such a network, naming the tensor.
 */
export function createArflow(options: NetworkFlowOptions): FlowEstimator {
  readPwcLiteConfig(options.weights);
  return new NetworkFlow({ id: 'arflow', version: networkFlowVersions.arflow, build: buildPwcLite }, options);
}

/**
 * The flow of GMFlow of one scale (Xu et al., CVPR 2022), of pictures of any size. Throws where the weights are not
 * those of such a network, naming the tensor.
 */
export function createGmflow(options: NetworkFlowOptions): FlowEstimator {
  readGmflowConfig(options.weights);
  return new NetworkFlow({ id: 'gmflow', version: networkFlowVersions.gmflow, build: buildGmflow }, options);
}

/** A network loaded for pictures of one size and one number of pairs. */
interface LoadedNetwork extends RasterSize {
  readonly pairs: number;
  readonly session: Session;
}

/** Estimates one call after the other; keeps the network that was used last. */
class NetworkFlow implements FlowEstimator {
  readonly id: string;
  readonly version: number;
  readonly weightsSha256?: string;
  readonly provider: Provider;
  readonly #network: Network;
  readonly #options: NetworkFlowOptions;
  #loaded: LoadedNetwork | null = null;
  #maxPairs = maxPairs;
  #last: Promise<unknown> = Promise.resolve();

  constructor(network: Network, options: NetworkFlowOptions) {
    this.id = network.id;
    this.version = network.version;
    this.provider = options.provider;
    if (options.weightsSha256 !== undefined) this.weightsSha256 = options.weightsSha256;
    this.#network = network;
    this.#options = options;
  }

  async estimatePairs(
    first: RgbImage,
    seconds: readonly RgbImage[],
    signal: AbortSignal,
  ): Promise<FlowField[]> {
    for (const second of seconds) requireSameSize(first, second);
    const turn = this.#last.then(() => this.#estimate(first, seconds, signal));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async dispose(): Promise<void> {
    await this.#last;
    await this.#unload();
  }

  async #estimate(first: RgbImage, seconds: readonly RgbImage[], signal: AbortSignal): Promise<FlowField[]> {
    const flows: FlowField[] = [];
    while (flows.length < seconds.length) {
      throwIfCancelled(signal);
      const some = seconds.slice(flows.length, flows.length + this.#pairsPerRun(first));
      try {
        flows.push(...(await this.#run(first, some)));
      } catch (error) {
        await this.#shrinkAfter(error, some.length);
      }
    }
    return flows;
  }

  #pairsPerRun({ widthPx, heightPx }: RasterSize): number {
    const fitting = Math.floor(maxPixels(this.#options.provider) / (widthPx * heightPx)) - 1;
    return Math.max(1, Math.min(this.#maxPairs, fitting));
  }

  async #run(first: RgbImage, seconds: readonly RgbImage[]): Promise<FlowField[]> {
    const session = await this.#load(first, seconds.length);
    const stacked = new Uint8Array(seconds.length * first.data.length);
    seconds.forEach(({ data }, i) => stacked.set(data, i * first.data.length));
    const { flow } = await session.run({ first: first.data, seconds: stacked });
    const values = flow!.data as Float32Array; // [P, 2, H, W]
    const length = values.length / seconds.length;
    const { widthPx, heightPx } = first;
    return seconds.map((_, i) => ({ widthPx, heightPx, data: values.slice(i * length, (i + 1) * length) }));
  }

  async #load({ widthPx, heightPx }: RasterSize, pairs: number): Promise<Session> {
    const known = this.#loaded;
    if (known?.widthPx === widthPx && known.heightPx === heightPx && known.pairs === pairs)
      return known.session;
    await this.#unload();
    const { weights, provider } = this.#options;
    const { graph } = this.#network.build(weights, { size: { widthPx, heightPx }, pairs, provider });
    const session = await createSession(graph, { provider });
    this.#loaded = { widthPx, heightPx, pairs, session };
    return session;
  }

  /** Goes on with half as many pairs at a time where memory ran out; throws all other errors. */
  async #shrinkAfter(error: unknown, pairs: number): Promise<void> {
    if (pairs === 1 || !isOutOfMemory(error)) throw error;
    await this.#unload();
    this.#maxPairs = Math.ceil(pairs / 2);
    this.#options.notify?.(
      `Memory ran out on ${this.#options.provider}; ${this.id} goes on with ${this.#maxPairs} pair(s) at a time.`,
    );
  }

  async #unload(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = null;
    await loaded?.session.dispose();
  }
}
