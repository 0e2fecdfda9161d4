import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { installBundle } from '../../native/serve/renderer-bundle.ts';

const root = await mkdtemp(join(tmpdir(), 'fodvid-bundle-'));
after(() => rm(root, { recursive: true, force: true }));

test('a bundle that many make at once is whole in the end, and nothing lies beside it', async () => {
  const folder = join(root, 'renderer');
  for (const stamp of ['first', 'second', 'third']) {
    await Promise.all(
      Array.from({ length: 12 }, () =>
        installBundle(folder, stamp, async (fresh) => {
          await mkdir(join(fresh, 'chunks'), { recursive: true });
          for (let k = 0; k < 20; k++) await writeFile(join(fresh, 'chunks', `${k}.js`), stamp);
        }),
      ),
    );
    const chunks = await readdir(join(folder, 'chunks'));
    assert.equal(chunks.length, 20);
    for (const name of chunks) assert.equal(await readFile(join(folder, 'chunks', name), 'utf8'), stamp);
    assert.deepEqual(await readdir(root), ['renderer']);
  }
});
