import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporalStability, warpedOverlap } from '../../native/metrics/temporal-stability.ts';
import type { FlowField } from '../../native/raster/types.ts';
import { drawnMask, maskWhere } from './mask-samples.ts';

const uniformFlow = (widthPx: number, heightPx: number, u: number, v: number): FlowField => {
  const data = new Float32Array(2 * widthPx * heightPx).fill(u, 0, widthPx * heightPx);
  return { widthPx, heightPx, data: data.fill(v, widthPx * heightPx) };
};
const square = (left: number, top: number) =>
  maskWhere(40, 30, (x, y) => x >= left && x < left + 8 && y >= top && y < top + 8);

test('masks that move with the flow are perfectly stable', () => {
  const masks = [square(5, 5), square(8, 7), square(11, 9)];
  // Backward flow: the square moves by (3, 2), so its points came from (-3, -2).
  const flows = [uniformFlow(40, 30, -3, -2), uniformFlow(40, 30, -3, -2)];
  assert.deepEqual(temporalStability(masks, flows), { mean: 1, perPair: [1, 1] });
});

test('a mask that stays while the flow moves is not', () => {
  const overlap = warpedOverlap(square(5, 5), square(5, 5), uniformFlow(40, 30, -4, 0));
  assert.equal(overlap, 4 / 12);
});

test('points from outside the picture are left out', () => {
  const overlap = warpedOverlap(drawnMask('####'), drawnMask('####'), uniformFlow(4, 1, -2, 0));
  assert.equal(overlap, 1);
});

test('no foreground anywhere is stable', () => {
  const nothing = drawnMask('....');
  assert.equal(warpedOverlap(nothing, nothing, uniformFlow(4, 1, 0, 0)), 1);
});

test('a missing flow and a flow of another size are refused', () => {
  assert.throws(() => temporalStability([square(1, 1), square(1, 1)], []), /2 masks .* 0 came/);
  assert.throws(
    () => warpedOverlap(square(1, 1), square(1, 1), uniformFlow(8, 8, 0, 0)),
    /its flow is 8 × 8/,
  );
});
