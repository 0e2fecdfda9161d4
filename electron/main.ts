// The app's first file: what must be said before Electron is ready, and that there is one instance only.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { app, dialog } from 'electron';
import { declareAppScheme } from './window/app-protocol.ts';
import { pathsInArguments } from './opened-paths.ts';
import { startSmoke } from './smoke.ts';
import { startStudio } from './studio.ts';

function giveUp(error: unknown): void {
  dialog.showErrorBox('FODVid Studio cannot start', error instanceof Error ? error.message : String(error));
  app.exit(1);
}

/** A folder of one's own in place of the app's: for a second studio beside the first, and for tests. */
function useFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  app.setPath('userData', folder);
}

const { FODVID_CONFIG } = process.env;
if (FODVID_CONFIG) useFolder(resolve(FODVID_CONFIG));
declareAppScheme();
// Where the system allows no sandbox the launcher says so by this switch (docs/electron.md), and enableSandbox would take
// the switch away (RemoveNoSandboxSwitch in Electron's electron_api_app.cc): the app would abort instead of opening.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
const args = process.argv.slice(1);
const paths = pathsInArguments(args, process.cwd(), app.getAppPath());
// Not awaited: Electron is not ready before this module has come to its end.
if (args.includes('--smoke')) void startSmoke();
// A second instance hands its files to the first one with the request for the lock: Chromium adds to the arguments that
// the first one hears of, and changes their order.
else if (app.requestSingleInstanceLock({ paths })) startStudio(paths).catch(giveUp);
else app.quit();
