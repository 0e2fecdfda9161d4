import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { PictureCache } from '../../../renderer/viewer/playback/picture-cache.ts';

interface Pending {
  readonly key: string;
  readonly signal: AbortSignal;
  resolve(picture: string): void;
  reject(error: Error): void;
}

/** A cache of pictures of 10 bytes each, whose loads end when the test says so. */
function cacheOf({ limitBytes = 1000, parallelLoads = 2, parallelAhead = 2 } = {}) {
  const pending: Pending[] = [];
  const disposed: string[] = [];
  const source = {
    load: (key: string, signal: AbortSignal) =>
      new Promise<string>((resolve, reject) => {
        pending.push({ key, signal, resolve, reject });
      }),
    sizeBytes: () => 10,
    dispose: (picture: string) => disposed.push(picture),
  };
  const cache = new PictureCache(source, { limitBytes, parallelLoads, parallelAhead });
  const settle = async (key: string, error?: Error) => {
    const load = pending.findLast((each) => each.key === key)!;
    if (error === undefined) load.resolve(key);
    else load.reject(error);
    await setImmediate();
  };
  const finishAll = async () => {
    for (let next = 0; next < pending.length; next++) await settle(pending[next]!.key);
  };
  return { cache, pending, disposed, settle, finishAll };
}

const asked = (pending: readonly Pending[]) => pending.map(({ key }) => key);

test('loads the most urgent pictures first, no more at once than allowed', async () => {
  const { cache, pending, settle } = cacheOf();
  cache.want(['c', 'a', 'b']);
  assert.deepEqual(asked(pending), ['c', 'a']);
  await settle('c');
  assert.deepEqual(asked(pending), ['c', 'a', 'b']);
  assert.equal(cache.get('c'), 'c');
  assert.equal(cache.get('a'), undefined);
});

test('keeps room for what is waited for beside what is fetched ahead', async () => {
  const { cache, pending, settle } = cacheOf({ parallelLoads: 3, parallelAhead: 1 });
  cache.want(['a', 'b', 'c', 'd'], 1);
  assert.deepEqual(asked(pending), ['a']);
  await settle('a');
  assert.deepEqual(asked(pending), ['a', 'b']);
  cache.want(['x', 'y', 'c', 'd'], 2);
  assert.deepEqual(asked(pending), ['a', 'b', 'x', 'y']);
});

test('fetches nothing ahead while something urgent is under way', async () => {
  const { cache, pending, settle } = cacheOf({ parallelLoads: 4, parallelAhead: 4 });
  cache.want(['a', 'b', 'c', 'd'], 2);
  assert.deepEqual(asked(pending), ['a', 'b']);
  await settle('b');
  assert.deepEqual(asked(pending), ['a', 'b']);
  await settle('a');
  assert.deepEqual(asked(pending), ['a', 'b', 'c', 'd']);
});

test('what was fetched ahead and is not wanted any more ends, and can be asked for again', async () => {
  const { cache, pending, settle } = cacheOf({ parallelLoads: 4 });
  const settled: string[] = [];
  cache.onSettled((key) => settled.push(key));
  cache.want(['a', 'b', 'c'], 1);
  await settle('a');
  cache.want(['x', 'c'], 1);
  const isAborted = (key: string) => pending.find((each) => each.key === key)!.signal.aborted;
  assert.deepEqual([isAborted('b'), isAborted('c')], [true, false]);
  await settle('b', new Error('aborted'));
  assert.equal(cache.failure('b'), undefined);
  assert.deepEqual(settled, ['a']);
  cache.want(['b'], 1);
  await settle('b');
  assert.equal(cache.get('b'), 'b');
});

test('follows the newest list and lets urgent loads under way end', async () => {
  const { cache, pending, settle } = cacheOf();
  cache.want(['a', 'b', 'c', 'd']);
  cache.want(['x', 'y']);
  await settle('a');
  assert.deepEqual(asked(pending), ['a', 'b', 'x']);
  assert.equal(cache.get('a'), 'a');
  assert.equal(pending[1]!.signal.aborted, false);
});

test('keeps within the limit of bytes and frees what nobody wants, least recently used first', async () => {
  const { cache, disposed, finishAll } = cacheOf({ limitBytes: 30 });
  cache.want(['a', 'b', 'c']);
  await finishAll();
  cache.get('a');
  cache.want(['d']);
  await finishAll();
  assert.deepEqual(disposed, ['b']);
  assert.equal(cache.sizeBytes, 30);
  assert.ok(cache.has('a') && cache.has('c') && cache.has('d'));
});

test('stops loading ahead where the next picture would displace a more urgent one', async () => {
  const { cache, pending, disposed, finishAll } = cacheOf({ limitBytes: 30 });
  cache.want(['a', 'b', 'c', 'd', 'e', 'f']);
  await finishAll();
  assert.deepEqual(asked(pending), ['a', 'b', 'c']);
  assert.deepEqual(disposed, []);
  assert.equal(cache.readyAhead(['a', 'b', 'c', 'd']), 3);
});

test('shows the wanted picture even where it alone is larger than the limit', async () => {
  const { cache, finishAll } = cacheOf({ limitBytes: 5 });
  cache.want(['a']);
  await finishAll();
  cache.want(['b']);
  await finishAll();
  assert.equal(cache.get('b'), 'b');
  assert.equal(cache.has('a'), false);
});

test('tells of each picture that came or failed, and tries a failed one again only when told to', async () => {
  const { cache, pending, settle } = cacheOf();
  const settled: string[] = [];
  cache.onSettled((key) => settled.push(key));
  cache.want(['a']);
  await settle('a', new Error('gone'));
  cache.want(['a']);
  assert.equal(cache.failure('a')?.message, 'gone');
  assert.equal(pending.length, 1);
  cache.forgetFailures();
  await settle('a');
  assert.equal(cache.get('a'), 'a');
  assert.deepEqual(settled, ['a', 'a']);
});

test('frees every picture when closed, also those that come later', async () => {
  const { cache, pending, disposed, settle } = cacheOf();
  cache.want(['a', 'b']);
  await settle('a');
  cache.close();
  assert.ok(pending[1]!.signal.aborted);
  await settle('b');
  assert.deepEqual(disposed, ['a', 'b']);
  assert.equal(cache.sizeBytes, 0);
});
