import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import type { AppTexts } from './app-texts.ts';

/**
 * Where the app runs without Chromium's sandbox, because the system lets nobody make user namespaces (Ubuntu 24.04 and an
 * AppImage, say), the log says so at each start and the window once, with the way to have one.
 */
export function tellNoSandbox(
  window: BrowserWindow,
  { texts, log }: { readonly texts: () => AppTexts; readonly log: (line: string) => void },
): void {
  if (!app.commandLine.hasSwitch('no-sandbox')) return;
  log(
    'The window runs without a sandbox: --no-sandbox was given, for this system lets nobody make user namespaces.',
  );
  const told = join(app.getPath('userData'), 'no-sandbox-told');
  if (existsSync(told)) return;
  window.once('show', () => {
    const { noSandbox, noSandboxDetail } = texts();
    void dialog.showMessageBox(window, { type: 'warning', message: noSandbox, detail: noSandboxDetail });
    try {
      writeFileSync(told, '');
    } catch {
      // It is told again at the next start.
    }
  });
}
