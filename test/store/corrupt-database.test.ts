import assert from 'node:assert/strict';
import {
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { openStore } from '../../native/store/store.ts';

const pageBytes = 16_384;
const value = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 7) % 253);

/** A closed database with forty entries, and its path. */
function filledFolder(t: TestContext): { folder: string; path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'fodvid-corrupt-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const store = openStore({ folder, limitBytes: 1e9 });
  for (let i = 0; i < 40; i++) store.putBlobs([{ key: `k${i}`, stage: 'flow', bytes: value }]);
  store.close();
  return { folder, path: join(folder, 'cache.db') };
}

function overwrite(path: string, offset: number, length: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, new Uint8Array(length).fill(0xa5), 0, length, offset);
  closeSync(file);
}

/** Reads and writes everything: each value is right or absent, and what is written then is there. */
function useAll(folder: string): { notices: string[]; intact: number } {
  const notices: string[] = [];
  const store = openStore({ folder, limitBytes: 1e9, notify: (sentence) => notices.push(sentence) });
  let intact = 0;
  for (let i = 0; i < 40; i++) {
    const bytes = store.getBlob(`k${i}`);
    if (bytes === undefined) continue;
    assert.deepEqual(bytes, value);
    intact++;
  }
  store.putBlobs(Array.from({ length: 40 }, (_, i) => ({ key: `k${i}`, stage: 'flow', bytes: value })));
  for (let i = 0; i < 40; i++) assert.deepEqual(store.getBlob(`k${i}`), value);
  store.close();
  return { notices, intact };
}

const asideFiles = (folder: string) => readdirSync(folder).filter((name) => name.includes('.corrupt-'));

test('sets a file of garbage aside and rebuilds', (t) => {
  const { folder, path } = filledFolder(t);
  const garbage = new Uint8Array(100_000).map((_, i) => (i * i) % 255);
  writeFileSync(path, garbage);
  const { notices, intact } = useAll(folder);
  assert.equal(intact, 0);
  assert.equal(notices.length, 1);
  assert.match(notices[0]!, /set aside as .*cache\.db\.corrupt-/);
  assert.deepEqual(new Uint8Array(readFileSync(join(folder, asideFiles(folder)[0]!))), garbage);
  assert.deepEqual(useAll(folder), { notices: [], intact: 40 });
});

for (const part of [0.9, 0.5, 0.02])
  test(`rebuilds a database cut to ${part * 100} % of its size`, (t) => {
    const { folder, path } = filledFolder(t);
    truncateSync(path, Math.floor(statSync(path).size * part));
    const { notices } = useAll(folder);
    assert.ok(notices.length >= 1);
    assert.deepEqual(useAll(folder), { notices: [], intact: 40 });
  });

test('takes an empty file for a new database', (t) => {
  const { folder, path } = filledFolder(t);
  truncateSync(path, 0);
  assert.deepEqual(useAll(folder), { notices: [], intact: 0 });
});

test('never hands out wrong bytes, whichever page is damaged', (t) => {
  const { folder, path } = filledFolder(t);
  const original = readFileSync(path);
  const pages = Math.floor(original.length / pageBytes);
  const step = Math.max(1, Math.floor(pages / 24));
  for (let page = 0; page < pages; page += page < 12 ? 1 : step) {
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    writeFileSync(path, original);
    overwrite(path, page * pageBytes + 40, pageBytes - 40);
    // Twice: pages that only hold when an entry was used last are not read at every use.
    const notices = [useAll(folder), useAll(folder)].flatMap((use) => use.notices);
    assert.ok(notices.length <= 1, `page ${page}: ${notices.join()}`);
    assert.deepEqual(useAll(folder), { notices: [], intact: 40 }, `page ${page}`);
  }
});

test('drops a single entry whose bytes have changed and keeps the others', (t) => {
  const { folder, path } = filledFolder(t);
  const original = readFileSync(path);
  // The middle of an overflow page of the last value: SQLite itself cannot notice.
  const offset = original.lastIndexOf(Buffer.from(value.subarray(100_000, 100_400)));
  assert.ok(offset > 0);
  overwrite(path, offset, 50);
  const { notices, intact } = useAll(folder);
  assert.equal(intact, 39);
  assert.equal(notices.length, 1);
  assert.deepEqual(asideFiles(folder), []);
});
