import type { App, Session, WebContents } from 'electron';
import { appScheme, isOwnAddress } from './own-page.ts';

/** What a page may load at all: the app's own, what it made itself, and the developer tools. */
const ownSchemes = new Set([`${appScheme}:`, 'blob:', 'data:', 'devtools:']);

/** Refuses, for a session: every permission, device and network address. `log` hears of each refusal. */
export function closeSession(session: Session, log: (line: string) => void): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    log(`Refused the permission ${permission}.`);
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const allowed = ownSchemes.has(URL.parse(url)?.protocol ?? '');
    if (!allowed) log(`Refused to load ${url.slice(0, 200)}.`);
    answer({ cancel: !allowed });
  });
  session.on('will-download', (event, item) => {
    if (item.getURL().startsWith(`blob:${appScheme}://app/`)) return;
    log('Refused a download.');
    event.preventDefault();
  });
}

/** Refuses, for every page there will be: to go elsewhere, to open windows, to hold webviews. */
export function closeContents(app: App, log: (line: string) => void): void {
  app.on('web-contents-created', (_event, contents) => {
    closePage(contents, log);
  });
}

function closePage(contents: WebContents, log: (line: string) => void): void {
  contents.setWindowOpenHandler(({ url }) => {
    log(`Refused to open a window for ${url.slice(0, 200)}.`);
    return { action: 'deny' };
  });
  contents.on('will-frame-navigate', (event) => {
    if (isOwnAddress(event.url) && event.isMainFrame) return;
    log(`Refused to go to ${event.url.slice(0, 200)}.`);
    event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    log(`Refused to be sent to ${event.url.slice(0, 200)}.`);
    event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    log('Refused a webview.');
    event.preventDefault();
  });
}
