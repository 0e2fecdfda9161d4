import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { queueItem } from '../../native/api/queue.ts';
import { hostChannels } from '../../native/api/transport/host-channels.ts';
import { tinyConfig } from '../support/test-engine.ts';
import {
  BrowserWindow,
  Child,
  Tray,
  app,
  callsOf,
  handlerOf,
  secondInstance,
  userData,
} from '../support/fake-electron.ts';
import { callOverBridge, logged, page, strangers, studioStartedWith } from '../support/started-studio.ts';

// A checkout's app, on a system that lets nobody make a sandbox.
const startedWith = import.meta.filename;
app.isPackaged = false;
app.commandLine.appendSwitch('no-sandbox');
const { window, child } = await studioStartedWith('--no-sandbox', app.getAppPath(), startedWith);

interface MenuEntry {
  readonly label?: string;
  readonly submenu?: readonly MenuEntry[];
  readonly click?: () => void;
}

/** Answers the main process's own calls, as the engine would. */
function engineSays(message: unknown): void {
  child.emit('message', { kind: 'contract', message });
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('the page gets its port when the engine is there, and nonsense from its process changes nothing', async () => {
  const ports = () =>
    window.webContents.sent.filter(([channel]) => channel === hostChannels.enginePort).length;
  await callOverBridge('requestEnginePort', []);
  assert.equal(ports(), 0);
  child.emit('message', { kind: 'ready' });
  assert.equal(ports(), 1);
  assert.equal(child.heard.find(({ kind }) => kind === 'port')?.['restartReason'], null);
  for (const message of [null, { kind: 'format' }, { kind: 'broken' }]) child.emit('message', message);
  assert.match(logged(), /no known form/);
});

const item = (state: 'running' | 'done' | 'failed', fraction: number | null) =>
  queueItem.parse({
    id: 1,
    clip: '/clips/a.mp4',
    name: 'a',
    outDir: '/out/a',
    state,
    config: tinyConfig,
    progress: fraction === null ? null : { stage: 'cut', done: 1, total: 2, fraction, etaSec: 1, note: null },
    error: null,
    runId: null,
    queuedMs: 0,
    startedMs: 0,
    finishedMs: null,
    elsewhere: null,
  });
test('work shows on the taskbar, keeps the machine awake, and ends with one notification', async () => {
  const messages = child.heard.map(({ message }) => message as { id: number; method: string } | undefined);
  for (const message of messages)
    if (message?.method === 'queue.list') engineSays({ id: message.id, result: { paused: true, items: [] } });
  await settle();
  const changed = (state: 'running' | 'done', fraction: number | null) =>
    engineSays({
      event: 'queue.changed',
      payload: { paused: state === 'done', items: [item(state, fraction)] },
    });
  changed('running', 0.25);
  assert.deepEqual(callsOf('stayAwake'), [['stayAwake', 'prevent-app-suspension']]);
  assert.deepEqual(callsOf('setProgressBar').at(-1), ['setProgressBar', 0.25]);
  const { progress } = item('running', 0.5);
  engineSays({ event: 'queue.progress', payload: { id: 1, progress } });
  assert.deepEqual(callsOf('setProgressBar').at(-1), ['setProgressBar', 0.5]);
  changed('done', null);
  assert.deepEqual(callsOf('maySleep'), [['maySleep', 7]]);
  assert.deepEqual(callsOf('setProgressBar').at(-1), ['setProgressBar', -1]);
  assert.equal(callsOf('notification').length, 1);
  assert.deepEqual(callsOf('addRecentDocument'), [['addRecentDocument', '/clips/a.mp4']]);
});

test('where the system allows no sandbox the app opens without one, and says so once with the way out', () => {
  assert.equal(callsOf('enableSandbox').length, 0, 'Electron would take the switch away, and abort');
  assert.match(logged(), /without a sandbox/);
  const boxes = () => callsOf('messageBox').map(([, , box]) => (box as { detail: string }).detail);
  window.emit('show');
  window.emit('show');
  assert.equal(boxes().length, 1);
  assert.match(boxes()[0]!, /Install the .deb package/);
});

test('clips that were added are in the menu, which opens them again', () => {
  const [, template] = callsOf('menu').at(-1) as [string, { label: string; submenu: MenuEntry[] }[]];
  const recent = template[0]!.submenu.find(({ label }) => label === 'Open Recent')!;
  assert.deepEqual(
    recent.submenu!.map(({ label }) => label),
    ['/clips/a.mp4', undefined, 'Clear Menu'],
  );
  recent.submenu![0]!.click!();
  assert.deepEqual(window.webContents.sent.at(-1), [hostChannels.openPaths, ['/clips/a.mp4'], 0]);
});

test('files wait for a page that loads, not for another address of the same page', async () => {
  const told = () => window.webContents.sent.filter(([channel]) => channel === hostChannels.openPaths);
  assert.deepEqual(told()[0], [hostChannels.openPaths, [startedWith], 0]);
  window.webContents.navigate({ isSameDocument: true });
  app.emit('open-file', { preventDefault: () => undefined }, '/clips/same.mp4');
  assert.deepEqual(told().at(-1), [hostChannels.openPaths, ['/clips/same.mp4'], 0]);
  window.webContents.navigate({ isSameDocument: false });
  const before = told().length;
  app.emit('open-file', { preventDefault: () => undefined }, '/clips/later.mp4');
  assert.equal(told().length, before);
  await callOverBridge('requestEnginePort', []);
  assert.deepEqual(told().at(-1), [hostChannels.openPaths, ['/clips/later.mp4'], 0]);
});

test('files that the system opens go to the page', () => {
  app.emit('open-file', { preventDefault: () => undefined }, '/clips/b.mp4');
  assert.deepEqual(window.webContents.sent.at(-1), [hostChannels.openPaths, ['/clips/b.mp4'], 0]);
  // The folder of a checkout's app is among the arguments that Chromium tells; it is no clip.
  secondInstance({ paths: [import.meta.filename] });
  assert.deepEqual(window.webContents.sent.at(-1), [hostChannels.openPaths, [import.meta.filename], 0]);
  assert.ok(callsOf('focus').length > 0, 'the window comes to the front');
});

test('what the engine gives to the trash goes to the system’s, and a refusal is told with its reason', async () => {
  const [there, gone] = [import.meta.filename, '/results/gone'];
  const answer = () => child.heard.filter(({ kind }) => kind === 'trashed').at(-1);
  child.emit('message', { kind: 'trash', id: 4, paths: [there] });
  await settle();
  assert.deepEqual(answer(), { kind: 'trashed', id: 4, reason: null });
  child.emit('message', { kind: 'trash', id: 5, paths: [gone, there] });
  await settle();
  assert.deepEqual(answer(), { kind: 'trashed', id: 5, reason: 'Failed to move item to trash' });
  assert.deepEqual(
    callsOf('trashItem').map(([, path]) => path),
    [there, gone],
  );
});

test('after a crash of the engine the machine may sleep, another one is started, and the page gets a port with the reason', async () => {
  const working = { paused: false, items: [{ ...item('running', 0.5), id: 2 }] };
  engineSays({ event: 'queue.changed', payload: working });
  assert.equal(callsOf('stayAwake').length, 2);
  const portsBefore = window.webContents.sent.filter(
    ([channel]) => channel === hostChannels.enginePort,
  ).length;
  child.end(139);
  assert.equal(callsOf('maySleep').length, 2);
  assert.deepEqual(callsOf('setProgressBar').at(-1), ['setProgressBar', -1]);
  while (Child.started.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  const second = Child.started[1]!;
  second.emit('message', { kind: 'ready' });
  const ports = window.webContents.sent.filter(([channel]) => channel === hostChannels.enginePort).length;
  assert.equal(ports, portsBefore + 1);
  const { restartReason } = second.heard.find(({ kind }) => kind === 'port')!;
  assert.match(String(restartReason), /code 139.*started again/);
  assert.match(logged(), /ended with code 139/);
});

test('a file that is opened while there is no window opens one and waits for its page', async () => {
  window.emit('closed');
  app.emit('open-file', { preventDefault: () => undefined }, '/clips/c.mp4');
  assert.equal(BrowserWindow.opened.length, 2);
  const { webContents } = BrowserWindow.opened[1]!;
  assert.equal(webContents.sent.length, 0);
  await callOverBridge('requestEnginePort', []);
  assert.deepEqual(webContents.sent.at(-1), [hostChannels.openPaths, ['/clips/c.mp4'], 0]);
});

test('closing the window while a clip runs asks: it is hidden behind a sign beside the clock, or all stops', async () => {
  const opened = BrowserWindow.opened[1]!;
  const close = () => {
    let prevented = false;
    opened.emit('close', { preventDefault: () => (prevented = true) });
    return prevented;
  };
  assert.equal(close(), false, 'nothing runs');
  const second = Child.started[1]!;
  const tell = (state: 'running' | 'done') =>
    second.emit('message', {
      kind: 'contract',
      message: {
        event: 'queue.changed',
        payload: { paused: false, items: [{ ...item(state, null), id: 3 }] },
      },
    });
  tell('running');
  assert.equal(close(), process.platform !== 'darwin');
  if (process.platform === 'darwin') return;
  const boxes = callsOf('messageBox').length;
  const inPage = () =>
    opened.webContents.sent.filter(([channel]) => channel === hostChannels.closeQuestion).length;
  assert.ok(close());
  assert.equal(inPage(), 2, 'the page is asked again');
  assert.equal((await callOverBridge('answerCloseQuestion', ['now'])).ok, false);
  assert.deepEqual(await callOverBridge('closeQuestionShown', []), { ok: true, value: true });
  assert.equal(callsOf('hide').length, 0);
  await callOverBridge('answerCloseQuestion', ['keepWorking']);
  await settle();
  assert.equal(callsOf('hide').length, 1);
  assert.equal(Tray.opened.length, 1);
  Tray.opened[0]!.emit('click');
  assert.equal(callsOf('trayGone').length, 1);
  assert.ok(close());
  await callOverBridge('answerCloseQuestion', ['cancel']);
  await settle();
  assert.equal(callsOf('hide').length, 1, 'cancelled: the window stays');
  assert.ok(close());
  await callOverBridge('answerCloseQuestion', ['stopAndQuit']);
  await settle();
  assert.equal(callsOf('quit').length, 1);
  opened.webContents.crashed = true;
  assert.ok(close());
  await settle();
  assert.equal(callsOf('messageBox').length, boxes + 1, 'a crashed page cannot ask');
  assert.equal(callsOf('hide').length, 2);
  opened.webContents.crashed = false;
  tell('done');
  assert.equal(close(), false);
});

test('a window whose process ends again and again is loaded three times, then a person is asked once', async () => {
  const opened = BrowserWindow.opened[1]!;
  const boxes = callsOf('messageBox').length;
  for (let time = 0; time < 3; time++)
    opened.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  assert.equal(callsOf('reloadWindow').length, 3);
  assert.equal(callsOf('messageBox').length, boxes);
  opened.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  await settle();
  assert.equal(callsOf('messageBox').length, boxes + 1);
  assert.equal(callsOf('reloadWindow').length, 4, 'Try Again');
});

test('text fields have a menu of their own, in words of the chosen language', () => {
  const contents = BrowserWindow.opened[1]!.webContents;
  const editFlags = {
    canUndo: false,
    canRedo: false,
    canCut: true,
    canCopy: true,
    canPaste: true,
    canSelectAll: true,
  };
  contents.emit('context-menu', {}, { isEditable: false, selectionText: '', editFlags });
  assert.equal(callsOf('popup').length, 0);
  contents.emit('context-menu', {}, { isEditable: true, selectionText: '', editFlags });
  assert.equal(callsOf('popup').length, 1);
});

test('existing files can be dragged out of the window, by the own page only', () => {
  const drag = handlerOf(`ipc:${hostChannels.startDrag}`);
  const { webContents } = BrowserWindow.opened[1]!;
  const event = (senderFrame: unknown) => ({ senderFrame, sender: webContents });
  drag(event(page), [import.meta.filename]);
  assert.equal((callsOf('startDrag').at(-1)?.[1] as { file: string }).file, import.meta.filename);
  drag(event(page), ['/nowhere/a.mov']);
  drag(event(strangers[1]), [import.meta.filename]);
  drag(event(page), []);
  assert.equal(callsOf('startDrag').length, 1);
});

test('an engine that cannot start is told to the page with its reason and its last words in the log, and is tried again on demand', async () => {
  const opened = BrowserWindow.opened[1]!;
  const failures = () =>
    opened.webContents.sent
      .filter(([channel]) => channel === hostChannels.engineFailure)
      .map(([, reason]) => reason);
  const second = Child.started[1]!;
  second.stderr!.write('Error: libvips-cpp.so: cannot open shared object file\n');
  await settle();
  assert.match(logged(), /engine: Error: libvips-cpp\.so/);
  second.emit('message', { kind: 'broken', message: 'The library sharp cannot be loaded.' });
  await settle();
  assert.deepEqual(failures(), ['The library sharp cannot be loaded.']);
  assert.equal(callsOf('errorBox').length, 0, 'no box that has to be pressed away');
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(Child.started.length, 2, 'it is not tried again by itself');
  await callOverBridge('requestEnginePort', []);
  assert.equal(failures().length, 2, 'a page that is loaded later hears of it too');
  await callOverBridge('retryEngine', []);
  assert.equal(failures().at(-1), null);
  assert.equal(Child.started.length, 3);
  Child.started[2]!.emit('message', { kind: 'ready' });
});

test('the window remembers its place, quitting ends the engine first, and who opens the app meanwhile gets a new one', async () => {
  window.emit('close', { preventDefault: () => undefined });
  const state = JSON.parse(readFileSync(join(userData, 'userData', 'window.json'), 'utf8')) as object;
  assert.deepEqual(state, { x: 10, y: 20, width: 1000, height: 700, maximized: true });
  let prevented = 0;
  app.emit('before-quit', { preventDefault: () => prevented++ });
  assert.ok(Child.started[2]!.heard.some(({ kind }) => kind === 'close'));
  secondInstance({ paths: ['/clips/again.mp4'] });
  await settle();
  assert.equal(callsOf('quit').length, process.platform === 'darwin' ? 1 : 2);
  app.emit('before-quit', { preventDefault: () => prevented++ });
  assert.equal(prevented, 1);
  secondInstance({ paths: ['/clips/late.mp4'] });
  app.emit('quit', {}, 0);
  const [[, { args }]] = callsOf('relaunch') as [[string, { args: string[] }]];
  assert.deepEqual(args, ['--no-sandbox', app.getAppPath(), '/clips/again.mp4', '/clips/late.mp4']);
});
