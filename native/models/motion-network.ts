import type { ParameterShapes, ParameterSource, ParameterValues } from '../onnx/autodiff/flat-parameters.ts';
import type { Tensor } from '../onnx/graph.ts';
import * as op from '../onnx/ops.ts';
import { initialParameters } from './initial-parameters.ts';

/** Sizes of the motion network. */
export interface MotionNetworkConfig {
  readonly inputs: number;
  /** Channels from half the input's resolution down, each level half the one before. */
  readonly channels: readonly [number, number, number, number];
  /** Dimensions of a patch's embedding. */
  readonly dim: number;
}

/** Levels below the input at which logits and embeddings are: 1/2 and 1/4 of its resolution. */
const LOGIT_LEVEL = 0;
const EMBEDDING_LEVEL = 1;
const slope = 0.1;

interface Layer {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The layers of each level on the way down: the first halves the resolution. */
function downLayers({ inputs, channels }: MotionNetworkConfig): Layer[][] {
  return channels.map((to, i) => [
    { name: `down_${i}_0`, from: i === 0 ? inputs : channels[i - 1]!, to },
    { name: `down_${i}_1`, from: to, to },
  ]);
}

/** One layer a level on the way up, the coarsest first: on what comes from below and what the way down had there. */
function upLayers({ channels }: MotionNetworkConfig): Layer[] {
  return channels
    .slice(0, -1)
    .map((to, i) => ({ name: `up_${i}`, from: channels[i + 1]! + to, to }))
    .reverse();
}

/** The shapes of the network's parameters, by name. */
export function motionNetworkShapes(config: MotionNetworkConfig): ParameterShapes {
  const shapes = new Map<string, readonly number[]>();
  const conv = (name: string, to: number, from: number, kernel: number): void => {
    shapes.set(`${name}.weight`, [to, from, kernel, kernel]).set(`${name}.bias`, [to]);
  };
  for (const { name, from, to } of [...downLayers(config).flat(), ...upLayers(config)])
    conv(name, to, from, 3);
  conv('logits', 1, config.channels[LOGIT_LEVEL], 3);
  conv('embedding', config.dim, config.channels[EMBEDDING_LEVEL], 1);
  return shapes;
}

/**
 * Parameters before any training: uniform, with the deviation that keeps the size of what passes rectifiers (He et al.,
 * 2015), since no normalisation does; biases 0.
 */
export function initialMotionParameters(shapes: ParameterShapes, seed: number): ParameterValues {
  return new Map(
    [...initialParameters(shapes, seed)].map(([name, { shape, data }]) => [
      name,
      { shape, data: data.map((value) => (name.endsWith('bias') ? 0 : value * Math.sqrt(6))) },
    ]),
  );
}

/** What the network says of a batch of frames. */
export interface MotionNetworkOutputs {
  /** Logits of "part of a moving object", [B, 1, H/2, W/2]. */
  readonly logits: Tensor;
  /** Embeddings of unit length, [B, D, H/4, W/4]: alike where things move as one. */
  readonly embedding: Tensor;
}

/**
 * The motion network: an encoder and decoder (after Ronneberger et al., "U-Net", 2015) without normalisation, whose
 * statistics would hide how large motions are. `planes` [B, C, H, W] with sides that are multiples of 4.
 */
export function motionNetwork(
  planes: Tensor,
  config: MotionNetworkConfig,
  parameter: ParameterSource,
): MotionNetworkOutputs {
  const layer = (x: Tensor, { name }: Layer, stride = 1): Tensor =>
    op.leakyRelu(op.conv(x, parameter(`${name}.weight`), parameter(`${name}.bias`), { padding: 1, stride }), {
      alpha: slope,
    });
  let x = planes;
  const levels = downLayers(config).map(([first, second]) => (x = layer(layer(x, first!, 2), second!)));
  const decoded = [x];
  upLayers(config).forEach((each, i) => {
    const beside = levels.at(-2 - i)!;
    const size = [beside.shape[2]!, beside.shape[3]!] as const;
    x = layer(op.concat([op.resize(x, { size, mode: 'linear' }), beside], { axis: 1 }), each);
    decoded.unshift(x);
  });
  const logits = op.conv(decoded[LOGIT_LEVEL]!, parameter('logits.weight'), parameter('logits.bias'), {
    padding: 1,
  });
  const raw = op.conv(decoded[EMBEDDING_LEVEL]!, parameter('embedding.weight'), parameter('embedding.bias'));
  const squared = op.reduceSum(op.mul(raw, raw), { axes: [1] });
  return { logits, embedding: op.div(raw, op.sqrt(op.add(squared, 1e-6))) };
}

/** The network in resources/. */
export const shippedMotionNetwork: MotionNetworkConfig = { inputs: 12, channels: [24, 48, 72, 96], dim: 16 };
