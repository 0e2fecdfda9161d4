import { usageError } from '../errors.ts';
import type { Tensor } from '../onnx/graph.ts';
import * as op from '../onnx/ops.ts';
import type { RasterSize } from '../raster/types.ts';
import type { Segmenter } from './segmenter.ts';
import { type SpadeBlockConfig, spadeBlock, spadeBlockShapes } from './spade-block.ts';

/** One level of the pyramid: the side of its cells in pixels of the picture, and its channels. */
interface Level {
  readonly cellPx: number;
  readonly channels: number;
}

/** From the embedded encoder's patch up to half the picture's resolution, where the logits are. */
const levels: readonly Level[] = [
  { cellPx: 8, channels: 24 },
  { cellPx: 4, channels: 24 },
  { cellPx: 2, channels: 12 },
];
const outputCellPx = 2;
/** Octaves of sine and cosine that tell each cell where it lies, beside x and y themselves. */
const positionOctaves = 3;
const positionChannels = 2 + 4 * positionOctaves;

const mapChannels = ({ cellPx }: Level): number => 3 * cellPx ** 2 + positionChannels;

function blockConfig(level: number): SpadeBlockConfig {
  const { channels } = levels[level]!;
  return {
    inputs: levels[Math.max(0, level - 1)]!.channels,
    outputs: channels,
    mapChannels: mapChannels(levels[level]!),
    hidden: channels,
    normalization: 'instance',
    modulation: 'fine',
  };
}

/** x, y in -1..1 and their sines and cosines, [1, C, rows, cols]: a constant. */
function positions(near: Tensor, rows: number, cols: number): Tensor {
  const cells = rows * cols;
  const data = new Float32Array(positionChannels * cells);
  for (let row = 0, i = 0; row < rows; row++)
    for (let col = 0; col < cols; col++, i++) {
      const at = [(2 * col + 1) / cols - 1, (2 * row + 1) / rows - 1];
      const waves = Array.from({ length: positionOctaves }, (_, k) => Math.PI * 2 ** k).flatMap((rate) =>
        at.flatMap((value) => [Math.sin(rate * value), Math.cos(rate * value)]),
      );
      [...at, ...waves].forEach((value, channel) => (data[channel * cells + i] = value));
    }
  return near.graph.constant(data, [1, positionChannels, rows, cols]);
}

/** A picture's pixels [B, H, W, 3] by cells, and where each cell lies: [B, 3 · cell² + C, H / cell, W / cell]. */
function cellMap(pixels: Tensor, cellPx: number): Tensor {
  const [batch, height, width] = pixels.shape as [number, number, number];
  const [rows, cols] = [height / cellPx, width / cellPx];
  const cells = op.reshape(pixels, [batch, rows, cellPx, cols, cellPx, 3]);
  const channels = op.reshape(op.transpose(cells, [0, 2, 4, 5, 1, 3]), [batch, -1, rows, cols]);
  const where = positions(pixels, rows, cols);
  return op.concat([channels, op.expand(where, [batch, ...where.shape.slice(1)])], { axis: 1 });
}

const doubled = (x: Tensor): Tensor =>
  op.resize(x, { size: [2 * x.shape[2]!, 2 * x.shape[3]!], mode: 'nearest' });

/** Pixels 0..255 as numbers around 0. */
const scaledPixels = (picture: Tensor): Tensor => op.mul(op.sub(op.cast(picture, 'float32'), 127.5), 1 / 64);

/**
 * The segmenter of the embedded encoder. Its frozen patch features are the patches' own pixels and places: a SPADE
 * decoder whose maps are the picture cut into cells of 8, 4 and 2 pixels, one for each resolution, so that the
 * modulation knows as much as its place can hold. Takes pictures, uint8 [H, W, 3], both sides multiples of 8 (throws
 * otherwise); logits at half the resolution.
 */
export function pixelSegmenter({ widthPx, heightPx }: RasterSize): Segmenter {
  const coarsest = levels[0]!;
  if (widthPx % coarsest.cellPx !== 0 || heightPx % coarsest.cellPx !== 0)
    throw usageError(`A picture of ${widthPx} × ${heightPx} pixels does not divide into cells of 8 × 8.`);
  const shapes = new Map<string, readonly number[]>();
  const conv = (name: string, to: number, from: number): void => {
    shapes.set(`${name}.weight`, [to, from, 3, 3]).set(`${name}.bias`, [to]);
  };
  conv('start', coarsest.channels, mapChannels(coarsest));
  levels.forEach((_, i) => {
    for (const [name, shape] of spadeBlockShapes(`block_${i}.`, blockConfig(i))) shapes.set(name, shape);
  });
  conv('logits', 1, levels.at(-1)!.channels);
  return {
    id: `pixels-1:${widthPx}x${heightPx}`,
    input: { dtype: 'uint8', shape: [heightPx, widthPx, 3] },
    output: { widthPx: widthPx / outputCellPx, heightPx: heightPx / outputCellPx },
    shapes,
    logits(picture, parameter) {
      const pixels = scaledPixels(picture);
      const maps = levels.map(({ cellPx }) => cellMap(pixels, cellPx));
      const convolved = (x: Tensor, name: string): Tensor =>
        op.conv(x, parameter(`${name}.weight`), parameter(`${name}.bias`), { padding: 1 });
      let x = convolved(maps[0]!, 'start');
      maps.forEach((map, i) => {
        x = spadeBlock(i === 0 ? x : doubled(x), map, blockConfig(i), parameter, `block_${i}.`);
      });
      return convolved(op.leakyRelu(x, { alpha: 0.2 }), 'logits');
    },
  };
}
