import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gradients } from '../../native/onnx/autodiff/gradients.ts';
import * as loss from '../../native/onnx/autodiff/losses.ts';
import type { Tensor } from '../../native/onnx/graph.ts';
import * as op from '../../native/onnx/ops.ts';
import { evaluate, readSamples, relativeError } from '../support/evaluate.ts';
import { golden, goldenTest } from '../support/golden.ts';

type Inputs = Readonly<Record<string, Tensor>>;
interface Attributes {
  readonly padding?: number | 'zeros' | 'border';
  readonly stride?: number;
  readonly dilation?: number;
  readonly groups?: number;
  readonly eps?: number;
  readonly negative_slope?: number;
  readonly pads_lrtb?: readonly [number, number, number, number];
}
type Operation = (inputs: Inputs, attributes: Attributes) => Tensor;

const window = ({ padding, stride, dilation, groups }: Attributes): op.ConvOptions => ({
  padding: typeof padding === 'number' ? padding : 0,
  stride: stride ?? 1,
  dilation: dilation ?? 1,
  groups: groups ?? 1,
});
const conv: Operation = ({ x, w, b }, attributes) => op.conv(x!, w!, b!, window(attributes));
const pointwise =
  (f: (x: Tensor) => Tensor): Operation =>
  ({ x }) =>
    f(x!);
const channelConstant = (x: Tensor, value: number): Tensor =>
  x.graph.constant(new Float32Array(x.shape[1]!).fill(value));
const enlarge = (factor: number, options: Omit<op.ResizeOptions, 'size'>): Operation =>
  pointwise((x) => op.resize(x, { size: [x.shape[2]! * factor, x.shape[3]! * factor], ...options }));

/** x(p + flow(p)), the flow [N, 2, H, W] in pixels. */
const warp: Operation = ({ x, flow }, { padding }) => {
  const [, , h, w] = x!.shape as [number, number, number, number];
  const axis = (side: number, at: number): Tensor => {
    const shape = at === 0 ? [1, 1, 1, side] : [1, 1, side, 1];
    const base = flow!.graph.constant(
      new Float32Array(side).map((_, i) => i),
      shape,
    );
    const moved = op.add(op.slice(flow!, { axes: [1], starts: [at], ends: [at + 1] }), base);
    return op.sub(op.mul(moved, 2 / (side - 1)), 1);
  };
  const grid = op.transpose(op.concat([axis(w, 0), axis(h, 1)], { axis: 1 }), [0, 2, 3, 1]);
  return op.gridSample(x!, grid, { padding: padding as 'zeros' | 'border', alignCorners: true });
};

const operations: Readonly<Record<string, Operation>> = {
  conv2d_3x3_pad1: conv,
  conv2d_3x3_stride2_pad1: conv,
  conv2d_1x1: conv,
  conv2d_3x3_dilation4_pad4: conv,
  conv2d_7x7_stride2_pad3: conv,
  conv2d_depthwise_3x3: conv,
  conv_transpose2d_4x4_stride2_pad1: ({ x, w, b }, attributes) =>
    op.convTranspose(x!, w!, b!, window(attributes)),
  matmul_batched: ({ a, b }) => op.matMul(a!, b!),
  matmul_broadcast: ({ a, b }) => op.matMul(a!, b!),
  add_broadcast: ({ a, b }) => op.add(a!, b!),
  mul_broadcast: ({ a, b }) => op.mul(a!, b!),
  div: ({ a, b }) => op.div(a!, b!),
  pow_2: pointwise((x) => op.pow(x, 2)),
  sqrt: pointwise(op.sqrt),
  exp: pointwise(op.exp),
  log: pointwise(op.log),
  relu: pointwise(op.relu),
  leaky_relu_0p2: pointwise((x) => op.leakyRelu(x, { alpha: 0.2 })),
  gelu_erf: pointwise((x) => op.gelu(x)),
  sigmoid: pointwise(op.sigmoid),
  tanh: pointwise(op.tanh),
  softmax_last: pointwise((x) => op.softmax(x)),
  layer_norm: ({ x, w, b }, { eps }) => op.layerNormalization(x!, w!, b!, { epsilon: eps! }),
  instance_norm: ({ x }, { eps }) =>
    op.instanceNormalization(x!, channelConstant(x!, 1), channelConstant(x!, 0), { epsilon: eps! }),
  batch_norm_training: ({ x, w, b }, { eps }) =>
    op.batchNormalizationTraining(x!, w!, b!, { epsilon: eps! }).y,
  group_norm_2: ({ x, w, b }, { groups, eps }) =>
    op.groupNormalization(x!, w!, b!, { groups: groups!, epsilon: eps! }),
  resize_nearest_x2: enlarge(2, { mode: 'nearest' }),
  resize_bilinear_x2_half_pixel: enlarge(2, { mode: 'linear' }),
  resize_bilinear_x2_align_corners: enlarge(2, { mode: 'linear', coordinates: 'align_corners' }),
  resize_bilinear_x8_half_pixel: enlarge(8, { mode: 'linear' }),
  avg_pool_2: pointwise((x) => op.averagePool(x, { kernel: 2 })),
  max_pool_2: pointwise((x) => op.maxPool(x, { kernel: 2 })),
  pad_constant: ({ x }, { pads_lrtb: pads }) => {
    const [left, right, top, bottom] = pads!;
    return op.pad(x!, { pads: [0, 0, top, left, 0, 0, bottom, right] });
  },
  concat_channels: ({ a, b }) => op.concat([a!, b!], { axis: 1 }),
  slice_rows_1_3: pointwise((x) => op.slice(x, { axes: [2], starts: [1], ends: [3] })),
  transpose_0231: pointwise((x) => op.transpose(x, [0, 2, 3, 1])),
  reshape: pointwise((x) => op.reshape(x, [6, 20])),
  reduce_mean_hw: pointwise((x) => op.reduceMean(x, { axes: [2, 3], keepDims: false })),
  reduce_sum_all: pointwise((x) => op.reduceSum(x, { keepDims: false })),
  flow_warp_zeros: warp,
  flow_warp_border: warp,
  bce_with_logits_mean: ({ x, y }) =>
    op.reduceMean(loss.binaryCrossEntropyWithLogits(x!, y!), { keepDims: false }),
  binary_cross_entropy_mean: ({ x, y }) =>
    op.reduceMean(loss.binaryCrossEntropy(x!, y!), { keepDims: false }),
};

const tolerance = 1e-4;

async function checkOperation(folder: string, name: string, attributes: Attributes): Promise<void> {
  const samples = await readSamples(join(folder, `${name}.safetensors`));
  const operation = operations[name];
  assert.ok(operation, `no operation for ${name}`);
  const wanted = Object.keys(samples).filter((key) => key.startsWith('grad.'));
  const fed = Object.fromEntries(Object.entries(samples).filter(([key]) => /^(in\.|grad_out)/.test(key)));
  const results = await evaluate(fed, (tensors) => {
    const inputs = Object.fromEntries(
      Object.entries(tensors).map(([key, tensor]) => [key.replace('in.', ''), tensor]),
    );
    const out = operation(inputs, attributes);
    const by = wanted.map((key) => inputs[key.replace('grad.', '')]!);
    const found = gradients(out, by, tensors['grad_out']);
    return { out, ...Object.fromEntries(wanted.map((key, i) => [key, found[i]!])) };
  });
  for (const key of ['out', ...wanted])
    assert.ok(relativeError(results[key]!, samples[key]!.data) <= tolerance, `${key} is off`);
}

const folder = golden('vjp');
const index = folder === null ? '{}' : await readFile(join(folder, 'index.json'), 'utf8');
const cases = JSON.parse(index) as Readonly<Record<string, { readonly attrs: Attributes }>>;
goldenTest('every reference operation is checked', folder, () =>
  assert.deepEqual(Object.keys(operations).sort(), Object.keys(cases).sort()),
);
for (const [name, { attrs }] of Object.entries(cases))
  goldenTest(`output and gradients of ${name} are PyTorch's`, folder, (path) =>
    checkOperation(path, name, attrs),
  );
