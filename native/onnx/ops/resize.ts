import { showShape } from '../data-type.ts';
import { emit } from '../graph.ts';
import type { Tensor } from '../graph.ts';
import { integerVector, operatorError, requireRank, sameType } from './shapes.ts';

/** How `resize` samples. */
export interface ResizeOptions {
  /** The sides of the last two axes after resizing. */
  readonly size: readonly [height: number, width: number];
  /** `cubic` has PyTorch's coefficient, a = -0.75. */
  readonly mode: 'nearest' | 'linear' | 'cubic';
  /**
   * Where output pixels lie: `half_pixel` (PyTorch's align_corners=False), `align_corners`, or for nearest
   * `asymmetric` (PyTorch's nearest: floor(i · in / out)).
   */
  readonly coordinates?: 'half_pixel' | 'align_corners' | 'asymmetric';
}

/** x [N, C, H, W] at another size, without antialiasing; nearest rounds down. */
export function resize(x: Tensor, { size, mode, coordinates }: ResizeOptions): Tensor {
  requireRank('Resize', x, 4);
  const shape = [x.shape[0]!, x.shape[1]!, ...size];
  const fallback = mode === 'nearest' ? 'asymmetric' : 'half_pixel';
  return emit('Resize', [x, null, null, integerVector(x, shape)], x.dtype, shape, {
    mode,
    coordinate_transformation_mode: coordinates ?? fallback,
    nearest_mode: 'floor',
    cubic_coeff_a: -0.75,
  });
}

/** How `gridSample` samples. */
export interface GridSampleOptions {
  readonly mode?: 'linear' | 'nearest' | 'cubic';
  /** What lies outside: zeros, the border's elements, or the mirrored inside. */
  readonly padding?: 'zeros' | 'border' | 'reflection';
  /** Whether -1 and 1 are the centres of the corner pixels, or their outer edges. */
  readonly alignCorners?: boolean;
}

/** x [N, C, H, W] sampled at grid [N, H', W', 2] of (x, y) in -1..1, as PyTorch's grid_sample. */
export function gridSample(x: Tensor, grid: Tensor, options: GridSampleOptions = {}): Tensor {
  const inputs = [x, grid];
  const { mode = 'linear', padding = 'zeros', alignCorners = false } = options;
  requireRank('GridSample', x, 4);
  sameType('GridSample', inputs);
  if (grid.shape.length !== 4 || grid.shape[0] !== x.shape[0] || grid.shape[3] !== 2)
    throw operatorError(
      'GridSample',
      `needs a grid of ${showShape([x.shape[0]!])} × height × width × 2`,
      inputs,
    );
  const shape = [x.shape[0]!, x.shape[1]!, grid.shape[1]!, grid.shape[2]!];
  const attributes = { mode, padding_mode: padding, align_corners: Number(alignCorners) };
  return emit('GridSample', inputs, x.dtype, shape, attributes);
}

/** x [N, C · r², H, W] with its channels laid out as r × r pixels: [N, C, H · r, W · r] (PyTorch's pixel shuffle). */
export function pixelShuffle(x: Tensor, { factor }: { readonly factor: number }): Tensor {
  requireRank('DepthToSpace', x, 4);
  const [n, c, h, w] = x.shape as [number, number, number, number];
  if (c % factor ** 2 !== 0)
    throw operatorError('DepthToSpace', `${factor}² does not divide the channels`, [x]);
  const shape = [n, c / factor ** 2, h * factor, w * factor];
  return emit('DepthToSpace', [x], x.dtype, shape, { blocksize: factor, mode: 'CRD' });
}
