import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, win32 } from 'node:path';
import { test } from 'node:test';
import { removePath, replaceFile } from '../../native/base/atomic-file.ts';
import { wayBelow } from '../../native/base/lies-within.ts';
import { readDavisInfo } from '../../native/datasets/davis-info-file.ts';
import { outDirFor } from '../../native/runs/clip-folders.ts';
import { configFolder } from '../../native/serve/config-folder.ts';
import { uploadName } from '../../native/serve/receive-upload.ts';
import { defaultCacheFolder } from '../../native/store/location.ts';
import { openStore } from '../../native/store/store.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';

const folder = temporaryFolderOfFile();

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

test('a file that is to be removed is waited for as well, and named when it is held for longer', async () => {
  const { waits, move: remove, wait } = failing('EBUSY', 2);
  await removePath('a.mov', { platform: 'win32', remove, wait });
  assert.equal(waits.length, 2);
  const held = failing('EPERM', Infinity);
  await assert.rejects(removePath('a.mov', { platform: 'win32', remove: held.move, wait: held.wait }), {
    message: 'a.mov cannot be removed; close the program that has it open.',
  });
  const refused = failing('EPERM', Infinity);
  await assert.rejects(removePath('a.mov', { platform: 'linux', remove: refused.move, wait: refused.wait }), {
    code: 'EPERM',
  });
  await removePath(join(folder, 'nothing there'));
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

test('what lies in a folder is told by Windows’ own rules: case, drives, shares, and the long form of a path', () => {
  const root = String.raw`C:\Clips`;
  for (const [place, way] of [
    [String.raw`c:\clips\Day 1\a.mp4`, String.raw`Day 1\a.mp4`],
    [String.raw`C:\CLIPS`, ''],
    [String.raw`C:\Clips2\a.mp4`, null],
    [String.raw`D:\Clips\a.mp4`, null],
    [String.raw`C:\Clips\..\secret`, null],
    [String.raw`\\server\Clips\a.mp4`, null],
    // The system's realpath takes this form off before two paths are compared; what it does not know is refused.
    [String.raw`\\?\C:\Clips\a.mp4`, null],
    [String.raw`C:\Clips\..a.mp4`, '..a.mp4'],
  ] as const)
    assert.equal(wayBelow(root, place, win32), way, place);
  assert.equal(wayBelow(String.raw`\\server\clips`, String.raw`\\SERVER\clips\a`, win32), 'a');
});

test('two clips whose names differ in case only never share a folder, where the disk takes them for the same', async () => {
  const notify = (sentence: string) => assert.fail(sentence);
  const store = openStore({ folder: join(folder, 'cache'), limitBytes: 1e9, notify });
  const results = join(folder, 'results');
  for (const [name, other] of [
    ['Take', 'take'],
    ['Übung', 'übung'],
  ] as const) {
    mkdirSync(join(results, name), { recursive: true });
    // A disk that does not tell them apart answers for both names, as this link does.
    symlinkSync(join(results, name), join(results, other));
    store.enqueueJobs([{ clip: `/clips/${name}.mp4`, outDir: join(results, name), config: '{}' }]);
    const folderFor = (clip: string) => outDirFor({ clip, config: null }, results, [], store);
    assert.equal(await folderFor(`/clips/${other}.mov`), join(results, `${other}-2`));
    assert.equal(await folderFor(`/clips/${name}.mp4`), join(results, name));
  }
  store.close();
});

test('a text file with the line ends of Windows is read', async () => {
  const lines = ['sequences:', '  - name: bear', '    attributes: [CS]', '    set: val', ''];
  writeFileSync(join(folder, 'db_info.yml'), lines.join('\r\n'));
  const bear = (await readDavisInfo(folder)).get('bear');
  assert.deepEqual([bear?.set, bear?.attributes], ['val', ['CS']]);
});
