import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brushedPatches, followDab, type DabFrame } from '../../native/graphcut/dab.ts';
import { localRegion, patchGraph, type UnitFeatures } from '../../native/graphcut/local-region.ts';

const grid = { rows: 12, cols: 20 };
const nodes = grid.rows * grid.cols;

/** Three things in a scene: 0 the ground, 1 an object, 2 what was taken for a part of it. They move right by `shift`. */
const thingAt = (node: number, shift: number): 0 | 1 | 2 => {
  const [row, col] = [Math.floor(node / grid.cols), (node % grid.cols) - shift];
  if (row < 3 || row > 8 || col < 3 || col > 12) return 0;
  return col < 8 ? 1 : 2;
};

const looks = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0.6, 0.8],
] as const;

/** What each patch looks like, with a little noise. */
function features(shift: number): UnitFeatures {
  const data = new Float32Array(nodes * 3);
  for (let node = 0; node < nodes; node++) {
    const noisy = looks[thingAt(node, shift)].map((value, d) => value + 0.05 * Math.sin(37 * node + 11 * d));
    const length = Math.hypot(...noisy);
    noisy.forEach((value, d) => (data[node * 3 + d] = value / length));
  }
  return { data, dim: 3 };
}

/** Masks of a frame beside this one, brought here by a shift of whole patches. */
const shifted = (by: number) => (soft: Float32Array) =>
  soft.map((_, node) => {
    const col = (node % grid.cols) + by;
    return col < 0 || col >= grid.cols ? 0 : soft[node + by]!;
  });

const frames: DabFrame[] = [0, 1, 2].map((shift) => ({
  appearance: features(shift),
  motion: features(shift),
  soft: Float32Array.from({ length: nodes }, (_, node) => Number(thingAt(node, shift) > 0)),
  fromPrevious: shift === 0 ? null : shifted(-1),
  fromNext: shift === 2 ? null : shifted(1),
}));

const nodesOf = (shift: number, thing: number) =>
  Array.from({ length: nodes }, (_, node) => node).filter((node) => thingAt(node, shift) === thing);
const overlap = (found: readonly number[], wanted: readonly number[]) => {
  const both = found.filter((node) => wanted.includes(node)).length;
  return both / (found.length + wanted.length - both);
};
const inside = (mask: Float32Array, pool: Float32Array) =>
  Array.from(mask.keys()).filter((node) => mask[node]! > 0.5 && pool[node]! > 0.5);

test('a region grows from a seed to where it is linked least, and no further', () => {
  const pool = Uint8Array.from(frames[0]!.soft);
  const region = localRegion(patchGraph(frames[0]!, grid), pool, [6 * grid.cols + 10]);
  assert.deepEqual(
    region.toSorted((a, b) => a - b),
    nodesOf(0, 2),
  );
});

test('a region without a seed in its pool is empty', () => {
  assert.deepEqual(localRegion(patchGraph(frames[0]!, grid), new Uint8Array(nodes), [5]), []);
});

test('what is dabbed in one frame is found in those before and after', () => {
  const seeds = [6 * grid.cols + 11];
  const followed = followDab(frames, grid, { frame: 1, seeds, adds: false });
  followed.forEach((mask, t) => {
    const found = inside(mask, frames[t]!.soft);
    assert.ok(overlap(found, nodesOf(t, 2)) > 0.9, `frame ${t}: ${overlap(found, nodesOf(t, 2))}`);
  });
});

test('adding takes what is not the mask yet, and leaves the ground', () => {
  const lacking = frames.map((frame, t) => ({
    ...frame,
    soft: Float32Array.from({ length: nodes }, (_, node) => Number(thingAt(node, t) === 1)),
  }));
  const seeds = [6 * grid.cols + 10];
  const followed = followDab(lacking, grid, { frame: 0, seeds, adds: true });
  followed.forEach((mask, t) => {
    const found = Array.from(mask.keys()).filter((node) => mask[node]! > 0.5 && lacking[t]!.soft[node] === 0);
    assert.ok(overlap(found, nodesOf(t, 2)) > 0.9, `frame ${t}: ${overlap(found, nodesOf(t, 2))}`);
  });
});

test('a brush touches the patches under its disc, and one at least', () => {
  const size = { widthPx: 200, heightPx: 120 };
  assert.deepEqual(brushedPatches({ x: 55, y: 35, radius: 1 }, size, grid), [3 * grid.cols + 5]);
  assert.equal(brushedPatches({ x: 55, y: 35, radius: 6 }, size, grid).length, 5);
  assert.deepEqual(brushedPatches({ x: 200, y: 120, radius: 0.1 }, size, grid), [nodes - 1]);
});
