import { motionNetwork, type MotionNetworkConfig, motionNetworkShapes } from '../models/motion-network.ts';
import { fitStateDict } from '../models/fit-state-dict.ts';
import { NetworkWeights } from '../models/network-weights.ts';
import { GraphBuilder } from '../onnx/graph.ts';
import * as op from '../onnx/ops.ts';
import { createSession, type Session } from '../onnx/session.ts';
import type { RasterSize } from '../raster/types.ts';
import type { StateDict } from '../weights/formats/state-dict.ts';

/** What the motion network says of a frame. */
export interface SeenMotion {
  /** How likely each pixel of the flow's raster is a moving object's, [H, W] of 0..1. */
  readonly moving: Float32Array;
  /** Embeddings of unit length of the patches, [D, H/4, W/4]. */
  readonly embedding: Float32Array;
}

/** The motion network loaded for frames of one size. Dispose of it. */
export class MotionNetworkSession {
  readonly #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  /** Loads the network for inputs of `size` (the flow's raster, sides multiples of 4). Throws where the weights do not fit. */
  static async open(
    weights: StateDict,
    config: MotionNetworkConfig,
    { widthPx, heightPx }: RasterSize,
  ): Promise<MotionNetworkSession> {
    fitStateDict('the motion network', motionNetworkShapes(config), weights);
    const graph = new GraphBuilder();
    const parameters = new NetworkWeights(graph, weights);
    const planes = graph.input('planes', [1, config.inputs, heightPx, widthPx]);
    const { logits, embedding } = motionNetwork(planes, config, (name) => parameters.get(name));
    const fine = op.resize(logits, { size: [heightPx, widthPx], mode: 'linear' });
    graph.output('moving', op.sigmoid(fine));
    graph.output('embedding', embedding);
    return new MotionNetworkSession(await createSession(graph, { provider: 'cpu' }));
  }

  /** Runs the network on a frame's input planes, [C, H, W]. */
  async run(planes: Float32Array): Promise<SeenMotion> {
    const { moving, embedding } = await this.#session.run({ planes });
    return { moving: moving!.data as Float32Array, embedding: embedding!.data as Float32Array };
  }

  /** Frees the network. */
  dispose(): Promise<void> {
    return this.#session.dispose();
  }
}
