import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelState } from '../../native/api/machine.ts';
import { resolveRunConfig } from '../../native/api/run-config.ts';
import { missingNetworks } from '../../renderer/config/missing-networks.ts';

const model = (id: string, state: ModelState['state']) => ({ id, state });
const embedded = resolveRunConfig({});
const config = { ...embedded, encoder: 'dino-vits16', flow: 'arflow', warpFlow: 'gmflow' } as const;

test('networks without weights, or with a part of them only, are missing', () => {
  const models = [model('dino-vits16', 'missing'), model('arflow', 'partial'), model('gmflow', 'damaged')];
  const missing = missingNetworks({ ...config, refine: true }, models);
  assert.deepEqual(missing, ['dino-vits16', 'arflow', 'gmflow']);
});

test('weights of the same network from another training do not stand in for those that a run takes', () => {
  const models = [model('arflow', 'missing'), model('arflow-kitti15', 'verified')];
  assert.deepEqual(missingNetworks({ ...embedded, flow: 'arflow' }, models), ['arflow']);
});

test('weights that are here, verified or not, are not missing; nor is the flow of a training that is not wanted', () => {
  const models = [model('dino-vits16', 'verified'), model('arflow', 'present'), model('gmflow', 'missing')];
  assert.deepEqual(missingNetworks({ ...config, refine: false }, models), []);
});

test('the embedded networks need no weights, and while the models are not known none is called missing', () => {
  assert.deepEqual(missingNetworks(embedded, [model('dino-vits16', 'missing')]), []);
  assert.deepEqual(missingNetworks(config, []), []);
});
