import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../../native/api/host.ts';
import type { AppTexts } from '../app-texts.ts';
import { editItems } from './edit-items.ts';
import type { UpdatesState } from '../updates/updates.ts';

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
    ...(mac ? [appMenu(texts, settings, updateItems)] : []),
    {
      label: texts.file,
      submenu: [
        command(texts.addClips, 'addClips', 'CommandOrControl+O'),
        command(texts.addFolder, 'addFolder', 'CommandOrControl+Shift+O'),
        recentMenu(texts, recent, actions),
        separator,
        ...(mac ? [] : [settings, separator]),
        mac ? { role: 'close', label: texts.closeWindow } : { role: 'quit', label: texts.quit },
      ],
    },
    { label: texts.edit, submenu: editItems(texts) },
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
        { role: 'resetZoom', label: texts.actualSize },
        { role: 'zoomIn', label: texts.zoomIn },
        { role: 'zoomOut', label: texts.zoomOut },
        { role: 'togglefullscreen', label: texts.fullScreen },
        ...(packaged
          ? []
          : [
              separator,
              { role: 'reload', label: texts.reload } as const,
              { role: 'toggleDevTools', label: texts.developerTools } as const,
            ]),
      ],
    },
    {
      label: texts.window,
      role: 'window',
      submenu: [
        { role: 'minimize', label: texts.minimize },
        ...(mac
          ? [
              { role: 'zoom', label: texts.zoomWindow } as const,
              separator,
              { role: 'front', label: texts.allToFront } as const,
            ]
          : [{ role: 'close', label: texts.closeWindow } as const]),
      ],
    },
    {
      label: texts.help,
      role: 'help',
      submenu: [
        command(texts.shortcuts, 'showShortcuts'),
        { id: 'showLogs', label: texts.showLogs, click: actions.showLogs },
        ...(mac
          ? []
          : [separator, ...updateItems, separator, { role: 'about', label: texts.about } as const]),
      ],
    },
  ];
}

const appMenu = (
  texts: AppTexts,
  settings: MenuItemConstructorOptions,
  updateItems: readonly MenuItemConstructorOptions[],
): MenuItemConstructorOptions => ({
  // The system writes the app's own name there, whatever the label.
  label: 'FODVid Studio',
  submenu: [
    { role: 'about', label: texts.about },
    ...updateItems,
    { type: 'separator' },
    settings,
    { type: 'separator' },
    { role: 'services', label: texts.services },
    { type: 'separator' },
    { role: 'hide', label: texts.hide },
    { role: 'hideOthers', label: texts.hideOthers },
    { role: 'unhide', label: texts.showAll },
    { type: 'separator' },
    { role: 'quit', label: texts.quit },
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
