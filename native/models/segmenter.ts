import type { ParameterShapes, ParameterSource } from '../onnx/autodiff/flat-parameters.ts';
import type { Tensor, TensorType } from '../onnx/graph.ts';
import * as op from '../onnx/ops.ts';
import type { RasterSize } from '../raster/types.ts';
import { type DecoderPreset, decoderConfig, decoderShapes, spadeDecoder } from './spade-decoder.ts';

/** A segmentation network: what it takes of a frame, and how that becomes logits of the foreground. */
export interface Segmenter {
  /** Names the architecture and its sizes: two segmenters of one id have the same parameters and the same output. */
  readonly id: string;
  /** What it takes of one frame; batches have one axis more, in front. */
  readonly input: TensorType;
  /** The resolution of the logits. */
  readonly output: RasterSize;
  readonly shapes: ParameterShapes;
  /** Logits [B, 1, H, W] of frames [B, ...input]. */
  logits(input: Tensor, parameter: ParameterSource): Tensor;
}

/** What a segmenter on patch features needs to know of the encoder. */
export interface PatchSegmenterOptions {
  /** The encoder's name. */
  readonly encoder: string;
  readonly dim: number;
  readonly patchPx: number;
  readonly rows: number;
  readonly cols: number;
  readonly preset: DecoderPreset;
}

/** The SPADE decoder on a frozen encoder's patch features, float16 [N, D]; logits at the encoder's input resolution. */
export function patchSegmenter(options: PatchSegmenterOptions): Segmenter {
  const { encoder, dim, patchPx, rows, cols, preset } = options;
  const config = decoderConfig(preset, { dim, patchPx });
  return {
    id: `spade-${preset}:${encoder}:${dim}/${patchPx}:${rows}x${cols}`,
    input: { dtype: 'float16', shape: [rows * cols, dim] },
    output: { widthPx: cols * patchPx, heightPx: rows * patchPx },
    shapes: decoderShapes(config),
    logits(features, parameter) {
      const batch = features.shape[0]!;
      const channelsFirst = op.transpose(op.cast(features, 'float32'), [0, 2, 1]); // [B, D, N]
      return spadeDecoder(op.reshape(channelsFirst, [batch, dim, rows, cols]), config, parameter);
    },
  };
}
