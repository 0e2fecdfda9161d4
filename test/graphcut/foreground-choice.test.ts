import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  chooseForeground,
  partitionAgreement,
  type PartitionEvidence,
  partitionSupport,
} from '../../native/graphcut/foreground-choice.ts';

const grid = { rows: 6, cols: 8 };
const nodes = grid.rows * grid.cols;

/** 1 on a block of patches away from the border. */
const block = (left: number) =>
  Uint8Array.from({ length: nodes }, (_, node) => {
    const [row, col] = [Math.floor(node / 8), node % 8];
    return row >= 2 && row < 4 && col >= left && col < left + 2 ? 1 : 0;
  });

function objective(frames: readonly PartitionEvidence[], signs: readonly number[]): number {
  let sum = 0;
  frames.forEach(({ support, agreementWithNext }, t) => {
    sum +=
      signs[t]! * support + (t + 1 < signs.length ? 2 * agreementWithNext * signs[t]! * signs[t + 1]! : 0);
  });
  return sum;
}

test('finds the best orientation of every frame, as trying them all does', () => {
  let state = 12345;
  const random = () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 30 - 1;
  for (let trial = 0; trial < 50; trial++) {
    const frames = Array.from({ length: 9 }, () => ({ support: random(), agreementWithNext: random() }));
    const chosen = objective(
      frames,
      chooseForeground(frames).map((upright) => (upright ? 1 : -1)),
    );
    for (let bits = 0; bits < 512; bits++) {
      const signs = frames.map((_, t) => ((bits >> t) & 1 ? 1 : -1));
      assert.ok(objective(frames, signs) <= chosen + 1e-9);
    }
  }
});

test('a frame that contradicts its neighbours is flipped, one behind a scene cut is not', () => {
  const calm = { support: 1, agreementWithNext: 1 };
  const mistaken = { support: -0.3, agreementWithNext: 1 };
  assert.deepEqual(chooseForeground([calm, mistaken, calm]), [true, true, true]);
  const beforeCut = { support: 1, agreementWithNext: 0 };
  assert.deepEqual(chooseForeground([beforeCut, { support: -0.3, agreementWithNext: 0 }]), [true, false]);
  assert.deepEqual(chooseForeground([]), []);
});

test('motion away from the border supports a side; swapping the sides swaps the sign', () => {
  const partition = block(3);
  const salience = Float32Array.from(partition, (side) => 2 * side);
  const eigenvector = Float32Array.from(partition, (side) => (side === 1 ? 0.4 : -0.01));
  const support = partitionSupport(partition, salience, eigenvector, grid);
  const swapped = partition.map((side) => 1 - side);
  assert.ok(support > 2);
  assert.ok(Math.abs(partitionSupport(swapped, salience, eigenvector, grid) + support) < 1e-6);
});

test('agreement follows the flow: 1 for the moved block, -1 for its complement', () => {
  const flow = { widthPx: 32, heightPx: 24, data: new Float32Array(2 * 32 * 24).fill(8, 0, 32 * 24) };
  const [here, next] = [block(2), block(4)];
  assert.equal(partitionAgreement(here, next, flow, grid), 1);
  assert.equal(
    partitionAgreement(
      here,
      next.map((side) => 1 - side),
      flow,
      grid,
    ),
    -1,
  );
  assert.equal(partitionAgreement(new Uint8Array(nodes), next, flow, grid), 0);
});
