import type { Page } from 'playwright-core';
import { newToken } from '../../native/serve/access.ts';
import { openDoor } from '../../native/serve/door.ts';
import { answerFailure } from '../../native/serve/failure-page.ts';
import { standInForElectron } from './desktop-host.ts';
import type { Screenshot } from './pictures.ts';

const reason =
  'The library sharp cannot be loaded: libvips-cpp.so.8.18.3: cannot open shared object file: No such file or directory. ' +
  'Put the file back or install the app again, then try again.';

/** The page in the desktop app, whose engine cannot start. */
async function showCannotStart(page: Page): Promise<void> {
  await standInForElectron(page, reason);
  await page.getByRole('alert').waitFor();
}

/** What `fodvid serve` answers while a library is missing. */
async function showCannotStartInBrowser(page: Page): Promise<void> {
  const door = await openDoor({ port: 0, token: newToken(), log: () => undefined });
  door.server.unref();
  void answerFailure(door, reason, () => Promise.resolve(reason), new AbortController().signal);
  await page.goto(door.address);
  await page.getByRole('button', { name: 'Try again' }).waitFor();
}

async function showReconnecting(page: Page): Promise<void> {
  const open: { close: () => Promise<void> }[] = [];
  let away = false;
  await page.routeWebSocket(/\/engine$/, (socket) => {
    if (away) return void socket.close();
    socket.connectToServer();
    return void open.push(socket);
  });
  await page.reload();
  await page.getByRole('heading', { name: 'No clips yet' }).waitFor();
  away = true;
  for (const socket of open) await socket.close();
  await page.getByText('Reconnecting').waitFor();
}

/** What a person sees when something is not as it should be. */
export const statePictures: readonly Screenshot[] = [
  { name: 'cannot-start', show: showCannotStart },
  { name: 'cannot-start-browser', show: showCannotStartInBrowser },
  { name: 'reconnecting', show: showReconnecting },
];
