import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { replaceFile } from '../../native/base/atomic-file.ts';
import { configFolder } from '../../native/serve/config-folder.ts';
import { uploadName } from '../../native/serve/upload.ts';
import { defaultCacheFolder } from '../../native/store/location.ts';

const failing = (code: string, times: number) => {
  let left = times;
  const move = () =>
    left-- > 0 ? Promise.reject(Object.assign(new Error(code), { code })) : Promise.resolve();
  const waits: number[] = [];
  const wait = (ms: number) => Promise.resolve(waits.push(ms));
  return { move, wait, waits };
};

test('a file that another program holds open is replaced once it lets go, on Windows', async () => {
  const { waits, ...held } = failing('EPERM', 3);
  await replaceFile('a', 'b', { platform: 'win32', ...held });
  assert.equal(waits.length, 3);
});

test('one that is held for longer is told as such, and elsewhere a refusal is told at once', async () => {
  const held = failing('EPERM', Infinity);
  await assert.rejects(replaceFile('a', 'b', { platform: 'win32', ...held }), { code: 'EBUSY' });
  assert.ok(held.waits.reduce((sum, ms) => sum + ms) < 2_500);
  const refused = failing('EPERM', Infinity);
  await assert.rejects(replaceFile('a', 'b', { platform: 'linux', ...refused }), { code: 'EPERM' });
  assert.deepEqual(refused.waits, []);
  const full = failing('ENOSPC', Infinity);
  await assert.rejects(replaceFile('a', 'b', { platform: 'win32', ...full }), { code: 'ENOSPC' });
  assert.deepEqual(full.waits, []);
});

test('folders are where each system keeps them', () => {
  const windows = { LOCALAPPDATA: 'C:\\Users\\A\\AppData\\Local', APPDATA: 'C:\\Users\\A\\AppData\\Roaming' };
  assert.equal(defaultCacheFolder(windows, 'win32'), join(windows.LOCALAPPDATA, 'fodvid-studio'));
  assert.equal(configFolder(windows, 'win32'), join(windows.APPDATA, 'fodvid-studio'));
  assert.match(defaultCacheFolder({}, 'darwin'), /Library.Caches.fodvid-studio$/);
  assert.match(configFolder({}, 'darwin'), /Library.Application Support.fodvid-studio$/);
});

test('names that Windows cannot have are refused on every system, for a library moves', () => {
  for (const name of ['con.mp4', 'a:b.mp4', 'a\\b.mp4', 'trailing .mp4 ', 'nul.png', 'a?.mp4'])
    assert.throws(() => uploadName(encodeURIComponent(name)), name);
  assert.equal(uploadName(encodeURIComponent('Strandläufer 2.mp4')), 'Strandläufer 2.mp4');
});
