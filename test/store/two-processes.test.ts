import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import Sqlite from 'better-sqlite3';
import { openStore } from '../../native/store/store.ts';

const run = promisify(execFile);
const worker = join(import.meta.dirname, 'cache-worker.ts');

test('two processes write, read and evict in one cache at once', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'fodvid-two-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const limitBytes = 2_000_000;
  const start = (own: string, peer: string) =>
    run(process.execPath, [worker, folder, own, peer, '300', String(limitBytes)]);
  const results = await Promise.all([start('a', 'b'), start('b', 'a')]);
  for (const { stdout } of results) assert.deepEqual(JSON.parse(stdout), { wrong: 0, notices: [] });

  const store = openStore({ folder, limitBytes, notify: (sentence) => assert.fail(sentence) });
  const { sizeBytes, entries } = store.stats();
  store.close();
  assert.ok(
    sizeBytes <= limitBytes && sizeBytes > limitBytes / 2,
    `${sizeBytes} bytes in ${entries} entries`,
  );
  const db = new Sqlite(join(folder, 'cache.db'));
  assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
  assert.deepEqual(db.pragma('foreign_key_check'), []);
  db.close();
});
