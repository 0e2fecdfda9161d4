import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FodvidError } from '../../native/base/errors.ts';
import { createWorkerPool } from '../../native/base/worker-pool.ts';

const echoModule = new URL('../support/slow-echo.ts', import.meta.url).href;
const isCancelled = (error: unknown) => error instanceof FodvidError && error.kind === 'cancelled';
const echo = (value: number, afterMs = 0) => ['echo', { value, afterMs }] as const;

test('every call gets its own answer, however many wait', async (t) => {
  const pool = createWorkerPool(echoModule, 2);
  t.after(() => pool.dispose());
  const values = Array.from({ length: 20 }, (_, value) => value);
  assert.deepEqual(await Promise.all(values.map((value) => pool.run(...echo(value, value % 3)))), values);
});

test('a failed call rejects, and the pool goes on', async (t) => {
  const pool = createWorkerPool(echoModule, 1);
  t.after(() => pool.dispose());
  await assert.rejects(pool.run('fail', null), /out of range/);
  assert.equal(await pool.run(...echo(1)), 1);
});

test('an abort ends running and waiting calls at once, and the pool goes on', async (t) => {
  const pool = createWorkerPool(echoModule, 1);
  t.after(() => pool.dispose());
  await pool.run(...echo(0));
  const { signal, controller } = abortable();
  const order: string[] = [];
  const slow = pool.run(...echo(1, 300), { signal });
  const waiting = pool.run(...echo(2), { signal });
  const other = pool.run(...echo(3)).then((value) => order.push(`other ${String(value)}`));
  controller.abort();
  for (const call of [slow, waiting]) await assert.rejects(call, isCancelled);
  order.push('cancelled');
  await other;
  assert.deepEqual(order, ['cancelled', 'other 3']);
  await assert.rejects(pool.run(...echo(4), { signal }), isCancelled);
});

test('aborts that meet an answer on its way leave no stray error', async (t) => {
  const pool = createWorkerPool(echoModule, 2);
  t.after(() => pool.dispose());
  for (let round = 0; round < 50; round++) {
    const { signal, controller } = abortable();
    const calls = [0, 1, 2].map((value) => pool.run(...echo(value, round % 4), { signal }));
    setTimeout(() => controller.abort(), round % 5);
    const ends = await Promise.allSettled(calls);
    for (const [value, end] of ends.entries())
      assert.ok(end.status === 'fulfilled' ? end.value === value : isCancelled(end.reason));
  }
});

test('dispose cancels what waits and lets what runs end', async () => {
  const pool = createWorkerPool(echoModule, 1);
  const running = pool.run(...echo(1, 50));
  const waiting = pool.run(...echo(2));
  const ends = Promise.allSettled([running, waiting]);
  await pool.dispose();
  const [first, second] = await ends;
  assert.deepEqual(first, { status: 'fulfilled', value: 1 });
  assert.ok(second.status === 'rejected' && isCancelled(second.reason));
  await assert.rejects(pool.run(...echo(3)), isCancelled);
});

test('handed-over memory goes to the thread and comes back; a part of larger memory is copied', async (t) => {
  const pool = createWorkerPool(echoModule, 1);
  t.after(() => pool.dispose());
  const bytes = Uint8Array.of(1, 2, 3);
  const answer = await pool.run('increment', bytes, { handedOver: [bytes] });
  assert.deepEqual(answer, { bytes: Uint8Array.of(2, 3, 4) });
  assert.equal(bytes.length, 0, 'the caller no longer has it');
  const part = Uint8Array.of(7, 8, 9).subarray(1);
  assert.deepEqual(await pool.run('increment', part, { handedOver: [part] }), {
    bytes: Uint8Array.of(9, 10),
  });
  assert.deepEqual(part, Uint8Array.of(8, 9));
});

function abortable() {
  const controller = new AbortController();
  return { controller, signal: controller.signal };
}
