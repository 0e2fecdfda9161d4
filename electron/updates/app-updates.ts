import { join } from 'node:path';
import { app, dialog } from 'electron';
import type { BrowserWindow, MessageBoxOptions } from 'electron';
import type { AppTexts } from '../app-texts.ts';
import { readUpdateFeed } from './update-feed.ts';
import { createUpdates } from './updates.ts';
import type { Updates } from './updates.ts';

/** What the dialogs of updates are shown with. */
export interface AppUpdatesOptions {
  readonly window: () => BrowserWindow | null;
  readonly texts: () => AppTexts;
  readonly log: (line: string) => void;
  readonly changed: () => void;
}

/** Updates of this package by electron-updater; a checkout has none. */
export function openAppUpdates({ window, texts, log, changed }: AppUpdatesOptions): Updates {
  const show = (box: MessageBoxOptions) => {
    const parent = window();
    return parent === null ? dialog.showMessageBox(box) : dialog.showMessageBox(parent, box);
  };
  return createUpdates({
    feed: app.isPackaged
      ? readUpdateFeed(process.resourcesPath, process.platform)
      : { usable: false, reason: 'noAddress' },
    choiceFile: join(app.getPath('userData'), 'updates.json'),
    load: async () => (await import('electron-updater')).default.autoUpdater,
    log,
    texts,
    tell: (message, detail) => void show({ message, ...(detail === undefined ? {} : { detail }) }),
    async confirm(message, yes) {
      const { response } = await show({
        message,
        buttons: [yes, texts().cancel],
        defaultId: 0,
        cancelId: 1,
      });
      return response === 0;
    },
    changed,
  });
}
