import type { Tensor } from '../onnx/graph.ts';
import type { ParameterSource } from '../onnx/autodiff/flat-parameters.ts';
import * as op from '../onnx/ops.ts';
import type { RasterSize } from '../raster/types.ts';
import type { Segmenter } from './segmenter.ts';

/** Channels from half the picture's resolution down, each level half the one before. */
const channels = [12, 24, 32, 48] as const;
/** Pixels of the picture to one of the first level, along each side. */
const reduction = 2;
/** Channels at the picture's own resolution, where the contours are drawn: a single layer costs as much as two below. */
const headChannels = 8;
/** Octaves of sine and cosine that tell each pixel where it lies, beside x and y themselves. */
const positionOctaves = 3;
const positionChannels = 2 + 4 * positionOctaves;
const epsilon = 1e-5;

/** A convolution with its normalisation: its name, and the channels that it takes and yields. */
interface Layer {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const down: readonly Layer[] = channels.map((to, i) => ({
  name: `down_${i}`,
  from: i === 0 ? 3 + positionChannels : channels[i - 1]!,
  to,
}));
/** From the coarsest level up; each takes what comes from below and what the way down had at its level. */
const up: readonly Layer[] = channels
  .slice(0, -1)
  .map((to, i) => ({ name: `up_${i}`, from: channels[i + 1]! + to, to }))
  .reverse();

/** On what comes from below, enlarged, and the picture's own colours. */
const head: Layer = { name: 'head', from: channels[0] + 3, to: headChannels };

function layerShapes(): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const { name, from, to } of [...down, ...up, head])
    shapes
      .set(`${name}.weight`, [to, from, 3, 3])
      .set(`${name}.bias`, [to])
      .set(`${name}.norm.weight`, [to])
      .set(`${name}.norm.bias`, [to]);
  return shapes.set('logits.weight', [1, headChannels, 3, 3]).set('logits.bias', [1]);
}

/** x, y in -1..1 and their sines and cosines, [1, C, H, W]: a constant. */
function positions(near: Tensor, height: number, width: number): Tensor {
  const plane = height * width;
  const data = new Float32Array(positionChannels * plane);
  const rates = Array.from({ length: positionOctaves }, (_, k) => Math.PI * 2 ** k);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const at = [(2 * x + 1) / width - 1, (2 * y + 1) / height - 1];
      const waves = rates.flatMap((rate) => at.flatMap((t) => [Math.sin(rate * t), Math.cos(rate * t)]));
      [...at, ...waves].forEach((value, channel) => (data[channel * plane + i] = value));
    }
  return near.graph.constant(data, [1, positionChannels, height, width]);
}

/** A picture [B, H, W, 3], 0..255, as numbers around 0: [B, 3, H, W]. */
function coloursOf(picture: Tensor): Tensor {
  const scaled = op.mul(op.sub(op.cast(picture, 'float32'), 127.5), 1 / 64);
  return op.transpose(scaled, [0, 3, 1, 2]);
}

/** Colours [B, 3, H, W] at half their size, with each pixel's place: [B, C, H/2, W/2]. */
function seen(colours: Tensor): Tensor {
  const small = op.averagePool(colours, { kernel: reduction });
  const [batch, , height, width] = small.shape as [number, number, number, number];
  const where = positions(colours, height, width);
  return op.concat([small, op.expand(where, [batch, ...where.shape.slice(1)])], { axis: 1 });
}

/** `x` enlarged to the size of `beside`, and `beside`. */
function joined(x: Tensor, beside: Tensor): Tensor {
  const size = [beside.shape[2]!, beside.shape[3]!] as const;
  return op.concat([op.resize(x, { size, mode: 'nearest' }), beside], { axis: 1 });
}

function layer(x: Tensor, { name }: Layer, parameter: ParameterSource, stride = 1): Tensor {
  const convolved = op.conv(x, parameter(`${name}.weight`), parameter(`${name}.bias`), {
    padding: 1,
    stride,
  });
  const [scale, bias] = [parameter(`${name}.norm.weight`), parameter(`${name}.norm.bias`)];
  return op.relu(op.instanceNormalization(convolved, scale, bias, { epsilon }));
}

/**
 * The segmenter of the embedded encoder, which has no learned features to build on: an encoder and decoder (after
 * Ronneberger et al., "U-Net", 2015) that learns its own from the clip's pixels and their places. On single clips it was
 * both faster and better than SPADE blocks modulated by the patches' pixels. It works at half the
 * resolution and below; one layer at the whole one, which sees the colours, places the contours. Takes pictures, uint8
 * [H, W, 3] with even sides; logits at their resolution.
 */
export function pixelSegmenter({ widthPx, heightPx }: RasterSize): Segmenter {
  return {
    id: `pixels-3:${widthPx}x${heightPx}`,
    input: { dtype: 'uint8', shape: [heightPx, widthPx, 3] },
    output: { widthPx, heightPx },
    shapes: layerShapes(),
    logits(picture, parameter) {
      const colours = coloursOf(picture);
      let x = seen(colours);
      const levels = down.map((each, i) => (x = layer(x, each, parameter, i === 0 ? 1 : 2)));
      up.forEach((each, i) => (x = layer(joined(x, levels.at(-2 - i)!), each, parameter)));
      x = layer(joined(x, colours), head, parameter);
      return op.conv(x, parameter('logits.weight'), parameter('logits.bias'), { padding: 1 });
    },
  };
}
