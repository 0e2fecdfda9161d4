import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callsOf, handlerOf, session } from '../support/fake-electron.ts';
import {
  callOverBridge,
  elsewhere,
  logged,
  page,
  strangers,
  studioStartedWith,
} from '../support/started-studio.ts';

const { window } = await studioStartedWith();

test('the page is isolated, in the sandbox, and comes by the app’s own scheme', () => {
  const { webPreferences } = window.options;
  const on = ['contextIsolation', 'sandbox', 'webSecurity'];
  const off = [
    'nodeIntegration',
    'nodeIntegrationInWorker',
    'nodeIntegrationInSubFrames',
    'webviewTag',
    'allowRunningInsecureContent',
    'experimentalFeatures',
    'navigateOnDragDrop',
    'devTools',
  ];
  for (const name of on) assert.equal(webPreferences[name], true, name);
  for (const name of off) assert.equal(webPreferences[name], false, name);
  assert.equal(callsOf('enableSandbox').length, 1);
  assert.ok(!('enableBlinkFeatures' in webPreferences));
  assert.deepEqual(callsOf('loadURL'), [['loadURL', 'fodvid://app/index.html']]);
  assert.deepEqual(callsOf('setAppUserModelId'), [['setAppUserModelId', 'studio.fodvid.app']]);
  assert.deepEqual(callsOf('crashReporter'), [['crashReporter', { uploadToServer: false }]]);
});

test('every permission and device is refused', () => {
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal']) {
    let answer: unknown;
    handlerOf('permissionRequest')(window.webContents, permission, (granted: boolean) => (answer = granted));
    assert.equal(answer, false);
  }
  assert.equal(handlerOf('permissionCheck')(), false);
  assert.equal(handlerOf('devicePermission')(), false);
});

test('nothing is loaded from a network or the disk', () => {
  const cancelled = (url: string) => {
    let answer: unknown;
    handlerOf('beforeRequest')({ url }, (given: { cancel: boolean }) => (answer = given.cancel));
    return answer;
  };
  for (const url of [
    'https://evil.example/x.js',
    'http://127.0.0.1/',
    'file:///etc/passwd',
    'ws://evil.example',
    'x',
  ])
    assert.equal(cancelled(url), true, url);
  for (const url of ['fodvid://app/main.js', 'blob:fodvid://app/1', 'data:image/png;base64,'])
    assert.equal(cancelled(url), false, url);
});

test('navigation elsewhere, redirects, windows, frames, webviews and foreign downloads are refused', () => {
  const prevented = (target: NodeJS.EventEmitter, name: string, event: object, ...rest: unknown[]) => {
    let refused = false;
    target.emit(name, { ...event, preventDefault: () => (refused = true) }, ...rest);
    return refused;
  };
  const contents = window.webContents;
  for (const url of elsewhere) {
    assert.ok(prevented(contents, 'will-frame-navigate', { url, isMainFrame: true }), url);
    assert.deepEqual(handlerOf('setWindowOpenHandler')({ url }), { action: 'deny' });
  }
  assert.ok(prevented(contents, 'will-frame-navigate', { url: page.url, isMainFrame: false }));
  assert.ok(!prevented(contents, 'will-frame-navigate', { url: page.url, isMainFrame: true }));
  assert.ok(prevented(contents, 'will-redirect', { url: page.url }));
  assert.ok(prevented(contents, 'will-attach-webview', {}));
  const item = (url: string) => ({ getURL: () => url });
  assert.ok(prevented(session.defaultSession, 'will-download', {}, item('https://evil.example/a')));
  assert.ok(!prevented(session.defaultSession, 'will-download', {}, item('blob:fodvid://app/1')));
});

test('a call of an unknown sender is refused and logged', async () => {
  for (const frame of strangers) {
    const answer = await callOverBridge('chooseClips', [], frame);
    assert.deepEqual([answer.ok, 'value' in answer], [false, false]);
  }
  assert.match(logged(), /Refused a call from https:\/\/evil\.example/);
});

const badCalls: readonly [unknown, unknown][] = [
  ['toString', []],
  ['__proto__', []],
  [null, []],
  ['chooseClips', ['extra']],
  ['chooseClips', null],
  ['chooseFile', ['exe']],
  ['chooseSavePath', ['../../.bashrc', 'csv']],
  ['revealPath', [7]],
  ['openPage', ['file:///etc/passwd']],
  ['openPage', ['javascript:alert(1)']],
];
test('a call that is not of the bridge, or whose parameters do not fit, is refused', async () => {
  for (const [name, params] of badCalls)
    assert.equal((await callOverBridge(name, params)).ok, false, String(name));
  assert.equal(callsOf('openExternal').length, 0);
});

test('the bridge gives what the system’s dialogs give', async () => {
  assert.deepEqual(await callOverBridge('chooseClips', []), { ok: true, value: ['/clips/a.mp4'] });
  assert.deepEqual(await callOverBridge('chooseSavePath', ['masks.csv', 'csv']), { ok: true, value: null });
  const [, , { filters }] = callsOf('openDialog')[0] as [string, unknown, { filters: { name: string }[] }];
  assert.equal(filters[0]?.name, 'Videos', 'kinds of files have words of the chosen language');
});

test('the app’s scheme serves the page with its policy, and no other file', async () => {
  const ask = (path: string, method = 'GET') =>
    handlerOf('protocol')(new Request(`fodvid://${path}`, { method })) as Promise<Response>;
  const answer = await ask('app/index.html');
  const policy = answer.headers.get('content-security-policy')!;
  const nonce = /'nonce-([^']+)'/.exec(policy)![1]!;
  assert.ok((await answer.text()).includes(nonce));
  assert.ok(!policy.includes('unsafe'));
  for (const path of [
    'app/../package.json',
    'app/%2e%2e/package.json',
    'app/..%2fpackage.json',
    'app/none.js',
    // Pictures come over the port, where they can be cancelled.
    'app/media/runs/1/source/0',
    'evil/index.html',
  ])
    assert.equal((await ask(path)).status, 404, path);
  assert.equal((await ask('app/index.html', 'POST')).status, 405);
});
