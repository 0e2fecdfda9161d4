import { emit } from '../graph.ts';
import type { Tensor } from '../graph.ts';
import { windowAttributes, windowOf, windowedShape } from './conv.ts';
import type { PerAxis, WindowOptions } from './conv.ts';

/** How a pooling window moves; the stride is the kernel's size unless said. */
export interface PoolOptions extends WindowOptions {
  readonly kernel: PerAxis;
  /** Rounds the output's size up: the last window may hang over. */
  readonly ceil?: boolean;
}

function pool(op: string, x: Tensor, options: PoolOptions, extra: Record<string, number>): Tensor {
  const axes = x.shape.length - 2;
  const kernel =
    typeof options.kernel === 'number'
      ? Array.from({ length: axes }, () => options.kernel as number)
      : options.kernel;
  const window = windowOf(op, x, kernel, { ...options, stride: options.stride ?? kernel });
  const ceil = options.ceil ?? false;
  const spatial = windowedShape(op, x, window, ceil ? Math.ceil : Math.floor);
  const shape = [x.shape[0]!, x.shape[1]!, ...spatial];
  return emit(op, [x], x.dtype, shape, { ...windowAttributes(window), ceil_mode: Number(ceil), ...extra });
}

/** The largest element of each window of x [N, C, ...]; padding never wins. */
export const maxPool = (x: Tensor, options: PoolOptions): Tensor => pool('MaxPool', x, options, {});

/** The mean of each window of x [N, C, ...]; padding counts as zeros where `countPadding` says so. */
export const averagePool = (x: Tensor, options: PoolOptions & { readonly countPadding?: boolean }): Tensor =>
  pool('AveragePool', x, options, { count_include_pad: Number(options.countPadding ?? false) });
