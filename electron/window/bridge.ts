import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannelMain, app, dialog, ipcMain, nativeImage, shell } from 'electron';
import type { BrowserWindow, FileFilter, MessagePortMain, OpenDialogOptions } from 'electron';
import { z } from 'zod';
import { firstIssue } from '../../native/api/transport/dispatch.ts';
import { hostCalls } from '../../native/api/host.ts';
import type { ChosenFileKind, CloseAnswer, HostCall } from '../../native/api/host.ts';
import { hostChannels } from '../../native/api/transport/host-channels.ts';
import type { HostAnswer } from '../../native/api/transport/host-channels.ts';
import { pathText } from '../../native/api/method.ts';
import { videoExtensions } from '../../native/base/file-kinds.ts';
import type { AppTexts } from '../app-texts.ts';
import type { CloseQuestion } from './close-question.ts';
import { isOwnFrame } from './own-page.ts';

/** What the bridge needs of the rest of the app. */
export interface BridgeOptions {
  readonly window: () => BrowserWindow | null;
  readonly texts: () => AppTexts;
  readonly log: (line: string) => void;
  readonly logPath: string;
  /** The addresses that may be opened in the person's browser. */
  readonly knownPages: () => Promise<readonly string[]>;
  /** The window wants a port to the engine. */
  readonly wantPort: () => void;
  /** The person wants an engine that failed to be tried again. */
  readonly retryEngine: () => void;
  readonly closeQuestion: CloseQuestion;
}

const filters: Readonly<Record<ChosenFileKind, readonly string[]>> = {
  video: videoExtensions,
  model: ['pth', 'pt', 'ckpt', 'safetensors', 'onnx', 'tar'],
  csv: ['csv'],
  json: ['json'],
  png: ['png'],
};

type HostFunctions = {
  readonly [C in HostCall]: (...params: never[]) => Promise<unknown>;
};

/** Answers the preload script's calls and drags: from the app's own page only, each parameter checked, errors as one sentence. */
export function openBridge(options: BridgeOptions): void {
  const functions = hostFunctions(options);
  ipcMain.handle(hostChannels.call, async (event, name: unknown, params: unknown): Promise<HostAnswer> => {
    if (!isOwnFrame(event.senderFrame))
      return refuse(options.log, `a call from ${event.senderFrame?.url ?? 'a frame that is gone'}`);
    if (!isHostCall(name)) return refuse(options.log, 'a call that does not exist');
    const checked = hostCalls[name].params.safeParse(params);
    if (!checked.success)
      return refuse(options.log, `the parameters of ${name}: ${firstIssue(checked.error)}`);
    try {
      return { ok: true, value: await functions[name](...(checked.data as never[])) };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      options.log(`The call ${name} failed: ${message}`);
      return { ok: false, message };
    }
  });
}

/** Drags of existing files out of the window, with the app's icon, for the own page only. */
export function openDrags(icon: string, log: (line: string) => void): void {
  ipcMain.on(hostChannels.startDrag, (event, paths: unknown) => {
    const checked = draggedPaths.safeParse(paths);
    if (!isOwnFrame(event.senderFrame) || !checked.success) {
      refuse(log, 'a drag');
      return;
    }
    const files = checked.data.filter((path) => existsSync(path));
    // Electron throws for a drag of nothing.
    if (files.length === 0) log(`Nothing is dragged: ${checked.data[0]} is not there.`);
    else
      event.sender.startDrag({
        file: files[0]!,
        files,
        icon: nativeImage.createFromPath(icon).resize({ width: 64 }),
      });
  });
}

const draggedPaths = z.tuple([pathText]).rest(pathText);

const isHostCall = (name: unknown): name is HostCall =>
  typeof name === 'string' && Object.hasOwn(hostCalls, name);

function refuse(log: (line: string) => void, what: string): HostAnswer {
  log(`Refused ${what}.`);
  return { ok: false, message: 'The app refused this call.' };
}

function hostFunctions(options: BridgeOptions): HostFunctions {
  const { window, texts, logPath, knownPages, wantPort, retryEngine, closeQuestion } = options;
  async function choose(dialogOptions: OpenDialogOptions): Promise<string[]> {
    const parent = window();
    const { canceled, filePaths } =
      parent === null
        ? await dialog.showOpenDialog(dialogOptions)
        : await dialog.showOpenDialog(parent, dialogOptions);
    return canceled ? [] : filePaths;
  }
  const filter = (kind: ChosenFileKind): FileFilter[] => [
    { name: texts().fileKinds[kind], extensions: [...filters[kind]] },
  ];
  return {
    chooseClips: () => choose({ properties: ['openFile', 'multiSelections'], filters: filter('video') }),
    chooseFolder: async () => (await choose({ properties: ['openDirectory', 'createDirectory'] }))[0] ?? null,
    chooseFile: async (kind: ChosenFileKind) =>
      (await choose({ properties: ['openFile'], filters: filter(kind) }))[0] ?? null,
    async chooseSavePath(name: string, kind: ChosenFileKind) {
      const saveOptions = { defaultPath: join(app.getPath('documents'), name), filters: filter(kind) };
      const parent = window();
      const { canceled, filePath } =
        parent === null
          ? await dialog.showSaveDialog(saveOptions)
          : await dialog.showSaveDialog(parent, saveOptions);
      return canceled ? null : filePath;
    },
    revealPath(path: string) {
      // Shows it in its folder; nothing is opened or run.
      shell.showItemInFolder(path);
      return Promise.resolve();
    },
    async openPage(url: string) {
      if (!(await knownPages()).includes(url)) throw new Error('This page is not one of the model registry.');
      await shell.openExternal(url);
    },
    showLogs() {
      shell.showItemInFolder(logPath);
      return Promise.resolve();
    },
    requestEnginePort() {
      wantPort();
      return Promise.resolve();
    },
    retryEngine() {
      retryEngine();
      return Promise.resolve();
    },
    closeQuestionShown: () => Promise.resolve(closeQuestion.shown()),
    answerCloseQuestion(answer: CloseAnswer) {
      closeQuestion.answer(answer);
      return Promise.resolve();
    },
  };
}

/** Lays a line between a window's page and the engine; `attach` gives the engine its end, or says that it cannot. */
export function connectWindow(window: BrowserWindow, attach: (port: MessagePortMain) => boolean): boolean {
  const { port1, port2 } = new MessageChannelMain();
  if (!attach(port1)) return false;
  window.webContents.postMessage(hostChannels.enginePort, null, [port2]);
  return true;
}
