import { app, dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import type { AppTexts } from '../app-texts.ts';

/** So many ends of the window's process within the time are answered by loading it again; then a person decides. */
const mostReloads = 3;
const withinMs = 60_000;

/** Loads the page again when its process is gone; where that goes on, it asks once whether to try again. */
export function reloadAfterCrashes(
  window: BrowserWindow,
  { texts, log }: { readonly texts: () => AppTexts; readonly log: (line: string) => void },
): void {
  let times: number[] = [];

  async function ask(): Promise<void> {
    const { windowBroken, windowBrokenDetail, tryAgain, trayQuit } = texts();
    const box = {
      message: windowBroken,
      detail: windowBrokenDetail,
      buttons: [tryAgain, trayQuit],
      cancelId: 1,
    };
    const { response } = await dialog.showMessageBox(window, { type: 'error', ...box });
    times = [];
    if (response === 0) window.reload();
    else app.quit();
  }

  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    const now = performance.now();
    times = [...times.filter((time) => now - time < withinMs), now];
    const again = times.length <= mostReloads;
    log(
      `The window's process is gone (${reason}); ${again ? 'it is reloaded' : 'it is not reloaded automatically'}.`,
    );
    if (again) window.reload();
    else void ask();
  });
}
