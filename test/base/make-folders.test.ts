import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFolders } from '../../native/base/make-folders.ts';

test('makes what is missing, and leaves what is there', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'fodvid-folders-'));
  t.after(() => rm(root, { recursive: true }));
  await makeFolders(join(root, 'a', 'b'));
  await makeFolders(join(root, 'a', 'b'));
  assert.ok((await stat(join(root, 'a', 'b'))).isDirectory());
  await writeFile(join(root, 'file'), '');
  await assert.rejects(makeFolders(join(root, 'file', 'c')), { code: 'ENOTDIR' });
});

test(
  'a place where no folder can be made is an error, not an endless try',
  { skip: existsSync('/proc/self') ? false : 'this system has no /proc' },
  () => assert.rejects(makeFolders('/proc/fodvid/results')),
);
