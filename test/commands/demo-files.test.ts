import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { silentContext } from '../../native/base/context.ts';
import { demoClip } from '../../native/datasets/demo-clip.ts';
import { ensureDemoFiles } from '../../native/commands/demo-files.ts';

let dir: string;
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fodvid-demo-'));
});
after(() => rm(dir, { recursive: true, force: true }));

test('a rendering that was cancelled leaves neither a video nor the mark of a finished one', async () => {
  const controller = new AbortController();
  const progress = { report: (done: number) => done === 2 && controller.abort() };
  await assert.rejects(ensureDemoFiles(dir, { signal: controller.signal, progress }), {
    name: 'FodvidError',
    kind: 'cancelled',
  });
  assert.deepEqual(await readdir(dir), ['turtle-masks']);
});

test('a finished clip of this recipe is kept, untouched', async () => {
  await writeFile(join(dir, 'turtle.mp4'), 'kept');
  await writeFile(join(dir, '.demo-clip.json'), JSON.stringify(demoClip));
  const files = await ensureDemoFiles(dir, silentContext);
  assert.equal(await readFile(files.videoPath, 'utf8'), 'kept');
  assert.ok(existsSync(files.groundTruthDir));
});
