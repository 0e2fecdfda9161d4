// Stands in for the modules `electron` and `electron-updater` at their border: what the app does to Electron is kept, and events can be sent.
import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

export const app = Object.assign(new EventEmitter(), {
  isPackaged: true,
  whenReady: () => Promise.resolve(),
  getPath: (name: string) => join(userFolder, name),
  getVersion: () => '0.0.0',
  enableSandbox: note('enableSandbox'),
  requestSingleInstanceLock: () => true,
  addRecentDocument: note('addRecentDocument'),
  clearRecentDocuments: note('clearRecentDocuments'),
  setAppUserModelId: note('setAppUserModelId'),
  quit: note('quit'),
  exit: note('exit'),
});

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
  isMaximized = () => true;
  getNormalBounds = () => ({ x: 10, y: 20, width: 1000, height: 700 });
  focus = note('focus');
  show = note('show');
  maximize = note('maximize');
}

/** The engine's process: says what a test lets it say, and keeps what it hears. */
export class Child extends EventEmitter {
  static readonly started: Child[] = [];
  readonly heard: { kind: string; [name: string]: unknown }[] = [];
  constructor() {
    super();
    Child.started.push(this);
  }
  postMessage(message: { kind: string }) {
    this.heard.push(message);
    if (message.kind === 'close') this.emit('exit', 0);
  }
  kill = () => true;
}

const modules = {
  app,
  BrowserWindow,
  protocol: {
    registerSchemesAsPrivileged: note('schemes'),
    handle: (_: string, it: Handler) => keep('protocol')(it),
  },
  ipcMain: { handle: (_: string, it: Handler) => keep('ipc')(it) },
  session: {
    defaultSession: Object.assign(new EventEmitter(), {
      setPermissionRequestHandler: keep('permissionRequest'),
      setPermissionCheckHandler: keep('permissionCheck'),
      setDevicePermissionHandler: keep('devicePermission'),
      webRequest: { onBeforeRequest: keep('beforeRequest') },
    }),
  },
  utilityProcess: { fork: () => new Child() },
  MessageChannelMain: class {
    port1 = {};
    port2 = {};
  },
  Menu: { buildFromTemplate: note('menu'), setApplicationMenu: note('setMenu') },
  dialog: {
    showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: ['/clips/a.mp4'] }),
    showSaveDialog: () => Promise.resolve({ canceled: true, filePath: '' }),
    showErrorBox: note('errorBox'),
    // The button on the left.
    showMessageBox: note('messageBox', Promise.resolve({ response: 0 })),
  },
  shell: { openExternal: note('openExternal', Promise.resolve()), showItemInFolder: note('showItem') },
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
