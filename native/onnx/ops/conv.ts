import { emit } from '../graph.ts';
import type { Attributes, Tensor } from '../graph.ts';
import { operatorError, sameType } from './shapes.ts';

/** One number for every spatial axis, or one for each. */
export type PerAxis = number | readonly number[];

/** How a window moves over the spatial axes. `padding` is symmetric, or all starts and then all ends. */
export interface WindowOptions {
  readonly stride?: PerAxis;
  readonly padding?: PerAxis;
  readonly dilation?: PerAxis;
}

/** A window with one number per spatial axis; `pads` as ONNX has them: all starts, then all ends. */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
}

function perAxis(op: string, value: PerAxis, axes: number, input: Tensor): readonly number[] {
  if (typeof value === 'number') return Array.from({ length: axes }, () => value);
  if (value.length !== axes)
    throw operatorError(op, `needs ${axes} numbers, not [${value.join(', ')}]`, [input]);
  return value;
}

/** The options of a window over the spatial axes of `x` with one number per axis each. */
export function windowOf(op: string, x: Tensor, kernel: readonly number[], options: WindowOptions): Window {
  const axes = kernel.length;
  const padding = options.padding ?? 0;
  const full = typeof padding !== 'number' && padding.length === 2 * axes;
  const sides = full ? padding : perAxis(op, padding, axes, x);
  return {
    kernel,
    strides: perAxis(op, options.stride ?? 1, axes, x),
    pads: full ? sides : [...sides, ...sides],
    dilations: perAxis(op, options.dilation ?? 1, axes, x),
  };
}

/** The spatial shape of what a sliding window yields: floor((in + pads - span) / stride) + 1, or ceil. */
export function windowedShape(op: string, x: Tensor, window: Window, round = Math.floor): number[] {
  const axes = window.kernel.length;
  return window.kernel.map((size, axis) => {
    const padded = x.shape[2 + axis]! + window.pads[axis]! + window.pads[axes + axis]!;
    const span = window.dilations[axis]! * (size - 1) + 1;
    if (span > padded)
      throw operatorError(op, `the window of ${span} does not fit the input's ${padded}`, [x]);
    return round((padded - span) / window.strides[axis]!) + 1;
  });
}

/** A window's ONNX attributes. */
export const windowAttributes = (window: Window): Attributes => ({
  kernel_shape: window.kernel,
  strides: window.strides,
  pads: window.pads,
  dilations: window.dilations,
});

/** How a convolution moves; `groups` splits the channels. */
export interface ConvOptions extends WindowOptions {
  readonly groups?: number;
}

/** Convolution (cross-correlation) of x [N, C, ...] with weight [M, C / groups, ...] and bias [M] or null. */
export function conv(x: Tensor, weight: Tensor, bias: Tensor | null, options: ConvOptions = {}): Tensor {
  const inputs = bias === null ? [x, weight] : [x, weight, bias];
  const groups = options.groups ?? 1;
  checkConv('Conv', inputs, weight.shape[0]!, x.shape[1] === weight.shape[1]! * groups, groups);
  const window = windowOf('Conv', x, weight.shape.slice(2), options);
  const shape = [x.shape[0]!, weight.shape[0]!, ...windowedShape('Conv', x, window)];
  return emit('Conv', inputs, x.dtype, shape, { ...windowAttributes(window), group: groups });
}

/** How a transposed convolution moves; `outputPadding` extends the end of each axis. */
export interface ConvTransposeOptions extends ConvOptions {
  readonly outputPadding?: PerAxis;
}

/** Transposed convolution of x [N, C, ...] with weight [C, M / groups, ...] and bias [M] or null. */
export function convTranspose(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: ConvTransposeOptions = {},
): Tensor {
  const op = 'ConvTranspose';
  const inputs = bias === null ? [x, weight] : [x, weight, bias];
  const groups = options.groups ?? 1;
  const channels = weight.shape[1]! * groups;
  checkConv(op, inputs, channels, x.shape[1] === weight.shape[0], groups);
  const window = windowOf(op, x, weight.shape.slice(2), options);
  const extra = perAxis(op, options.outputPadding ?? 0, window.kernel.length, x);
  const attributes = { ...windowAttributes(window), group: groups, output_padding: extra };
  return emit(op, inputs, x.dtype, [x.shape[0]!, channels, ...transposedShape(x, window, extra)], attributes);
}

function transposedShape(x: Tensor, window: Window, extra: readonly number[]): number[] {
  const axes = window.kernel.length;
  return window.kernel.map((size, axis) => {
    const span = window.dilations[axis]! * (size - 1) + 1;
    const pads = window.pads[axis]! + window.pads[axes + axis]!;
    return (x.shape[2 + axis]! - 1) * window.strides[axis]! + span + extra[axis]! - pads;
  });
}

function checkConv(
  op: string,
  inputs: readonly Tensor[],
  channels: number,
  channelsFit: boolean,
  groups: number,
): void {
  const [x, weight, bias] = inputs as [Tensor, Tensor, Tensor | undefined];
  sameType(op, inputs);
  if (x.shape.length !== weight.shape.length || x.shape.length < 3)
    throw operatorError(op, 'needs an input and a weight with the same spatial axes', inputs);
  if (!channelsFit || weight.shape[0]! % groups !== 0)
    throw operatorError(op, `the channels do not fit (groups: ${groups})`, inputs);
  if (bias !== undefined && (bias.shape.length !== 1 || bias.shape[0] !== channels))
    throw operatorError(op, `needs a bias of ${channels}`, inputs);
}
