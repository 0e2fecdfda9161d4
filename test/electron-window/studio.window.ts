import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { dropFiles } from '../support/drop-files.ts';
import { engineFolder, tinyClip } from '../support/test-engine.ts';
import { packagedProgram, windowTest, withoutElectron, withoutPackage } from './electron-app.ts';

const skip = withoutElectron();

test('the window opens on the queue and says in three steps what to do', { skip }, async () => {
  const own = windowTest();
  after(() => own.remove());
  const { app, page } = await own.start();
  try {
    await page.getByRole('heading', { name: 'No clips yet' }).waitFor();
    assert.equal(
      await page
        .getByRole('listitem')
        .filter({ hasText: /^1|^2|^3/ })
        .count(),
      3,
    );
  } finally {
    await app.close();
  }
});

/** Takes what the window offers to add, and starts. */
const addAndStart = (page: Page) =>
  page.getByRole('dialog').getByRole('button', { name: 'Add and start' }).click();

test('a dropped clip runs to masks', { skip, timeout: 300_000 }, async () => {
  const own = windowTest();
  after(() => own.remove());
  const { library } = engineFolder();
  const clip = await tinyClip(library, 'dropped', 6);
  const { app, page } = await own.start();
  try {
    await page.getByRole('heading', { name: 'No clips yet' }).waitFor();
    await dropFiles(page, [clip]);
    await addAndStart(page);
    await page.getByRole('listitem', { name: 'dropped, Done' }).waitFor({ timeout: 240_000 });
    assert.equal(readdirSync(join(own.results, 'dropped', 'masks')).length, 6);
  } finally {
    await app.close();
  }
});

test('an engine that is killed comes back and says so', { skip, timeout: 120_000 }, async () => {
  const own = windowTest();
  after(() => own.remove());
  const { app, page } = await own.start();
  try {
    await page.getByRole('heading', { name: 'No clips yet' }).waitFor();
    const pid = await app.evaluate(
      ({ app: electron }) => electron.getAppMetrics().find(({ name }) => name === 'FODVid engine')?.pid,
    );
    assert.ok(pid !== undefined, 'the engine has a process of its own');
    process.kill(pid, 'SIGKILL');
    await page.getByText(/engine was restarted/i).waitFor({ timeout: 60_000 });
  } finally {
    await app.close();
  }
});

test(
  'a clip goes on where it was after the app was quit in the middle of it',
  { skip, timeout: 300_000 },
  async () => {
    const own = windowTest();
    after(() => own.remove());
    const { library } = engineFolder();
    const clip = await tinyClip(library, 'long', 48);
    const first = await own.start();
    await first.page.getByRole('heading', { name: 'No clips yet' }).waitFor();
    await first.app.evaluate(
      ({ app: electron }, path) => electron.emit('second-instance', {}, [], '/', { paths: [path] }),
      clip,
    );
    await addAndStart(first.page);
    await first.page.getByRole('listitem', { name: 'long, Running' }).waitFor({ timeout: 60_000 });
    const closed = first.app.waitForEvent('close');
    await first.app.evaluate(({ app: electron }) => electron.quit());
    await closed;
    const second = await own.start();
    try {
      await second.page.getByRole('listitem', { name: 'long, Done' }).waitFor({ timeout: 240_000 });
      assert.equal(readdirSync(join(own.results, 'long', 'masks')).length, 48);
    } finally {
      await second.app.close();
    }
  },
);

test(
  'a package starts, loads every native library and ends with 0',
  { skip: withoutPackage(), timeout: 120_000 },
  () => {
    const { status, stdout, stderr } = spawnSync(packagedProgram()!, ['--smoke'], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const report = JSON.parse(stdout.trim().split('\n').at(-1)!) as { ffmpeg: { path: string } };
    assert.match(report.ffmpeg.path, /app\.asar\.unpacked/, 'its own ffmpeg, not one of the PATH');
  },
);
