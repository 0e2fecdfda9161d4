import assert from 'node:assert/strict';
import { test } from 'node:test';
import { motionFieldTask } from '../../native/pipeline/frame-tasks.ts';
import { encodeFloat16 } from '../../native/raster/float16.ts';

const size = { widthPx: 240, heightPx: 136 };
const plane = size.widthPx * size.heightPx;
const isLimb = (i: number): boolean => {
  const [x, y] = [i % size.widthPx, Math.floor(i / size.widthPx)];
  return x >= 90 && x < 150 && y >= 40 && y < 96;
};

/** Flows in a picture that rests but for a limb, which is `reach` pixels further right in the frame at each offset. */
function limbFlows(reach: Readonly<Record<number, number>>) {
  const offsets = Object.keys(reach).map(Number);
  const bytes = new Uint8Array(offsets.length * 2 * 2 * plane);
  offsets.forEach((offset, k) => {
    const flow = new Float32Array(2 * plane);
    for (let i = 0; i < plane; i++) if (isLimb(i)) flow[i] = reach[offset]!;
    bytes.set(encodeFloat16(flow), k * 2 * 2 * plane);
  });
  return { offsets, size, bytes };
}

/** The mean salience of the limb's pixels. */
function limbSalience(reach: Readonly<Record<number, number>>): number {
  const { data } = motionFieldTask(limbFlows(reach));
  let [sum, count] = [0, 0];
  for (let i = 0; i < plane; i++)
    if (isLimb(i)) {
      sum += data[2 * plane + i]!;
      count++;
    }
  return sum / count;
}

test('a limb that swings back quickly moves as much as one that goes on', () => {
  const goesOn = limbSalience({ [-2]: -16, [-1]: -8, 1: 8, 2: 16 });
  const swingsBack = limbSalience({ [-2]: 0, [-1]: 8, 1: 8, 2: 0 });
  assert.ok(goesOn > 1);
  assert.ok(swingsBack > 0.95 * goesOn, `${swingsBack} of ${goesOn}`);
});

test('a quick frame at the end of a shot is judged by the side that it has', () => {
  assert.ok(limbSalience({ [-2]: -16, [-1]: -8 }) > 1);
});
