// Stands in for the modules `electron` and `electron-updater` at their border: what the app does to Electron is kept, and events can be sent.
import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

type Handler = (...args: never[]) => unknown;
/** What was given to Electron, by the name of the function. */
const handlers = new Map<string, Handler>();
const keep = (name: string) => (handler: Handler) => void handlers.set(name, handler);

/** What the app gave to Electron's function `name`. */
export function handlerOf(name: string): (...args: unknown[]) => unknown {
  const handler = handlers.get(name);
  if (handler === undefined) throw new Error(`the app never called ${name}`);
  return handler as (...args: unknown[]) => unknown;
}

/** Everything that was called and is of interest: name and arguments. */
export const calls: [string, ...unknown[]][] = [];
const note =
  (name: string, result?: unknown) =>
  (...args: unknown[]) => {
    calls.push([name, ...args]);
    return result;
  };
export const callsOf = (name: string) => calls.filter(([called]) => called === name);

const userFolder = mkdtempSync(join(tmpdir(), 'fodvid-electron-'));
mkdirSync(join(userFolder, 'userData'));
export const userData = userFolder;
// Electron's own addition to `process`: the folder beside the archive.
Object.assign(process, { resourcesPath: userFolder });

const switches = new Set<string>();
let ready = false;
const appCode = Promise.withResolvers<undefined>();

/** The app's first file has come to its end: Electron becomes ready only then (appCodeLoaded in lib/browser/init.ts). */
export function appCodeLoaded(): void {
  ready = true;
  appCode.resolve(undefined);
}

export const app = Object.assign(new EventEmitter(), {
  isPackaged: true,
  commandLine: {
    hasSwitch: (name: string) => switches.has(name),
    appendSwitch: (name: string) => void switches.add(name),
  },
  whenReady: () => appCode.promise,
  getAppPath: () => join(import.meta.dirname, '..', '..'),
  getPath: (name: string) => join(userFolder, name),
  setPath: note('setPath'),
  getVersion: () => '0.0.0',
  // As RemoveNoSandboxSwitch does in shell/browser/api/electron_api_app.cc.
  enableSandbox() {
    switches.delete('no-sandbox');
    note('enableSandbox')();
  },
  requestSingleInstanceLock: note('lock', true),
  addRecentDocument: note('addRecentDocument'),
  clearRecentDocuments: note('clearRecentDocuments'),
  setAppUserModelId: note('setAppUserModelId'),
  relaunch: note('relaunch'),
  quit: note('quit'),
  exit: note('exit'),
});

/**
 * Another start of the app, as OnSecondInstance in shell/browser/api/electron_api_app.cc tells the first one of it: with
 * switches of Chromium's among the arguments, and with what the other one gave to the lock, as JSON.
 */
export function secondInstance(additionalData: unknown): void {
  const args = ['/opt/app/fodvid-studio', '--allow-file-access-from-files', '/checkout/out/app', 'a.mp4'];
  app.emit('second-instance', {}, args, '/', JSON.parse(JSON.stringify(additionalData)));
}

export class WebContents extends EventEmitter {
  readonly sent: [string, unknown, number][] = [];
  setWindowOpenHandler = keep('setWindowOpenHandler');
  send(channel: string, payload: unknown) {
    this.sent.push([channel, payload, 0]);
  }
  postMessage(channel: string, payload: unknown, ports: readonly unknown[]) {
    this.sent.push([channel, payload, ports.length]);
  }
  reload = note('reload');
  crashed = false;
  loading = false;
  /** As shell/browser/api/electron_api_web_contents.cc: true from the end of the page's process until it is loaded again. */
  isCrashed = () => this.crashed;
  isLoadingMainFrame = () => this.loading;
  startDrag = note('startDrag');
  /** As content::WebContents tells of a navigation: the address after the # is one too, and both kinds of loading are told. */
  navigate({ isSameDocument }: { isSameDocument: boolean }) {
    this.emit('did-start-loading', {});
    this.emit('did-start-navigation', { url: 'fodvid://app/index.html', isSameDocument, isMainFrame: true });
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly opened: BrowserWindow[] = [];
  readonly webContents = new WebContents();
  readonly options: { webPreferences: Record<string, unknown> };
  focused = false;
  constructor(options: { webPreferences: Record<string, unknown> }) {
    super();
    this.options = options;
    BrowserWindow.opened.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL = (url: string) => Promise.resolve(note('loadURL')(url));
  setProgressBar = note('setProgressBar');
  isFocused = () => this.focused;
  isMinimized = () => false;
  restore = note('restore');
  hide = note('hide');
  reload = note('reloadWindow');
  isMaximized = () => true;
  getNormalBounds = () => ({ x: 10, y: 20, width: 1000, height: 700 });
  focus = note('focus');
  show = note('show');
  maximize = note('maximize');
}

/**
 * The engine's process: says what a test lets it say, and keeps what it hears. As lib/browser/api/utility-process.ts: what
 * it writes is only to be read where stdio is 'pipe', and nobody hears of the rest once `exit` was told.
 */
export class Child extends EventEmitter {
  static readonly started: Child[] = [];
  readonly heard: { kind: string; [name: string]: unknown }[] = [];
  readonly #transferred = new WeakSet();
  #running = true;
  stdout: PassThrough | null;
  stderr: PassThrough | null;
  constructor(options: { stdio?: string } = {}) {
    super();
    this.stdout = options.stdio === 'pipe' ? new PassThrough() : null;
    this.stderr = options.stdio === 'pipe' ? new PassThrough() : null;
    Child.started.push(this);
  }
  postMessage(message: { kind: string }, ports: object[] = []) {
    if (!this.#running) return;
    for (const port of ports) {
      // MessagePort::DisentanglePorts throws for a port that was given away already.
      if (this.#transferred.has(port)) throw new TypeError('Port at index 0 is already neutered');
      this.#transferred.add(port);
    }
    this.heard.push(structuredClone(message));
    if (message.kind === 'close') this.end(0);
  }
  /** The code of a process that was killed is 0 (HandleTermination in electron_api_utility_process.cc). */
  kill() {
    if (!this.#running) return false;
    setImmediate(() => this.end(0));
    return true;
  }
  end(code: number) {
    if (!this.#running) return;
    this.#running = false;
    this.emit('exit', code);
    for (const stream of [this.stdout, this.stderr]) stream?.removeAllListeners();
    this.stdout = null;
    this.stderr = null;
  }
}

/** As areValidTemplateItems in lib/browser/api/menu.ts. */
function checkItems(template: readonly Item[]): void {
  for (const item of template) {
    if (!('label' in item) && !('role' in item) && item.type !== 'separator')
      throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type');
    checkItems(item.submenu ?? []);
  }
}
interface Item {
  readonly type?: string;
  readonly submenu?: readonly Item[];
}

export class Tray extends EventEmitter {
  static readonly opened: Tray[] = [];
  setToolTip = note('trayTip');
  setContextMenu = note('trayMenu');
  destroy = note('trayGone');
  constructor() {
    super();
    Tray.opened.push(this);
  }
}

/** Which button of a message box is pressed: the one on the left. */
export const answers = { button: 0 };

const modules = {
  app,
  BrowserWindow,
  protocol: {
    registerSchemesAsPrivileged: note('schemes'),
    // As lib/browser/api/protocol.ts: the handler gets a request of its own, without a signal.
    handle: (_: string, handler: (request: Request) => Promise<Response>) =>
      keep('protocol')(({ url, method, headers }: Request) => handler(new Request(url, { method, headers }))),
  },
  ipcMain: {
    handle: (_: string, it: Handler) => keep('ipc')(it),
    on: (channel: string, it: Handler) => keep(`ipc:${channel}`)(it),
  },
  session: {
    defaultSession: Object.assign(new EventEmitter(), {
      setPermissionRequestHandler: keep('permissionRequest'),
      setPermissionCheckHandler: keep('permissionCheck'),
      setDevicePermissionHandler: keep('devicePermission'),
      webRequest: { onBeforeRequest: keep('beforeRequest') },
    }),
  },
  utilityProcess: {
    fork(_path: string, _args: readonly string[], options: { stdio?: string }) {
      if (!ready) throw new TypeError('utilityProcess cannot be created before app is ready.');
      return new Child(options);
    },
  },
  Tray,
  nativeImage: { createFromPath: (path: string) => ({ resize: () => path }) },
  MessageChannelMain: class {
    port1 = {};
    port2 = {};
  },
  Menu: {
    buildFromTemplate(template: readonly Item[]) {
      checkItems(template);
      note('menu')(template);
      return { popup: note('popup') };
    },
    setApplicationMenu: note('setMenu'),
  },
  dialog: {
    showOpenDialog(...args: unknown[]) {
      note('openDialog')(...args);
      return Promise.resolve({ canceled: false, filePaths: ['/clips/a.mp4'] });
    },
    showSaveDialog: () => Promise.resolve({ canceled: true, filePath: '' }),
    showErrorBox: note('errorBox'),
    showMessageBox(...args: unknown[]) {
      note('messageBox')(...args);
      return Promise.resolve({ response: answers.button });
    },
  },
  shell: {
    openExternal: note('openExternal', Promise.resolve()),
    showItemInFolder: note('showItem'),
    // As PlatformTrashItem in shell/common/platform_util_linux.cc, which says no more than this.
    trashItem(path: string) {
      note('trashItem')(path);
      return existsSync(path) ? Promise.resolve() : Promise.reject(new Error('Failed to move item to trash'));
    },
  },
  nativeTheme: { shouldUseDarkColors: true },
  screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
  crashReporter: { start: note('crashReporter') },
  powerSaveBlocker: { start: note('stayAwake', 7), stop: note('maySleep') },
  Notification: class extends EventEmitter {
    static isSupported = () => true;
    show: () => unknown;
    constructor(options: object) {
      super();
      this.show = () => note('notification')(options);
    }
  },
  contextBridge: { exposeInMainWorld: note('expose') },
  ipcRenderer: Object.assign(new EventEmitter(), {
    send: note('send'),
    invoke: note('invoke', Promise.resolve({ ok: false, message: 'No.' })),
  }),
  webUtils: { getPathForFile: (file: { path?: string }) => file.path ?? '' },
};
export const { session, ipcRenderer } = modules;
(globalThis as Record<string, unknown>)['fakeElectron'] = modules;

/** Stands in for electron-updater's `autoUpdater`. */
export const autoUpdater = {
  requestHeaders: null as Record<string, string> | null,
  /** The version that the feed offers; null: the one that runs; an error: the feed cannot be read. */
  offered: null as string | Error | null,
  checkForUpdates() {
    note('checkForUpdates')();
    if (this.offered instanceof Error) return Promise.reject(this.offered);
    return Promise.resolve({
      isUpdateAvailable: this.offered !== null,
      updateInfo: { version: this.offered ?? '0.0.0' },
    });
  },
  downloadUpdate: note('downloadUpdate', Promise.resolve([])),
};
(globalThis as Record<string, unknown>)['fakeUpdater'] = autoUpdater;

const source = Object.keys(modules)
  .map((name) => `export const ${name} = globalThis.fakeElectron.${name};`)
  .join('\n');

const module = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;
const standIns = new Map([
  ['electron', module(source)],
  ['electron-updater', module('export default { autoUpdater: globalThis.fakeUpdater };')],
]);

/**
 * From here on `import ... from 'electron'` or 'electron-updater' gives the stand-in; import the app's files dynamically
 * afterwards.
 */
export function replaceElectron(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const url = standIns.get(specifier);
      return url === undefined ? next(specifier, context) : { url, shortCircuit: true };
    },
  });
}
