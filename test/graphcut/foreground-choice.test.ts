import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  chooseForeground,
  movesNow,
  partitionAgreement,
  type PartitionEvidence,
  partitionMotion,
  partitionSupport,
} from '../../native/graphcut/choice/foreground-choice.ts';

const grid = { rows: 6, cols: 8 };
const nodes = grid.rows * grid.cols;

/** 1 on a block of patches away from the border. */
const block = (left: number) =>
  Uint8Array.from({ length: nodes }, (_, node) => {
    const [row, col] = [Math.floor(node / 8), node % 8];
    return row >= 2 && row < 4 && col >= left && col < left + 2 ? 1 : 0;
  });

/** A frame of which all speaks for side 1, which moves, and that its neighbours confirm. */
const calm: PartitionEvidence = { support: 1, motion: 1, agreementWithNext: 1, endsShot: false };

test('a frame that contradicts its neighbours is flipped, one behind a scene cut is not', () => {
  const mistaken = { ...calm, support: -0.3, motion: -1 };
  assert.deepEqual(chooseForeground([calm, { ...calm, support: -0.3 }, calm]), [true, true, true]);
  const beforeCut = { ...calm, agreementWithNext: 0, endsShot: true };
  assert.deepEqual(chooseForeground([beforeCut, { ...mistaken, endsShot: true }]), [true, false]);
  assert.deepEqual(chooseForeground([]), []);
});

test('a shot in which no side moves more than noise does has no foreground, whichever side is the better one', () => {
  const still = { ...calm, motion: 0.1 };
  const odd = { ...still, motion: 0.6 };
  const shot = [...new Array<PartitionEvidence>(20).fill(still), odd, still, { ...still, endsShot: true }];
  const moving = [calm, calm, calm];
  const flipped = moving.map((frame) => ({ ...frame, support: -1, motion: -1 }));
  assert.deepEqual(chooseForeground([...shot, ...moving, { ...calm, endsShot: true }, ...flipped]), [
    ...shot.map(() => null),
    ...new Array<boolean>(4).fill(true),
    ...new Array<boolean>(3).fill(false),
  ]);
});

test('a short rest is part of the motion, a long one is none', () => {
  const resting = (frames: number) => new Array<PartitionEvidence>(frames).fill({ ...calm, motion: 0 });
  const moving = new Array<PartitionEvidence>(12).fill(calm);
  const nowhere = (frames: number) =>
    chooseForeground([...moving, ...resting(frames), ...moving]).filter((side) => side === null).length;
  assert.equal(nowhere(12), 0);
  assert.equal(nowhere(60), 60);
});

test('a side moves now by more than noise, whichever is the foreground', () => {
  assert.deepEqual(
    [0.6, 0.1, -0.6].map((motion) => [true, false, null].map((side) => movesNow(motion, side))),
    [
      [true, false, false],
      [false, false, false],
      [false, true, false],
    ],
  );
});

test('the motion of a partition is the difference of its sides’ means; of one side alone, nothing', () => {
  const salience = Float32Array.of(1, 3, 0.5, 0.5);
  assert.equal(partitionMotion(Uint8Array.of(1, 1, 0, 0), salience), 1.5);
  assert.equal(partitionMotion(Uint8Array.of(0, 0, 1, 1), salience), -1.5);
  assert.equal(partitionMotion(new Uint8Array(4), salience), 0);
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
