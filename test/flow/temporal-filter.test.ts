import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SeenMask, temporallyFiltered } from '../../native/flow/temporal-filter.ts';
import type { FlowField } from '../../native/raster/types.ts';

const size = { widthPx: 48, heightPx: 32 };
const pixels = size.widthPx * size.heightPx;
const inBox = (i: number, left: number): boolean => {
  const [x, y] = [i % size.widthPx, Math.floor(i / size.widthPx)];
  return x >= left && x < left + 16 && y >= 8 && y < 24;
};

/** A red box of 16 × 16 at (left, 8) on a green ground, and its mask of `share`. */
function seenAt(left: number, share = 255): SeenMask {
  const data = new Uint8Array(3 * pixels);
  const shares = new Uint8Array(pixels);
  for (let i = 0; i < pixels; i++) {
    data.set(inBox(i, left) ? [200, 40, 40] : [40, 120, 50], 3 * i);
    if (inBox(i, left)) shares[i] = share;
  }
  return { frame: { ...size, data }, shares };
}

/** The box moves by this; the ground rests. */
function boxFlow(left: number, dx: number): FlowField {
  const data = new Float32Array(2 * pixels);
  for (let i = 0; i < pixels; i++) if (inBox(i, left)) data[i] = dx;
  return { ...size, data };
}
const meanIn = (shares: Uint8Array, left: number): number => {
  const inside = shares.filter((_, i) => inBox(i, left));
  return inside.reduce((sum, share) => sum + share, 0) / inside.length;
};

test('what one frame has lost comes back from those around, along the motion', () => {
  const neighbours = [-1, 1].map((by) => ({ ...seenAt(16 + 4 * by), flow: boxFlow(16, 4 * by) }));
  const filtered = temporallyFiltered(seenAt(16, 0), neighbours);
  assert.ok(meanIn(filtered, 16) > 150, `${meanIn(filtered, 16)} of 255`);
  assert.ok(
    filtered.every((share, i) => inBox(i, 16) || share === 0),
    'nothing arises outside',
  );
});

test('where the flow leads to other colours, nothing is taken over', () => {
  const still = { ...size, data: new Float32Array(2 * pixels) };
  const neighbours = [-1, 1].map((by) => ({ ...seenAt(16 + 20 * by), flow: still }));
  const filtered = temporallyFiltered(seenAt(16), neighbours);
  assert.ok(meanIn(filtered, 16) > 240, `${meanIn(filtered, 16)} of 255`);
  for (const left of [-4, 36]) {
    const there = filtered.filter((_, i) => inBox(i, left));
    assert.ok(Math.max(...there) < 16, `${Math.max(...there)} of 255`);
  }
});

test('a mask that has no neighbours, and one that they all agree with, stay as they are', () => {
  const seen = seenAt(16, 180);
  assert.deepEqual(temporallyFiltered(seen, []), seen.shares);
  const neighbours = [-1, 1].map((by) => ({ ...seenAt(16 + 4 * by, 180), flow: boxFlow(16, 4 * by) }));
  const filtered = temporallyFiltered(seen, neighbours);
  const inner = filtered.filter((_, i) => inBox(i, 18) && inBox(i, 14));
  assert.ok(inner.every((share) => share === 180));
});
