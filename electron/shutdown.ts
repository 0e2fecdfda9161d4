import { app } from 'electron';

/** What ends before the app does, and how it comes back. */
export interface ShutdownOptions {
  readonly closeEngine: () => Promise<void>;
  /** Shows the window, or opens one. */
  readonly show: () => void;
  readonly quitting: () => void;
}

/** The app's program: an AppImage is started by its own path, its content lies at another place each time. */
const programOf = (env: NodeJS.ProcessEnv) =>
  env['APPIMAGE'] === undefined ? {} : { execPath: env['APPIMAGE'] };

/** What the program is started with before any clips. */
const ownArguments = () => [
  ...(app.commandLine.hasSwitch('no-sandbox') ? ['--no-sandbox'] : []),
  ...(app.isPackaged ? [] : [app.getAppPath()]),
];

/**
 * The engine ends before the app does. Whoever opens the app in the meantime gets a new one as soon as this one is gone;
 * at any other time the window is shown. On macOS the app stays without windows.
 */
export function endWell({ closeEngine, show, quitting }: ShutdownOptions): void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  let wanted: string[] | null = null;

  function comeBack(paths: readonly string[]): void {
    if (state === 'open') show();
    else wanted = [...(wanted ?? []), ...paths];
  }

  function end(): void {
    state = 'closed';
    app.quit();
  }

  app.on('second-instance', (_event, _args, _folder, data) => {
    comeBack(pathsOf(data));
  });
  app.on('activate', () => comeBack([]));
  app.on('open-file', (_event, path) => comeBack([path]));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  // The lock is given back right after this event (OnQuit in Electron's electron_api_app.cc): nobody is heard of later.
  app.on('quit', () => {
    if (wanted === null) return;
    app.relaunch({ args: [...ownArguments(), ...wanted], ...programOf(process.env) });
  });
  app.on('before-quit', (event) => {
    quitting();
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    void closeEngine().finally(end);
  });
}

/** The files of a second instance, as electron/main.ts hands them over. */
export function pathsOf(data: unknown): string[] {
  const { paths } = (data ?? {}) as { paths?: unknown };
  return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : [];
}
