import { join } from 'node:path';
import { Menu, app, crashReporter, session, shell, utilityProcess } from 'electron';
import type { BrowserWindow, MessagePortMain } from 'electron';
import { createClient } from '../native/api/transport/client.ts';
import type { EngineConnection } from '../native/api/transport/client.ts';
import type { MenuCommand } from '../native/api/host.ts';
import { hostChannels } from '../native/api/transport/host-channels.ts';
import type { Settings } from '../native/api/machine.ts';
import { openAppLog } from './app-log.ts';
import type { AppLog } from './app-log.ts';
import { menuTemplate } from './window/app-menu.ts';
import { createAppProtocol, serveAppScheme } from './window/app-protocol.ts';
import { appTexts } from './app-texts.ts';
import { openAppUpdates } from './updates/app-updates.ts';
import { createBackgroundWork } from './background-work.ts';
import { createCloseQuestion } from './window/close-question.ts';
import { connectWindow, openBridge, openDrags } from './window/bridge.ts';
import { offerContextMenus } from './window/context-menus.ts';
import type { EngineHostOptions } from './engine/engine-messages.ts';
import { startEngineProcess } from './engine/engine-process.ts';
import { openMainWindow } from './window/main-window.ts';
import { createOpenedPaths } from './opened-paths.ts';
import type { OpenedPaths } from './opened-paths.ts';
import { closeContents, closeSession } from './window/page-security.ts';
import { openRecentClips } from './recent-clips.ts';
import { tellNoSandbox } from './sandbox.ts';
import { endWell, pathsOf } from './shutdown.ts';
import { reloadAfterCrashes } from './window/window-crashes.ts';
import { showWork } from './work-signs.ts';

/** As in build/packages/electron-builder.mjs. */
const appId = 'studio.fodvid.app';
const here = import.meta.dirname;
const preload = join(here, 'preload.cjs');
const engineEntry = join(here, 'engine', 'engine-entry.js');
const rendererDir = join(here, '..', 'renderer');
const icon = join(here, '..', 'resources', 'icons', 'icon.png');

/** Runs the app; this is its first instance, `paths` are the files that it was started with. */
export async function startStudio(paths: readonly string[]): Promise<void> {
  // Reports of crashes stay in the app's folder; nothing is sent.
  crashReporter.start({ uploadToServer: false });
  // Windows shows notifications only of a program that it finds in the start menu under this name.
  app.setAppUserModelId(appId);
  const log = openAppLog(join(app.getPath('logs'), 'main.log'));
  const opened = createOpenedPaths();
  listenForPaths(opened);
  opened.open(paths);
  closeContents(app, log);
  await app.whenReady();
  log(`FODVid Studio ${app.getVersion()} on ${process.platform} starts.`);
  closeSession(session.defaultSession, log);
  // Before the window: macOS tells the app of its own start as it does of a click on its icon.
  serveAppScheme(await createAppProtocol(rendererDir));
  createStudio(log, opened).show();
}

/** Files that the system opens with the app: by event on macOS, by a second start anywhere. */
function listenForPaths(opened: OpenedPaths): void {
  app.on('open-file', (event, path) => {
    event.preventDefault();
    opened.open([path]);
  });
  app.on('second-instance', (_event, _args, _folder, data) => {
    opened.open(pathsOf(data));
  });
}

function createStudio(log: AppLog, opened: OpenedPaths) {
  let window: BrowserWindow | null = null;
  /** Whether the window's page waits for the engine. */
  let wanting = false;
  let settings: Settings | null = null;
  const texts = () => appTexts(settings?.language ?? 'en');
  const current = () => window;
  const closeQuestion = createCloseQuestion(texts);

  const engine = startEngineProcess<MessagePortMain>({
    start: () =>
      utilityProcess.fork(engineEntry, [JSON.stringify(engineOptions())], {
        serviceName: 'FODVid engine',
        // Into the log: what a library writes before it ends the process is the only word on why.
        stdio: 'pipe',
      }),
    log,
    trashItem: (path) => shell.trashItem(path),
    ready(restartReason) {
      // After a restart the page does not ask again: the new port comes to it.
      if (window !== null && (wanting || restartReason !== null)) connect(window);
      void readSettings();
    },
    failed(reason) {
      window?.webContents.send(hostChannels.engineFailure, reason);
    },
  });
  const client = createClient(engine.channel, log);
  const recent = openRecentClips(join(app.getPath('userData'), 'recent-clips.json'), setMenu);
  const updates = openAppUpdates({ window: current, texts, log, changed: setMenu });

  function connect(target: BrowserWindow): void {
    wanting = !connectWindow(target, (port) => engine.attach(port));
  }

  async function readSettings(): Promise<void> {
    settings = await client.call('settings.get', {}).catch(() => settings);
    setMenu();
  }

  function setMenu(): void {
    const state = {
      platform: process.platform,
      texts: texts(),
      recent: recent.list(),
      packaged: app.isPackaged,
      updates: updates.state(),
    };
    const actions = {
      command: (command: MenuCommand) => current()?.webContents.send(hostChannels.menuCommand, command),
      openRecent: (path: string) => opened.open([path]),
      clearRecent() {
        app.clearRecentDocuments();
        recent.clear();
      },
      showLogs: () => shell.showItemInFolder(log.path),
      checkForUpdates: () => void updates.check(),
      setAutomaticUpdates: (automatic: boolean) => updates.setAutomatic(automatic),
    };
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(state, actions)));
  }

  function open(): void {
    const made = openMainWindow({ preload, icon, state: join(app.getPath('userData'), 'window.json') });
    window = made;
    // The page takes opened paths once it has asked for its port: its listeners are there then.
    made.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) opened.deliverTo(null);
    });
    reloadAfterCrashes(made, { texts, log });
    offerContextMenus(made, texts);
    background.watch(made);
    tellNoSandbox(made, { texts, log });
    made.on('closed', () => {
      window = null;
      opened.deliverTo(null);
    });
  }

  function show(): void {
    background.shown();
    if (window === null) {
      open();
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  openBridge({
    window: current,
    texts,
    log,
    logPath: log.path,
    knownPages: async () => (await client.call('models.list', {})).models.map(({ sourcePage }) => sourcePage),
    wantPort() {
      if (window === null) return;
      const page = window.webContents;
      if (engine.failure !== null) page.send(hostChannels.engineFailure, engine.failure);
      connect(window);
      opened.deliverTo((paths) => page.send(hostChannels.openPaths, paths));
    },
    retryEngine: () => engine.retry(),
    closeQuestion,
  });
  openDrags(icon, log);
  client.on('settings.changed', () => void readSettings());
  const work = showWork(client, {
    window: current,
    texts,
    notifyAtEnd: () => settings?.notifyAtEnd !== false,
    show,
  });
  const background = createBackgroundWork({
    icon,
    platform: process.platform,
    texts,
    working: work.working,
    question: closeQuestion,
    show,
    pause: () => void client.call('queue.pause', {}).catch(() => undefined),
    quit: () => app.quit(),
  });
  rememberClips(client, (path) => {
    app.addRecentDocument(path);
    recent.add(path);
  });
  endWell({ closeEngine: () => engine.close(), show, quitting: () => background.quitting() });
  setMenu();
  updates.start();
  return { show };
}

/** Clips that come into the queue, by whatever way. */
function rememberClips(client: EngineConnection, add: (path: string) => void): void {
  let known: Set<number> | null = null;
  client.on('queue.changed', ({ items }) => {
    const fresh = known === null ? [] : items.filter(({ id }) => known?.has(id) === false);
    known = new Set(items.map(({ id }) => id));
    for (const { clip } of fresh) add(clip);
  });
  client.onState((state) => {
    if (state !== 'open') return;
    const first = client.call('queue.list', {});
    void first.then(({ items }) => (known ??= new Set(items.map(({ id }) => id)))).catch(() => undefined);
  });
}

const engineOptions = (): EngineHostOptions => ({
  settingsFile: join(app.getPath('userData'), 'settings.json'),
  defaultOutputDir: join(app.getPath('videos'), 'FODVid Studio'),
});
