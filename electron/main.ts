// The app's first file: what must be said before Electron is ready, and that there is one instance only.
import { app } from 'electron';
import { declareAppScheme } from './app-protocol.ts';
import { startStudio } from './studio.ts';

declareAppScheme();
app.enableSandbox();
// A second instance has told the first one of its files by asking for the lock.
// Not awaited: Electron is not ready before this module has come to its end.
if (app.requestSingleInstanceLock()) void startStudio();
else app.quit();
