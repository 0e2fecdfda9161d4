import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  embeddedCutDefaults,
  paperCutDefaults,
  parseRunConfig,
  parseSize,
  resolveRunConfig,
  runConfigSchema,
} from '../../native/api/run-config.ts';
import type { RunOptions } from '../../native/api/run-config.ts';
import { FodvidError } from '../../native/base/errors.ts';

const refuses = (work: () => unknown, ...parts: string[]) =>
  assert.throws(work, (error) => {
    assert.ok(error instanceof FodvidError);
    assert.equal(error.kind, 'usage');
    for (const part of parts) assert.ok(error.message.includes(part), error.message);
    return true;
  });

test('the paper preset is the paper', () => {
  const config = resolveRunConfig({ preset: 'paper' });
  assert.equal(config.encoder, 'dino-vitb8');
  assert.equal(config.flow, 'arflow');
  assert.deepEqual([config.alpha, config.tau], [0.7, 0.25]);
  assert.deepEqual(config.size, { heightPx: 256, widthPx: 512 });
  assert.deepEqual([config.refine, config.epochs], [true, 200]);
});

test('the embedded preset is the default and needs no weights', () => {
  const config = resolveRunConfig({});
  assert.deepEqual([config.preset, config.encoder, config.flow], ['embedded', 'embedded', 'embedded']);
  assert.deepEqual({ alpha: config.alpha, tau: config.tau }, embeddedCutDefaults);
  assert.equal(config.size, null);
});

test('alpha and tau follow the encoder, and given values win', () => {
  const dino = resolveRunConfig({ encoder: 'dino-vits16' });
  assert.deepEqual({ alpha: dino.alpha, tau: dino.tau }, paperCutDefaults);
  const embedded = resolveRunConfig({ preset: 'paper', encoder: 'embedded', tau: 0 });
  assert.deepEqual([embedded.alpha, embedded.tau], [embeddedCutDefaults.alpha, 0]);
});

test('undefined options are absent options', () => {
  assert.deepEqual(resolveRunConfig({ alpha: undefined, preset: undefined }), resolveRunConfig({}));
});

test('every resolved configuration passes its own schema unchanged', () => {
  for (const preset of runConfigSchema.shape.preset.options)
    for (const encoder of runConfigSchema.shape.encoder.options) {
      const config = resolveRunConfig({ preset, encoder });
      assert.deepEqual(parseRunConfig(JSON.parse(JSON.stringify(config))), config);
    }
});

const wrong: [RunOptions, string, string, string][] = [
  [{ alpha: 2 }, 'alpha', '2', 'from 0 to 1'],
  [{ alpha: NaN }, 'alpha', 'NaN', 'from 0 to 1'],
  [{ tau: 'foo' }, 'tau', "'foo'", 'from -1 to 1'],
  [{ tau: -1.5 }, 'tau', '-1.5', 'from -1 to 1'],
  [{ encoder: 'resnet' }, 'encoder', "'resnet'", 'dino-vitb8'],
  [{ flow: 'raft' }, 'flow', "'raft'", 'gmflow'],
  [{ preset: 'fast' }, 'preset', "'fast'", 'paper'],
  [{ provider: 'tpu' }, 'provider', "'tpu'", 'webgpu'],
  [{ epochs: 0 }, 'epochs', '0', 'whole number from 1'],
  [{ epochs: 1.5 }, 'epochs', '1.5', 'whole number'],
  [{ size: { heightPx: 0, widthPx: 0 } }, 'size', '0', 'HxW'],
  [{ size: { heightPx: 100, widthPx: 64 } }, 'size', '100x64', '104x64'],
  [{ encoder: 'dino-vits16', size: { heightPx: 64, widthPx: 104 } }, 'size', '64x104', '64x112'],
  [{ exports: ['dvd'] }, 'exports', 'dvd', ''],
  [{ seed: -1 }, 'seed', '-1', 'whole number'],
  [{ from: -1 }, 'from', '-1', '00:00:05:12'],
  [{ to: '5 s' }, 'to', "'5 s'", '00:00:05:12'],
];
for (const [options, ...parts] of wrong)
  test(`refuses ${JSON.stringify(options)} by name, value and range`, () =>
    refuses(() => resolveRunConfig(options), ...parts));

test('refuses an option that does not exist', () => {
  refuses(() => resolveRunConfig({ sigma: 1 } as RunOptions), 'sigma', 'alpha');
  refuses(() => parseRunConfig(null), 'object');
});

test('reads HxW', () => {
  assert.deepEqual(parseSize('256x512'), { heightPx: 256, widthPx: 512 });
  assert.deepEqual(parseSize('480X854'), { heightPx: 480, widthPx: 854 });
});

for (const text of ['256', '0x0', '256x', '-1x5', '256x512x3', '1e3x512', '99999x99999', 'axb', ''])
  test(`refuses '${text}' as a size`, () => refuses(() => parseSize(text), `'${text}'`, 'HxW', '256x512'));
