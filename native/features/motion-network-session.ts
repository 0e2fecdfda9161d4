import { motionNetwork, type MotionNetworkConfig, motionNetworkShapes } from '../models/motion-network.ts';
import { fitStateDict } from '../models/fit-state-dict.ts';
import { NetworkWeights } from '../models/network-weights.ts';
import { GraphBuilder } from '../onnx/graph.ts';
import * as op from '../onnx/ops.ts';
import { createSession, type Session } from '../onnx/session.ts';
import type { RasterSize } from '../raster/types.ts';
import type { StateDict } from '../weights/formats/state-dict.ts';

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
    const { logits } = motionNetwork(planes, config, (name) => parameters.get(name));
    const fine = op.resize(logits, { size: [heightPx, widthPx], mode: 'linear' });
    graph.output('moving', op.sigmoid(fine));
    return new MotionNetworkSession(await createSession(graph, { provider: 'cpu' }));
  }

  /** How likely each pixel of a frame is a moving object's, [H, W] of 0..1, by its input planes, [C, H, W]. */
  async run(planes: Float32Array): Promise<Float32Array> {
    const { moving } = await this.#session.run({ planes });
    return moving!.data as Float32Array;
  }

  /** Frees the network. */
  dispose(): Promise<void> {
    return this.#session.dispose();
  }
}
