import { writeFileSync } from 'node:fs';
import { BrowserWindow, app, nativeTheme, screen } from 'electron';
import { appPage } from './own-page.ts';
import { readWindowState } from './window-state.ts';
import type { WindowState } from './window-state.ts';

const usualSize = { width: 1280, height: 800 };
const smallestSize = { minWidth: 960, minHeight: 600 };
/** As the page's own (renderer/theme/palette.ts), so that nothing flashes. */
const background = { dark: '#121317', light: '#f3f4f6' };

/** Files of the window. */
export interface WindowFiles {
  readonly preload: string;
  readonly icon: string;
  readonly state: string;
}

/** Opens the window where it last was; it shows when its page has drawn. */
export function openMainWindow({ preload, icon, state }: WindowFiles): BrowserWindow {
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
  const last = readWindowState(state, screens);
  const window = new BrowserWindow({
    ...usualSize,
    ...smallestSize,
    ...(last === null ? {} : placeOf(last)),
    show: false,
    icon,
    title: 'FODVid Studio',
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      devTools: !app.isPackaged,
    },
  });
  if (last?.maximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => keepState(window, state));
  void window.loadURL(appPage);
  return window;
}

const placeOf = ({ x, y, width, height }: WindowState) => ({ x, y, width, height });

function keepState(window: BrowserWindow, path: string): void {
  const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() };
  try {
    writeFileSync(path, JSON.stringify(state));
  } catch {
    // The window opens at its usual place next time.
  }
}
