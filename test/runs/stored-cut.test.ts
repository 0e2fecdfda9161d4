import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutFromBytes, cutToBytes } from '../../native/runs/stored/stored-cut.ts';

test('a cut comes back from its bytes with an entry and a side for every patch', () => {
  const eigenvector = Float32Array.of(-0.5, 0.75, -0.25, 0.5);
  const stored = cutFromBytes(cutToBytes({ eigenvalue: 0.25, eigenvector }));
  assert.deepEqual(stored.eigenvector, eigenvector);
  assert.deepEqual(stored.partition, Uint8Array.of(0, 1, 0, 1));
});

test('a cut of a graph without structure has no sides', () => {
  const eigenvector = Float32Array.of(-0.5, 0.5);
  assert.equal(cutFromBytes(cutToBytes({ eigenvalue: 1, eigenvector })).partition, null);
});

test('the bytes may lie anywhere in a larger memory', () => {
  const bytes = cutToBytes({ eigenvalue: 0.5, eigenvector: Float32Array.of(-1, 2) });
  const memory = new Uint8Array(bytes.length + 3);
  memory.set(bytes, 3);
  assert.deepEqual(cutFromBytes(memory.subarray(3)), cutFromBytes(bytes));
});
