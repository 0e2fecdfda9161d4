import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FodvidHost } from '../../native/api/host.ts';
import { hostCalls } from '../../native/api/host.ts';
import { enginePortMessage, hostChannels } from '../../native/api/transport/host-channels.ts';
import { callsOf, ipcRenderer, replaceElectron } from '../support/fake-electron.ts';

replaceElectron();
const posted: unknown[][] = [];
Object.assign(globalThis, {
  window: {
    location: { origin: 'fodvid://app' },
    postMessage: (...args: unknown[]) => posted.push(args),
  },
});
await import('../../electron/preload.ts');
const [, name, host] = callsOf('expose')[0] as [string, string, FodvidHost];

test('the page gets the functions of the bridge and nothing of Electron', () => {
  assert.equal(name, 'fodvidHost');
  const own = ['platform', 'pathsOf', 'startDrag'];
  own.push('onEngineFailure', 'onMenuCommand', 'onOpenPaths', 'onCloseQuestion', ...Object.keys(hostCalls));
  assert.deepEqual(Object.keys(host).sort(), own.sort());
});

test('a refused call is an error of one sentence', async () => {
  await assert.rejects(host.chooseFolder(), { message: 'No.' });
  assert.deepEqual(callsOf('invoke').at(-1), ['invoke', hostChannels.call, 'chooseFolder', []]);
});

test('dropped files have paths, and what has none is left out', () => {
  const files = [{ path: '/clips/a.mp4' }, {}] as unknown as File[];
  assert.deepEqual(host.pathsOf(files), ['/clips/a.mp4']);
});

test('a listener hears the payload without the event that it came with, until it ends', () => {
  const heard: unknown[][] = [];
  const stop = host.onOpenPaths((...args) => heard.push(args));
  ipcRenderer.emit(hostChannels.openPaths, { sender: 'secret' }, ['/a.mp4']);
  stop();
  ipcRenderer.emit(hostChannels.openPaths, {}, ['/b.mp4']);
  assert.deepEqual(heard, [[['/a.mp4']]]);
});

test('the engine’s port goes to this page only', () => {
  const port = {};
  ipcRenderer.emit(hostChannels.enginePort, { ports: [port] });
  assert.deepEqual(posted, [[enginePortMessage, 'fodvid://app', [port]]]);
});
