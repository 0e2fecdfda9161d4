import type { Tensor } from '../../onnx/graph.ts';
import { sampleAtPlaces, unitsPerPixel } from '../../onnx/grid-places.ts';
import * as op from '../../onnx/ops.ts';
import type { RasterSize } from '../../raster/types.ts';

const isOfSize = (x: Tensor, { widthPx, heightPx }: RasterSize): boolean =>
  x.shape[2] === heightPx && x.shape[3] === widthPx;

/** x [N, C, H, W] at another size, bilinear. */
export function resizeLinear(
  x: Tensor,
  size: RasterSize,
  coordinates: 'half_pixel' | 'align_corners' = 'half_pixel',
): Tensor {
  if (isOfSize(x, size)) return x;
  return op.resize(x, { size: [size.heightPx, size.widthPx], mode: 'linear', coordinates });
}

/** A flow [N, 2, H, W] at another size and in that size's pixels. */
export function resizeFlow(flow: Tensor, size: RasterSize): Tensor {
  if (isOfSize(flow, size)) return flow;
  const [height, width] = flow.shape.slice(2) as [number, number];
  const scale = flow.graph.constant([size.widthPx / width, size.heightPx / height], [1, 2, 1, 1]);
  return op.mul(resizeLinear(flow, size, 'align_corners'), scale);
}

/** x(p + flow(p)), bilinear, the border continued: x [N, C, H, W], flow [N, 2, H, W] in pixels, both sides above 1. */
export function sampleAlongFlow(x: Tensor, flow: Tensor): Tensor {
  const [height, width] = x.shape.slice(2) as [number, number];
  const base = x.graph.constant(cornerGrid(height, width), [1, height, width, 2]);
  const grid = op.add(op.transpose(op.mul(flow, unitsPerPixel(x)), [0, 2, 3, 1]), base);
  return sampleAtPlaces(x, grid);
}

/** Every pixel's own coordinates (x, y) from -1 to 1, the corner pixels' centres at the ends. */
function cornerGrid(height: number, width: number): Float32Array {
  const grid = new Float32Array(height * width * 2);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      grid[2 * (y * width + x)] = (2 * x) / (width - 1) - 1;
      grid[2 * (y * width + x) + 1] = (2 * y) / (height - 1) - 1;
    }
  return grid;
}
