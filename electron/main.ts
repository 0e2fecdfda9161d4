// The app's first file: what must be said before Electron is ready, and that there is one instance only.
import { app, dialog } from 'electron';
import { declareAppScheme } from './app-protocol.ts';
import { startStudio } from './studio.ts';

function giveUp(error: unknown): void {
  dialog.showErrorBox('FODVid Studio cannot start', error instanceof Error ? error.message : String(error));
  app.exit(1);
}

declareAppScheme();
app.enableSandbox();
// A second instance has told the first one of its files by asking for the lock.
// Not awaited: Electron is not ready before this module has come to its end.
if (app.requestSingleInstanceLock()) startStudio().catch(giveUp);
else app.quit();
