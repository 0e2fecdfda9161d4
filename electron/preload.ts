// Runs in the sandbox, isolated from the page: it hands over the functions of FodvidHost and nothing else.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { IpcRendererEvent } from 'electron';
import type { FodvidHost, HostCall } from '../native/api/host.ts';
import { enginePortMessage, hostChannels } from '../native/api/transport/host-channels.ts';
import type { HostAnswer } from '../native/api/transport/host-channels.ts';

async function call(name: HostCall, ...params: readonly unknown[]): Promise<unknown> {
  const answer = (await ipcRenderer.invoke(hostChannels.call, name, params)) as HostAnswer;
  if (answer.ok) return answer.value;
  throw new Error(answer.message);
}

/** Hears one channel without handing the page Electron's event, through which it could answer. */
function listen(channel: string, listener: (payload: never) => void): () => void {
  const hear = (_event: IpcRendererEvent, ...payload: unknown[]) => listener(payload[0] as never);
  ipcRenderer.on(channel, hear);
  return () => {
    ipcRenderer.removeListener(channel, hear);
  };
}

const host: FodvidHost = {
  platform: process.platform as FodvidHost['platform'],
  pathsOf: (files) => files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== ''),
  chooseClips: () => call('chooseClips') as Promise<string[]>,
  chooseFolder: () => call('chooseFolder') as Promise<string | null>,
  chooseFile: (kind) => call('chooseFile', kind) as Promise<string | null>,
  chooseSavePath: (suggestedName, kind) =>
    call('chooseSavePath', suggestedName, kind) as Promise<string | null>,
  revealPath: (path) => call('revealPath', path) as Promise<void>,
  openPage: (url) => call('openPage', url) as Promise<void>,
  showLogs: () => call('showLogs') as Promise<void>,
  requestEnginePort: () => call('requestEnginePort') as Promise<void>,
  retryEngine: () => call('retryEngine') as Promise<void>,
  closeQuestionShown: () => call('closeQuestionShown') as Promise<boolean>,
  answerCloseQuestion: (answer) => call('answerCloseQuestion', answer) as Promise<void>,
  startDrag: (paths) => ipcRenderer.send(hostChannels.startDrag, paths),
  onEngineFailure: (listener) => listen(hostChannels.engineFailure, listener),
  onCloseQuestion: (listener) => listen(hostChannels.closeQuestion, listener),
  onMenuCommand: (listener) => listen(hostChannels.menuCommand, listener),
  onOpenPaths: (listener) => listen(hostChannels.openPaths, listener),
};
contextBridge.exposeInMainWorld('fodvidHost', host);

// A port cannot pass the bridge; it can pass from this world to the page's as a message of the window to itself.
ipcRenderer.on(hostChannels.enginePort, (event) => {
  window.postMessage(enginePortMessage, window.location.origin, [...event.ports]);
});
