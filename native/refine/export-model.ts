import { dinoFeatures, dinoNormalization } from '../models/dino/dino.ts';
import { readDinoConfig } from '../models/dino/dino-config.ts';
import { GraphBuilder } from '../onnx/graph.ts';
import type { Tensor } from '../onnx/graph.ts';
import { serialize } from '../onnx/model-proto.ts';
import * as op from '../onnx/ops.ts';
import type { RasterSize } from '../raster/types.ts';
import type { StateDict } from '../weights/formats/state-dict.ts';
import type { TrainedSegmenter } from './predict.ts';

/** What the exported file says about itself, in its metadata and in the file beside it. */
export interface ModelCard {
  readonly format: 'fodvid-segmenter';
  readonly version: 1;
  readonly description: string;
  readonly input: { readonly name: 'image'; readonly dtype: 'uint8'; readonly shape: readonly number[] };
  readonly output: { readonly name: 'mask'; readonly dtype: 'float32'; readonly shape: readonly number[] };
  readonly encoder: string;
  readonly network: string;
  readonly parameters: number;
  readonly training: Readonly<Record<string, string | number | boolean>>;
  readonly limits: string;
}

/** The metadata key under which an exported file holds its card as JSON. */
export const cardKey = 'fodvid';

/** Pictures to what the segmenter takes: the picture itself, or a frozen encoder's features of it. */
export type EncoderGraph = (image: Tensor) => Tensor;

/** The embedded segmenter takes the picture. */
export const pictureItself: EncoderGraph = (image) => image;

/** DINO's keys of the last block, float16 [1, N, D], of a picture uint8 [1, H, W, 3], as a part of the exported graph. */
export const dinoKeys =
  (weights: StateDict): EncoderGraph =>
  (image) => {
    const { mean, std } = dinoNormalization;
    const channels = op.mul(op.transpose(op.cast(image, 'float32'), [0, 3, 1, 2]), 1 / 255);
    const constant = (values: readonly number[]) => image.graph.constant(values, [1, 3, 1, 1]);
    const normalized = op.div(op.sub(channels, constant(mean)), constant(std));
    // The runtime's fused attention is its own invention, which other programs may lack.
    const plan = { ...readDinoConfig(weights), fused: false };
    const keys = dinoFeatures(normalized, weights, plan, ['keys']).get('keys')!; // [1, N + 1, D]
    const patches = op.slice(keys, { axes: [1], starts: [1], ends: [keys.shape[1]!] });
    return op.cast(patches, 'float16');
  };

/** What is known of an export beside the network. */
export interface ModelExportOptions extends TrainedSegmenter {
  readonly encoder: string;
  readonly encode: EncoderGraph;
  /** The pictures' size: the working resolution. */
  readonly size: RasterSize;
  readonly training: ModelCard['training'];
}

/** The file and its card. */
export interface ExportedModel {
  readonly onnx: Uint8Array;
  readonly card: ModelCard;
}

/**
 * Encoder and trained decoder as one .onnx file: `image`, an RGB picture uint8 [1, H, W, 3] at the working resolution,
 * to `mask`, the probability of the foreground, float32 [1, 1, h, w].
 */
export function exportModel(options: ModelExportOptions): ExportedModel {
  const { segmenter, parameters, size } = options;
  const graph = new GraphBuilder();
  const image = graph.input('image', [1, size.heightPx, size.widthPx, 3], 'uint8');
  const weights = new Map(
    [...parameters].map(([name, { data, shape }]) => [name, graph.weight(`decoder.${name}`, data, shape)]),
  );
  const logits = segmenter.logits(options.encode(image), (name) => weights.get(name)!);
  const mask = op.sigmoid(logits);
  graph.output('mask', mask);
  const card: ModelCard = {
    format: 'fodvid-segmenter',
    version: 1,
    description:
      'Finds the object that moved in the clip it was trained on, in single pictures, without optical flow. ' +
      'Scale a picture to the input size (area average), feed its RGB bytes, scale the mask back; above 0.5 is object.',
    input: { name: 'image', dtype: 'uint8', shape: image.shape },
    output: { name: 'mask', dtype: 'float32', shape: mask.shape },
    encoder: options.encoder,
    network: segmenter.id,
    parameters: [...parameters.values()].reduce((sum, { data }) => sum + data.length, 0),
    training: options.training,
    limits:
      'Trained on one clip without annotation: it knows that clip’s object and background. Other pictures may confuse it.',
  };
  return { onnx: serialize(graph, { metadata: { [cardKey]: JSON.stringify(card) } }), card };
}

/** The card as Markdown, for people. */
export function modelCardMarkdown(card: ModelCard): string {
  const list = (rows: Readonly<Record<string, unknown>>): string =>
    Object.entries(rows)
      .map(([name, value]) => `- ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join('\n');
  const { description, limits, input, output, training, encoder, network, parameters } = card;
  return `# Segmentation network

${description}

${limits}

## Input and output

${list({ [`\`${input.name}\``]: `${input.dtype} [${input.shape.join(', ')}], RGB 0..255`, [`\`${output.name}\``]: `${output.dtype} [${output.shape.join(', ')}], 0..1` })}

## Network

${list({ encoder, network, parameters })}

## Training

${list(training)}
`;
}
