import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import type { MenuItemConstructorOptions } from 'electron';
import { appTexts } from '../../electron/app-texts.ts';
import { readUpdateFeed } from '../../electron/updates/update-feed.ts';
import {
  appCodeLoaded,
  autoUpdater,
  calls,
  callsOf,
  replaceElectron,
  userData,
} from '../support/fake-electron.ts';

replaceElectron();
const feedFile = join(userData, 'app-update.yml');
const choiceFile = join(userData, 'userData', 'updates.json');
const feed = 'provider: generic\nurl: https://updates.example/fodvid\npublisherName:\n  - FODVid\n';
writeFileSync(feedFile, feed);
const { startStudio } = await import('../../electron/studio.ts');
const { openAppUpdates } = await import('../../electron/updates/app-updates.ts');
appCodeLoaded();
await startStudio([]);
after(() => rmSync(userData, { recursive: true, force: true }));

const texts = appTexts('en');
const settle = () => new Promise((resolve) => setImmediate(resolve));
/** The menu's items as they are now, those of submenus too. */
function menuItem(id: string): MenuItemConstructorOptions | undefined {
  const flat = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);
  return flat(callsOf('menu').at(-1)![1] as MenuItemConstructorOptions[]).find((item) => item.id === id);
}
async function click(id: string, checked?: boolean): Promise<void> {
  menuItem(id)!.click!({ checked } as never, undefined, {});
  // The dynamic import of the updater takes more than one turn the first time.
  while (menuItem('checkForUpdates')?.enabled === false) await settle();
}
const boxes = () => callsOf('messageBox').map((box) => (box.at(-1) as { message: string }).message);
const counts = () => [callsOf('checkForUpdates').length, callsOf('downloadUpdate').length];

afterEach(() => {
  calls.splice(0, calls.length, ...callsOf('menu'));
  autoUpdater.offered = null;
});

test('nothing is asked for at the start, and the menu has the items', async () => {
  await settle();
  assert.deepEqual(counts(), [0, 0]);
  assert.equal(menuItem('checkForUpdates')!.label, texts.checkForUpdates);
  assert.equal(menuItem('updateAutomatically')!.checked, false);
});

test('an asked check that finds nothing says so', async () => {
  await click('checkForUpdates');
  assert.deepEqual(counts(), [1, 0]);
  assert.deepEqual(boxes(), [texts.upToDate]);
});

test('an update is downloaded after a person said yes, none that is older, and no lasting id is sent', async () => {
  autoUpdater.offered = '9.0.0';
  await click('checkForUpdates');
  assert.deepEqual(counts(), [1, 1]);
  assert.deepEqual(boxes(), [texts.updateFound('9.0.0'), texts.updateReady('9.0.0')]);
  const { allowDowngrade, autoDownload, autoInstallOnAppQuit, requestHeaders } =
    autoUpdater as unknown as Record<string, unknown>;
  assert.deepEqual(
    { allowDowngrade, autoDownload, autoInstallOnAppQuit, requestHeaders },
    {
      allowDowngrade: false,
      autoDownload: false,
      autoInstallOnAppQuit: true,
      requestHeaders: { 'x-user-staging-id': '' },
    },
  );
});

test('a check that fails is told with its reason, and the item can be pressed again', async () => {
  autoUpdater.offered = new Error('The feed is gone.\nStack');
  await click('checkForUpdates');
  assert.deepEqual(
    callsOf('messageBox').map((box) => box.at(-1)),
    [{ message: texts.updateFailed, detail: 'The feed is gone.' }],
  );
  assert.equal(menuItem('checkForUpdates')!.enabled, true);
  assert.match(readFileSync(join(userData, 'logs', 'main.log'), 'utf8'), /The update failed: The feed/);
});

test('turned on, it looks and downloads without a word; turned off, it stops; both are kept', async () => {
  autoUpdater.offered = '9.0.0';
  await click('updateAutomatically', true);
  assert.deepEqual([counts(), boxes()], [[1, 1], []]);
  assert.equal(menuItem('updateAutomatically')!.checked, true);
  assert.deepEqual(JSON.parse(readFileSync(choiceFile, 'utf8')), { automatic: true });
  await click('updateAutomatically', false);
  assert.deepEqual(counts(), [1, 1]);
  assert.deepEqual(JSON.parse(readFileSync(choiceFile, 'utf8')), { automatic: false });
});

const open = () =>
  openAppUpdates({
    window: () => null,
    texts: () => texts,
    log: () => undefined,
    changed: () => undefined,
  });

test('the next start asks if it was turned on, and not where the file is damaged or says no', async () => {
  for (const [content, asked] of [
    ['{"automatic":true}', 1],
    ['{"automatic":false}', 0],
    ['{"automatic":"yes"}', 0],
    ['{', 0],
  ] as const) {
    calls.length = 0;
    writeFileSync(choiceFile, content);
    const updates = open();
    updates.start();
    await settle();
    await settle();
    assert.equal(callsOf('checkForUpdates').length, asked, content);
    updates.setAutomatic(false);
  }
});

test('a package without a feed asks nobody, whatever the file says, and the menu says why', async () => {
  writeFileSync(choiceFile, '{"automatic":true}');
  rmSync(feedFile);
  const updates = open();
  updates.start();
  await updates.check();
  updates.setAutomatic(true);
  assert.deepEqual(updates.state(), { available: false, reason: 'noAddress' });
  assert.deepEqual(counts(), [0, 0]);
  const { menuTemplate } = await import('../../electron/window/app-menu.ts');
  for (const platform of ['darwin', 'win32', 'linux'] as const)
    for (const language of ['en', 'de'] as const) {
      const own = appTexts(language);
      const state = { platform, texts: own, recent: [], packaged: true, updates: updates.state() };
      const menu = JSON.stringify(menuTemplate(state, {} as never));
      assert.ok(menu.includes(own.noUpdates.noAddress));
      assert.ok(!menu.includes(own.checkForUpdates) && !menu.includes(own.updateAutomatically));
    }
});

test('a feed is used over https only, and on Windows only by a signed package', () => {
  const folder = join(userData, 'resources');
  mkdirSync(folder);
  const read = (text: string, platform: NodeJS.Platform) => {
    writeFileSync(join(folder, 'app-update.yml'), text);
    return readUpdateFeed(folder, platform);
  };
  for (const platform of ['darwin', 'win32', 'linux'] as const) {
    assert.deepEqual(read(feed, platform), { usable: true });
    for (const url of ['http://updates.example', 'file:///tmp', ''])
      assert.deepEqual(read(feed.replace(/https:.*/, url), platform), {
        usable: false,
        reason: 'notHttps',
      });
  }
  const unsigned = feed.replace(/publisherName[^]*/, '');
  assert.deepEqual(read(unsigned, 'win32'), { usable: false, reason: 'unsigned' });
  assert.deepEqual(read(unsigned, 'linux'), { usable: true });
});
