import { Menu } from 'electron';
import type { BrowserWindow } from 'electron';
import type { AppTexts } from '../app-texts.ts';
import { contextItems } from './edit-items.ts';

/** Opens the menu of a text field under the pointer. */
export function offerContextMenus(window: BrowserWindow, texts: () => AppTexts): void {
  window.webContents.on('context-menu', (_event, params) => {
    const items = contextItems(params, texts());
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window });
  });
}
