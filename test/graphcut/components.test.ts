import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectedComponents, onlyComponent } from '../../native/graphcut/components.ts';
import { seeded } from './graphs.ts';

const grid = { rows: 3, cols: 5 };
// Two components over shared sides; the corner touches the second by its corner only.
const inside = Uint8Array.of(1, 0, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 1);

test('components are joined by sides, not by corners or across the row end, the largest first', () => {
  assert.deepEqual(
    connectedComponents(inside, grid).map((nodes) => [...nodes].sort((a, b) => a - b)),
    [[3, 4, 9, 13, 14], [0, 5, 10], [7]],
  );
});

test('components partition the foreground of random grids', () => {
  const random = seeded(4);
  for (let trial = 0; trial < 50; trial++) {
    const size = { rows: 1 + Math.floor(12 * random()), cols: 1 + Math.floor(12 * random()) };
    const mask = Uint8Array.from({ length: size.rows * size.cols }, () => Number(random() < 0.55));
    const components = connectedComponents(mask, size);
    const nodes = components.flat().sort((a, b) => a - b);
    assert.deepEqual(
      nodes,
      Array.from(mask.keys()).filter((node) => mask[node] === 1),
    );
    const label = new Map(components.flatMap((list, i) => list.map((node) => [node, i] as const)));
    for (const [node, own] of label)
      if ((node + 1) % size.cols !== 0 && label.has(node + 1)) assert.equal(label.get(node + 1), own);
    assert.ok(components.every((list, i) => i === 0 || list.length <= components[i - 1]!.length));
  }
});

test('one component keeps its soft sides and those of the background around it', () => {
  const soft = Float32Array.from(inside, (side) => (side === 1 ? 0.9 : 0.2));
  const left = onlyComponent(soft, grid, 1);
  const kept = [0, 1, 5, 6, 10, 11];
  assert.deepEqual(
    [...left].map((side) => side > 0),
    Array.from({ length: 15 }, (_, node) => kept.includes(node)),
  );
  assert.ok(onlyComponent(soft, grid, 3).every((side) => side === 0));
});
