import type { Page } from 'playwright-core';
import { enginePortMessage } from '../../native/api/transport/host-channels.ts';

/** The event that stands for the main process's question. */
const closeEvent = 'stand-in:close';

/**
 * Loads the page again as in the desktop app on Linux: what Electron's preload offers is stood in for, and the engine's port
 * leads to that of the server. With `failure` there is no engine, for that reason.
 */
export async function standInForElectron(page: Page, failure: string | null): Promise<void> {
  await page.addInitScript(
    ([reason, portMessage, closing]) => {
      const done = () => Promise.resolve();
      const nothing = () => done;

      async function answerPicture(port: MessagePort, picture: number, path: string): Promise<void> {
        const response = await fetch(new URL(`media/${path}`, document.baseURI));
        const bytes = response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
        port.postMessage({ picture, contentType: response.headers.get('content-type') ?? '', bytes });
      }

      function openPort(): Promise<void> {
        const address = new URL('engine', document.baseURI);
        address.protocol = 'ws:';
        const socket = new WebSocket(address);
        const { port1, port2 } = new MessageChannel();
        socket.onmessage = ({ data }) => port1.postMessage(JSON.parse(data as string));
        port1.onmessage = ({ data }: MessageEvent<{ picture?: number; path?: string }>) => {
          if (data.picture !== undefined) void answerPicture(port1, data.picture, data.path ?? '');
          else if (!('cancelPicture' in data)) socket.send(JSON.stringify(data));
        };
        socket.onopen = () => window.postMessage(portMessage, location.origin, [port2]);
        return done();
      }

      Object.assign(window, {
        fodvidHost: {
          platform: 'linux',
          requestEnginePort: reason === null ? openPort : done,
          retryEngine: done,
          showLogs: done,
          closeQuestionShown: () => Promise.resolve(true),
          answerCloseQuestion: done,
          onMenuCommand: nothing,
          onOpenPaths: nothing,
          onEngineFailure(hear: (reason: string) => void) {
            if (reason !== null) setTimeout(() => hear(reason));
            return done;
          },
          onCloseQuestion(hear: () => void) {
            window.addEventListener(closing, hear);
            return () => window.removeEventListener(closing, hear);
          },
        },
      });
    },
    [failure, enginePortMessage, closeEvent] as const,
  );
  await page.reload();
}

/** Asks as the main process does when the window is closed while a clip runs. */
export const askBeforeClosing = (page: Page): Promise<void> =>
  page.evaluate((closing) => void window.dispatchEvent(new Event(closing)), closeEvent);
