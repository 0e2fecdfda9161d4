import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import Sqlite from 'better-sqlite3';
import { FodvidError } from '../../native/base/errors.ts';
import { openStore } from '../../native/store/store.ts';
import type { Store } from '../../native/store/store.ts';

const folders: string[] = [];
const stores: Store[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fodvid-store-'));
  folders.push(folder);
  return folder;
}

function open(folder: string, limitBytes = 1e9): Store {
  const store = openStore({ folder, limitBytes, notify: (sentence) => assert.fail(sentence) });
  stores.push(store);
  return store;
}

function close(store: Store): void {
  stores.splice(stores.indexOf(store), 1);
  store.close();
}

afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const bytesOf = (seed: number, length = 1000) =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 17) % 251);
const entry = (name: string, seed = 1, length = 1000) => ({
  key: name,
  stage: 'flow',
  bytes: bytesOf(seed, length),
});

test('gives back what was put, also after reopening', () => {
  const folder = newFolder();
  const store = open(folder);
  store.putBlobs([entry('a', 1), entry('b', 2), entry('empty', 3, 0)]);
  close(store);
  const again = open(folder);
  assert.deepEqual(again.getBlob('a'), bytesOf(1));
  assert.deepEqual(again.getBlob('b'), bytesOf(2));
  assert.deepEqual(again.getBlob('empty'), new Uint8Array(0));
  assert.equal(again.getBlob('c'), undefined);
  assert.equal(again.hasBlob('a'), true);
  assert.equal(again.hasBlob('c'), false);
});

test('counts entries and bytes per stage', () => {
  const store = open(newFolder());
  store.putBlobs([entry('a'), entry('b'), { key: 'c', stage: 'features', bytes: bytesOf(3, 10) }]);
  store.putBlobs([entry('a')]);
  assert.deepEqual(store.stats(), {
    entries: 3,
    sizeBytes: 2010,
    perStage: { features: { entries: 1, sizeBytes: 10 }, flow: { entries: 2, sizeBytes: 2000 } },
  });
});

test('evicts the least recently used, a read counting as a use', () => {
  const store = open(newFolder(), 3000);
  store.putBlobs([entry('a'), entry('b'), entry('c')]);
  store.getBlob('a');
  store.putBlobs([entry('d')]);
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((key) => store.hasBlob(key)),
    [true, false, true, true],
  );
  assert.equal(store.stats().sizeBytes, 3000);
});

test('evicts what earlier runs wrote before anything of its own', () => {
  const folder = newFolder();
  const earlier = open(folder, 10_000);
  earlier.putBlobs(Array.from({ length: 10 }, (_, i) => entry(`old-${i}`)));
  close(earlier);
  const store = open(folder, 10_000);
  for (let i = 0; i < 10; i++) store.putBlobs([entry(`new-${i}`)]);
  for (let i = 0; i < 10; i++) assert.equal(store.hasBlob(`new-${i}`), true);
  assert.equal(store.stats().entries, 10);
});

test('remembers the order of uses over the end of the process', () => {
  const folder = newFolder();
  const first = open(folder);
  first.putBlobs([entry('a'), entry('b')]);
  first.getBlob('a');
  close(first);
  const second = open(folder, 1000);
  assert.equal(second.hasBlob('a'), true);
  assert.equal(second.hasBlob('b'), false);
});

test('clearing gives the disk its space back and keeps jobs', () => {
  const folder = newFolder();
  const store = open(folder);
  store.enqueueJobs([{ clip: 'c', outDir: 'o', config: '{}' }]);
  store.putBlobs([entry('a', 1, 5_000_000)]);
  store.clear();
  assert.deepEqual(store.stats(), { entries: 0, sizeBytes: 0, perStage: {} });
  assert.equal(store.recentJobs(9).length, 1);
  close(store);
  const db = new Sqlite(join(folder, 'cache.db'));
  const pages = db.pragma('page_count', { simple: true }) as number;
  db.close();
  assert.ok(pages < 50, `${pages} pages are left`);
});

test('follows a job through its states, the newest first', () => {
  const store = open(newFolder());
  const [first, second, third] = store.enqueueJobs(
    ['x', 'y', 'z'].map((clip) => ({ clip, outDir: `out/${clip}`, config: '{"tau":1}' })),
  );
  store.startJob(first!);
  store.finishJob(first!, { state: 'done' });
  store.startJob(second!);
  store.finishJob(second!, { state: 'failed', error: 'No frames in y.' });
  store.startJob(third!);
  const seen = store.recentJobs(10).map(({ clip, state, error }) => [clip, state, error]);
  assert.deepEqual(seen, [
    ['z', 'running', null],
    ['y', 'failed', 'No frames in y.'],
    ['x', 'done', null],
  ]);
  assert.equal(store.latestJobOf('out/y')?.clip, 'y');
  assert.equal(store.latestJobOf('elsewhere'), undefined);
});

test('marks the jobs of a process that is gone as interrupted', () => {
  const folder = newFolder();
  const store = open(folder);
  store.enqueueJobs([
    { clip: 'dead', outDir: 'o', config: '{}' },
    { clip: 'alive', outDir: 'p', config: '{}' },
  ]);
  close(store);
  const db = new Sqlite(join(folder, 'cache.db'));
  // Process ids end below 2^22 on Linux and far below this on other systems.
  db.exec(`UPDATE jobs SET owner_pid = 99999999, state = 'running' WHERE clip = 'dead'`);
  db.close();
  const states = open(folder)
    .recentJobs(9)
    .map(({ clip, state }) => [clip, state]);
  assert.deepEqual(states, [
    ['alive', 'queued'],
    ['dead', 'interrupted'],
  ]);
});

test('keeps the history of runs', () => {
  const store = open(newFolder());
  const run = { clip: 'c', outDir: 'o', config: '{}', report: '{"a":1}', startedMs: 1, finishedMs: 2 };
  const id = store.withRuns((runs) => runs.record(run));
  assert.deepEqual(
    store.withRuns((runs) => runs.recent(5)),
    [{ id, ...run }],
  );
});

test('refuses a database of a newer program and leaves it alone', () => {
  const folder = newFolder();
  close(open(folder));
  const db = new Sqlite(join(folder, 'cache.db'));
  db.pragma('user_version = 999');
  db.close();
  assert.throws(
    () => open(folder),
    (error) => error instanceof FodvidError && /newer.*--cache/.test(error.withAdvice),
  );
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes('corrupt')),
    [],
  );
});

test('names the cache folder that cannot be made', () => {
  const folder = join(newFolder(), 'file');
  close(open(folder));
  assert.throws(
    () => open(join(folder, 'cache.db', 'inner')),
    (error) =>
      error instanceof FodvidError && error.kind === 'failed' && error.withAdvice.includes('--cache'),
  );
});
