import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { menuCommands } from '../../native/api/host.ts';
import type { MenuCommand } from '../../native/api/host.ts';
import type { QueueItem } from '../../native/api/queue.ts';
import { openAppLog } from '../../electron/app-log.ts';
import { menuTemplate } from '../../electron/window/app-menu.ts';
import { appTexts } from '../../electron/app-texts.ts';
import { createOpenedPaths, pathsInArguments } from '../../electron/opened-paths.ts';
import { watchQueue } from '../../electron/queue-signs.ts';
import { openRecentClips } from '../../electron/recent-clips.ts';
import { isReachable, readWindowState } from '../../electron/window/window-state.ts';
import { tinyConfig } from '../support/test-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'fodvid-parts-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('the log keeps its last lines and never grows beyond twice its limit', () => {
  const log = openAppLog(join(folder, 'logs', 'main.log'), 10_000);
  for (let index = 0; index < 1_000; index++) log(`line ${index} ${'x'.repeat(60)}`);
  const [now, old] = [log.path, `${log.path}.old`].map((path) => statSync(path).size);
  assert.ok(now! < 10_200 && old! < 10_200, `${now} ${old}`);
  assert.match(readFileSync(log.path, 'utf8'), /line 999/);
});

const clip = (id: number, state: QueueItem['state'], fraction: number | null = null): QueueItem => ({
  id,
  clip: `/clips/${id}.mp4`,
  name: String(id),
  outDir: `/out/${id}`,
  state,
  config: tinyConfig,
  progress: fraction === null ? null : { stage: 's', done: 0, total: 1, fraction, etaSec: null, note: null },
  error: null,
  runId: null,
  queuedMs: 0,
  startedMs: null,
  finishedMs: null,
  elsewhere: null,
});

test('the taskbar counts the clips of this stretch of work, not those that ended before', () => {
  const watch = watchQueue();
  const queue = (...items: QueueItem[]) => watch.changed({ paused: false, items });
  const old = clip(1, 'done');
  assert.deepEqual(queue(old, clip(2, 'waiting')), { fraction: null, working: false, ended: null });
  assert.equal(queue(old, clip(2, 'running', 0.5), clip(3, 'waiting')).fraction, 0.25);
  assert.equal(watch.progressed(2, 0.75).fraction, 0.375);
  assert.equal(queue(old, clip(2, 'done'), clip(3, 'running', 0)).fraction, 0.5);
  const { ended, working, fraction } = queue(old, clip(2, 'done'), clip(3, 'failed'));
  assert.deepEqual(
    { ended, working, fraction },
    { ended: { done: 1, failed: 1 }, working: false, fraction: null },
  );
  assert.equal(queue(old, clip(2, 'done'), clip(3, 'failed')).ended, null, 'it is told once');
});

test('a window that no screen shows any more opens at its usual place', () => {
  const screens = [
    { x: 0, y: 0, width: 1920, height: 1080 },
    { x: -1280, y: 0, width: 1280, height: 1024 },
  ];
  const state = { x: 0, y: 0, width: 1280, height: 800, maximized: false };
  assert.ok(isReachable(state, screens));
  assert.ok(isReachable({ ...state, x: -1300, y: 5 }, screens));
  for (const place of [{ x: 1900 }, { x: -4000 }, { y: -50 }, { y: 1060 }, { x: -1280, y: 1000 }])
    assert.ok(!isReachable({ ...state, ...place }, screens), JSON.stringify(place));
  const path = join(folder, 'window.json');
  for (const text of ['', '{', '{"x":1}', JSON.stringify({ ...state, width: 1e9 })]) {
    writeFileSync(path, text);
    assert.equal(readWindowState(path, screens), null);
  }
  writeFileSync(path, JSON.stringify(state));
  assert.deepEqual(readWindowState(path, screens), state);
});

test('the clips among the arguments are found in a checkout, behind switches, and in a package', () => {
  writeFileSync(join(folder, 'a.mp4'), '');
  const own = import.meta.dirname;
  const clips = ['a.mp4', join(folder, 'a.mp4'), 'gone.mp4'];
  const found = [join(folder, 'a.mp4'), join(folder, 'a.mp4')];
  for (const before of [[own], ['--no-sandbox', own], ['--inspect=0', '--no-sandbox', own]])
    assert.deepEqual(pathsInArguments([...before, ...clips, '--no-sandbox'], folder, own), found);
  assert.deepEqual(pathsInArguments(clips, folder, join(own, 'app.asar')), found);
});

test('opened files wait until the page listens', () => {
  const opened = createOpenedPaths();
  const heard: string[][] = [];
  opened.open(['/a']);
  opened.open(['/b']);
  opened.deliverTo((paths) => heard.push(paths));
  opened.open(['/c']);
  opened.deliverTo(null);
  opened.open(['/d']);
  opened.deliverTo((paths) => heard.push(paths));
  assert.deepEqual(heard, [['/a', '/b'], ['/c'], ['/d']]);
});

test('ten clips are remembered, the last one first, also by the next start', () => {
  const file = join(folder, 'recent.json');
  let changes = 0;
  const recent = openRecentClips(file, () => changes++);
  for (let index = 0; index < 12; index++) recent.add(`/clips/${index}.mp4`);
  recent.add('/clips/5.mp4');
  const expected = [5, 11, 10, 9, 8, 7, 6, 4, 3, 2].map((index) => `/clips/${index}.mp4`);
  assert.deepEqual(openRecentClips(file, () => undefined).list(), expected);
  assert.equal(changes, 13);
  recent.clear();
  assert.deepEqual(openRecentClips(file, () => undefined).list(), []);
});

interface Item {
  readonly id?: string;
  readonly role?: string;
  readonly label?: string;
  readonly click?: () => void;
  readonly submenu?: readonly Item[];
}
for (const platform of ['darwin', 'win32', 'linux'] as const)
  for (const language of ['en', 'de'] as const)
    test(`the menu has every command (${platform}, ${language}), and developer tools in checkouts only`, () => {
      const chosen: MenuCommand[] = [];
      const items = (packaged: boolean) => {
        const updates = { available: false, reason: 'noAddress' } as const;
        const state = { platform, texts: appTexts(language), recent: ['/a.mp4'], packaged, updates };
        const template = menuTemplate(state, {
          command: (command) => chosen.push(command),
          openRecent: () => undefined,
          clearRecent: () => undefined,
          showLogs: () => undefined,
          checkForUpdates: () => undefined,
          setAutomaticUpdates: () => undefined,
        }) as unknown as Item[];
        const flat = (list: readonly Item[]): Item[] =>
          list.flatMap((entry) => [entry, ...flat(entry.submenu ?? [])]);
        return flat(template);
      };
      for (const { id, click } of items(true)) if (id !== undefined && id !== 'showLogs') click?.();
      assert.deepEqual(chosen.sort(), [...menuCommands].sort());
      for (const { role, label } of items(false))
        if (role !== undefined) assert.ok(label, `${role} has a text of ours`);
      const tools = (packaged: boolean) => items(packaged).some(({ role }) => role === 'toggleDevTools');
      assert.deepEqual([tools(true), tools(false)], [false, true]);
    });
