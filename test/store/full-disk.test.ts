import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { FodvidError } from '../../native/base/errors.ts';
import { openStore } from '../../native/store/store.ts';
import { tinyDisk } from '../support/limits/tiny-disk.ts';

const bytes = new Uint8Array(300_000).fill(7);
const entry = (i: number) => ({ key: `k${i}`, stage: 'flow', bytes });

test('a full disk is an error that names the folder, and loses nothing', (t) => {
  const disk = tinyDisk(4_000_000);
  if (disk === null) {
    t.skip('this user cannot mount a small file system');
    return;
  }
  t.after(disk.remove);
  const options = { folder: disk.folder, limitBytes: 1e9, notify: (s: string) => assert.fail(s) };
  const store = openStore(options);
  const filler = join(disk.folder, 'filler');
  writeFileSync(filler, new Uint8Array(500_000));
  let stored = 0;
  assert.throws(
    () => {
      for (; stored < 100; stored++) store.putBlobs([entry(stored)]);
    },
    (error) => {
      assert.ok(error instanceof FodvidError);
      assert.equal(error.kind, 'failed');
      assert.ok(error.message.includes(disk.folder) && error.message.includes('full'), error.message);
      return true;
    },
  );
  assert.ok(stored > 0);
  for (let i = 0; i < stored; i++) assert.equal(store.getBlob(`k${i}`)?.length, bytes.length);
  store.close();

  rmSync(filler);
  const again = openStore(options);
  for (let i = 0; i < stored; i++) assert.equal(again.getBlob(`k${i}`)?.length, bytes.length);
  again.close();
});
