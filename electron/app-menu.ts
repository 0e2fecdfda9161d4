import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../native/api/host.ts';
import type { AppTexts } from './app-texts.ts';
import type { UpdatesState } from './updates.ts';

/** What menu items do. */
export interface MenuActions {
  readonly command: (command: MenuCommand) => void;
  readonly openRecent: (path: string) => void;
  readonly clearRecent: () => void;
  readonly showLogs: () => void;
  readonly checkForUpdates: () => void;
  readonly setAutomaticUpdates: (automatic: boolean) => void;
}

/** What the menu depends on. */
export interface MenuState {
  readonly platform: NodeJS.Platform;
  readonly texts: AppTexts;
  readonly recent: readonly string[];
  /** The developer tools are for checkouts only. */
  readonly packaged: boolean;
  readonly updates: UpdatesState;
}

/** The application's menu. */
export function menuTemplate(
  { platform, texts, recent, packaged, updates }: MenuState,
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  const command = (label: string, name: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    id: name,
    label,
    click: () => actions.command(name),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  const settings = command(texts.settings, 'showSettings', 'CommandOrControl+,');
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const updateItems = itemsOfUpdates(texts, updates, actions);
  return [
    ...(mac ? [appMenu(settings, updateItems)] : []),
    {
      label: texts.file,
      submenu: [
        command(texts.addClips, 'addClips', 'CommandOrControl+O'),
        command(texts.addFolder, 'addFolder', 'CommandOrControl+Shift+O'),
        recentMenu(texts, recent, actions),
        separator,
        ...(mac ? [] : [settings, separator]),
        mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { label: texts.edit, role: 'editMenu' },
    {
      label: texts.queue,
      submenu: [command(texts.startQueue, 'startQueue'), command(texts.pauseQueue, 'pauseQueue')],
    },
    {
      label: texts.view,
      submenu: [
        command(texts.showQueue, 'showQueue', 'CommandOrControl+1'),
        command(texts.showBoard, 'showBoard', 'CommandOrControl+6'),
        command(texts.showViewer, 'showViewer', 'CommandOrControl+2'),
        command(texts.showMetrics, 'showMetrics', 'CommandOrControl+3'),
        command(texts.showGallery, 'showGallery', 'CommandOrControl+4'),
        command(texts.showModels, 'showModels', 'CommandOrControl+5'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(packaged ? [] : [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]),
      ],
    },
    { label: texts.window, role: 'windowMenu' },
    {
      label: texts.help,
      role: 'help',
      submenu: [
        command(texts.shortcuts, 'showShortcuts'),
        { id: 'showLogs', label: texts.showLogs, click: actions.showLogs },
        ...(mac ? [] : [separator, ...updateItems, separator, { role: 'about' } as const]),
      ],
    },
  ];
}

const appMenu = (
  settings: MenuItemConstructorOptions,
  updateItems: readonly MenuItemConstructorOptions[],
): MenuItemConstructorOptions => ({
  role: 'appMenu',
  submenu: [
    { role: 'about' },
    ...updateItems,
    { type: 'separator' },
    settings,
    { type: 'separator' },
    { role: 'services' },
    { type: 'separator' },
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    { type: 'separator' },
    { role: 'quit' },
  ],
});

/** A package that cannot be updated says why in place of the items. */
function itemsOfUpdates(
  texts: AppTexts,
  updates: UpdatesState,
  { checkForUpdates, setAutomaticUpdates }: MenuActions,
): MenuItemConstructorOptions[] {
  if (!updates.available)
    return [{ id: 'noUpdates', label: texts.noUpdates[updates.reason], enabled: false }];
  return [
    {
      id: 'checkForUpdates',
      label: updates.checking ? texts.checkingForUpdates : texts.checkForUpdates,
      enabled: !updates.checking,
      click: checkForUpdates,
    },
    {
      id: 'updateAutomatically',
      label: texts.updateAutomatically,
      type: 'checkbox',
      checked: updates.automatic,
      click: ({ checked }) => setAutomaticUpdates(checked),
    },
  ];
}

function recentMenu(
  texts: AppTexts,
  recent: readonly string[],
  { openRecent, clearRecent }: MenuActions,
): MenuItemConstructorOptions {
  return {
    label: texts.recent,
    enabled: recent.length > 0,
    submenu: [
      ...recent.map((path) => ({ label: path, click: () => openRecent(path) })),
      { type: 'separator' },
      { label: texts.clearRecent, click: clearRecent },
    ],
  };
}
