import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createNewestCall } from '../../../renderer/fixes/newest-call.ts';

/** Calls whose answers the test gives, under a clock that the test moves. */
function callsOf(delayMs: number) {
  const started: { readonly params: number; readonly signal: AbortSignal; answer(text: string): void }[] = [];
  const newest = createNewestCall(
    (params: number, signal) =>
      new Promise<string>((resolve) => {
        started.push({ params, signal, answer: resolve });
      }),
    delayMs,
  );
  const done: string[] = [];
  const call = (params: number) =>
    newest.call(
      params,
      (text) => done.push(text),
      () => done.push('failed'),
    );
  return { newest, call, started, done };
}

test('asks once a person pauses, with the last value', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { call, started } = callsOf(60);
  for (const value of [1, 2, 3]) {
    call(value);
    mock.timers.tick(40);
  }
  assert.deepEqual(started, []);
  mock.timers.tick(20);
  assert.deepEqual(
    started.map(({ params }) => params),
    [3],
  );
  mock.timers.reset();
});

test('cancels the call before and never hears its answer', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { call, started, done } = callsOf(60);
  call(1);
  mock.timers.tick(60);
  call(2);
  assert.ok(started[0]!.signal.aborted);
  mock.timers.tick(60);
  started[1]!.answer('second');
  started[0]!.answer('first');
  mock.timers.reset();
  await setImmediate();
  assert.deepEqual(done, ['second']);
});

test('forgets what is under way', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { newest, call, started, done } = callsOf(60);
  call(1);
  mock.timers.tick(60);
  newest.cancel();
  started[0]!.answer('late');
  mock.timers.reset();
  await setImmediate();
  assert.ok(started[0]!.signal.aborted);
  assert.deepEqual(done, []);
});
