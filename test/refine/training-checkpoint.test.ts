import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
} from '../../native/refine/training-checkpoint.ts';

const checkpoint: Checkpoint = {
  network: 'tiny',
  step: 17,
  random: -123456,
  parts: 2,
  state: {
    parameters: Float32Array.of(1.5, -2, 3e-20),
    firstMoment: Float32Array.of(0, 1, 2),
    secondMoment: Float32Array.of(4, 5, 6),
    counters: Float32Array.of(17, 0.8, 0.01),
  },
};

test('a checkpoint comes back bit for bit', () => {
  assert.deepEqual(decodeCheckpoint(encodeCheckpoint(checkpoint), 'tiny'), checkpoint);
});

test('bytes at any place in memory are read', () => {
  const bytes = encodeCheckpoint(checkpoint);
  const moved = new Uint8Array(bytes.length + 3);
  moved.set(bytes, 3);
  assert.deepEqual(decodeCheckpoint(moved.subarray(3), 'tiny'), checkpoint);
});

test('the checkpoint of another configuration is refused by name', () => {
  const bytes = encodeCheckpoint(checkpoint);
  assert.throws(() => decodeCheckpoint(bytes, 'other'), /is of the network tiny, not of other; train again/);
});

test('damaged and truncated checkpoints are refused in a sentence', () => {
  const bytes = encodeCheckpoint(checkpoint);
  for (const end of [0, 3, 10, bytes.length - 1])
    assert.throws(
      () => decodeCheckpoint(bytes.subarray(0, end), 'tiny'),
      /does not fit: it is (damaged|cut short)/,
    );
});
