import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, test } from 'node:test';
import { engineFolder, tinyClip } from '../support/engine.ts';
import { packagedProgram, windowTest, withoutElectron, withoutPackage } from './electron-app.ts';

const skip = withoutElectron();

test('the window opens on the queue and says in three steps what to do', { skip }, async () => {
  const own = windowTest();
  after(() => own.remove());
  const { app, page } = await own.start();
  try {
    await page.getByRole('heading', { name: 'Queue' }).waitFor();
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

test('a clip that is opened with the app runs to masks', { skip, timeout: 300_000 }, async () => {
  const own = windowTest();
  after(() => own.remove());
  const { library } = engineFolder();
  const clip = await tinyClip(library, 'clip', 6);
  const { app, page } = await own.start();
  try {
    await page.getByRole('heading', { name: 'Queue' }).waitFor();
    await app.evaluate(
      ({ app: electron }, path) => electron.emit('second-instance', {}, [], '/', { paths: [path] }),
      clip,
    );
    await page.getByRole('dialog').getByRole('button', { name: /add/i }).last().click();
    await page.getByText('Done').first().waitFor({ timeout: 240_000 });
  } finally {
    await app.close();
  }
});

test('an engine that is killed comes back and says so', { skip, timeout: 120_000 }, async () => {
  const own = windowTest();
  after(() => own.remove());
  const { app, page } = await own.start();
  try {
    await page.getByRole('heading', { name: 'Queue' }).waitFor();
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
    await first.page.getByRole('heading', { name: 'Queue' }).waitFor();
    await first.app.evaluate(
      ({ app: electron }, path) => electron.emit('second-instance', {}, [], '/', { paths: [path] }),
      clip,
    );
    await first.page.getByRole('dialog').getByRole('button', { name: /add/i }).last().click();
    await first.page.getByText('Running').first().waitFor({ timeout: 60_000 });
    await first.app.evaluate(({ app: electron }) => electron.quit());
    await first.app.waitForEvent('close');
    const second = await own.start();
    try {
      await second.page.getByText('Done').first().waitFor({ timeout: 240_000 });
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
