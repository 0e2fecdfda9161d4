import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import {
  BrowserWindow,
  Child,
  appCodeLoaded,
  handlerOf,
  replaceElectron,
  userData,
} from './fake-electron.ts';

replaceElectron();

/** The app's own page, as a frame that calls. */
export const page = { url: 'fodvid://app/index.html', parent: null };

/** Addresses that are not the app's. */
export const elsewhere = [
  'https://evil.example/',
  'file:///etc/passwd',
  'fodvid://evil/index.html',
  'fodvid://user@app/',
  'fodvid://app.evil/',
  'javascript:alert(1)',
  'about:blank',
];

/** Frames that may not call. */
export const strangers = [
  null,
  { url: 'https://evil.example/', parent: null },
  { ...page, parent: {} },
].concat(elsewhere.map((url) => ({ url, parent: null })));

/** The desktop app over Electron's stand-in, started with these arguments: its window and its engine's process. */
export async function studioStartedWith(...args: string[]) {
  process.argv.splice(1, Infinity, ...args);
  await import('../../electron/main.ts');
  appCodeLoaded();
  while (BrowserWindow.opened.length === 0) await new Promise((resolve) => setImmediate(resolve));
  after(() => rmSync(userData, { recursive: true, force: true }));
  return { window: BrowserWindow.opened[0]!, child: Child.started[0]! };
}

/** What the app has logged. */
export const logged = () => readFileSync(join(userData, 'logs', 'main.log'), 'utf8');

/** A call over the bridge. */
export const callOverBridge = (name: unknown, params: unknown, senderFrame: unknown = page) =>
  handlerOf('ipc')({ senderFrame }, name, params) as Promise<{
    ok: boolean;
    value?: unknown;
    message?: string;
  }>;
