import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startAppServer } from '../e2e/app-server.ts';

const folder = await mkdtemp(join(tmpdir(), 'fodvid-serve-'));
await mkdir(join(folder, 'clips'));
after(() => rm(folder, { recursive: true }));

test('a second server on a cache says where the first one is, and starts once that has ended or was killed', async () => {
  const note = join(folder, 'cache', 'serving.json');
  for (const how of ['kill', undefined] as const) {
    const first = await startAppServer(folder);
    assert.equal((await stat(note)).mode & 0o077, 0, 'the note with the token is the owner’s');
    await assert.rejects(startAppServer(folder), (error: Error) => {
      assert.ok(
        error.message.includes(`works on ${join(folder, 'cache')}: open ${first.address}, end`),
        error.message,
      );
      return true;
    });
    await first.stop(how);
  }
  await assert.rejects(stat(note), { code: 'ENOENT' });
});
