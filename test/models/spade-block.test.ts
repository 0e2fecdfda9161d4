import assert from 'node:assert/strict';
import { join } from 'node:path';
import { spadeBlock, spadeBlockShapes } from '../../native/models/spade-block.ts';
import type { SpadeBlockConfig } from '../../native/models/spade-block.ts';
import { gradients } from '../../native/onnx/autodiff/gradients.ts';
import { evaluate, readSamples, relativeError } from '../support/evaluate.ts';
import { golden, goldenTest } from '../support/golden.ts';

const tolerance = 1e-3;

async function checkBlock(folder: string, normalization: SpadeBlockConfig['normalization']): Promise<void> {
  const samples = await readSamples(join(folder, `resblock_spade${normalization}3x3.safetensors`));
  const config: SpadeBlockConfig = {
    inputs: 12,
    outputs: 8,
    mapChannels: 10,
    hidden: 128,
    normalization,
    modulation: 'fine',
  };
  const names = [...spadeBlockShapes('param.', config).keys()];
  assert.deepEqual(
    [...spadeBlockShapes('param.', config)].sort(),
    Object.entries(samples)
      .flatMap(([name, { shape }]) => (name.startsWith('param.') ? [[name, shape]] : []))
      .sort(),
  );
  const fed = ['in.x', 'in.seg', 'grad_out', ...names];
  const wanted = ['x', 'seg', ...names];
  const results = await evaluate(Object.fromEntries(fed.map((key) => [key, samples[key]!])), (tensors) => {
    const out = spadeBlock(tensors['in.x']!, tensors['in.seg']!, config, (name) => tensors[name]!, 'param.');
    const by = wanted.map((key) => tensors[key] ?? tensors[`in.${key}`]!);
    const found = gradients(out, by, tensors['grad_out']);
    return { out, ...Object.fromEntries(wanted.map((key, i) => [`grad.${key}`, found[i]!])) };
  });
  const largest = (data: Float32Array): number =>
    data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (const [key, actual] of Object.entries(results)) {
    if (key === 'grad.param.conv_0.bias') {
      // The normalisation behind it takes a bias away: the gradient is zero, and what is left is rounding.
      assert.ok(largest(actual) < 1e-4 * largest(samples['grad.param.conv_0.weight']!.data));
      continue;
    }
    const error = relativeError(actual, samples[key]!.data);
    assert.ok(error <= tolerance, `${key}: ${error}`);
  }
}

for (const normalization of ['instance', 'batch'] as const)
  goldenTest(
    `a SPADE residual block with ${normalization} normalisation, and all its gradients, are PyTorch's`,
    golden('spade'),
    (folder) => checkBlock(folder, normalization),
  );
