import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'node:test';
import { orderedMap } from '../../native/base/ordered-map.ts';

test('keeps the order and never has more in flight than allowed', async () => {
  let inFlight = 0;
  let most = 0;
  const slow = async (item: number) => {
    most = Math.max(most, ++inFlight);
    await delay(item % 3 === 0 ? 8 : 1);
    inFlight--;
    return item * item;
  };
  const items = Array.from({ length: 20 }, (_, item) => item);
  const results = await Array.fromAsync(orderedMap(items, 4, slow));
  assert.deepEqual(
    results,
    items.map((item) => item * item),
  );
  assert.equal(most, 4);
});

test('a failure ends the stream after the results before it', async () => {
  const seen: number[] = [];
  await assert.rejects(async () => {
    for await (const item of orderedMap([1, 2, 3, 4], 2, (n) =>
      n === 3 ? Promise.reject(new Error('three')) : Promise.resolve(n),
    )) {
      seen.push(item);
    }
  }, /three/);
  assert.deepEqual(seen, [1, 2]);
});
