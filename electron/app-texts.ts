import type { Settings } from '../native/api/machine.ts';

/** The texts of the system's own parts: menus, notifications, message boxes. The page has its own catalogue. */
const english = {
  file: 'File',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  help: 'Help',
  queue: 'Queue',
  addClips: 'Add Clips…',
  addFolder: 'Add Folder…',
  recent: 'Open Recent',
  clearRecent: 'Clear Menu',
  settings: 'Settings…',
  startQueue: 'Start',
  pauseQueue: 'Pause After the Current Clip',
  showQueue: 'Queue',
  showBoard: 'Review',
  showViewer: 'Viewer',
  showMetrics: 'Metrics',
  showGallery: 'Gallery',
  showModels: 'Models',
  shortcuts: 'Keyboard Shortcuts',
  showLogs: 'Show Logs',
  engineBroken: 'The engine cannot start',
  checkForUpdates: 'Check for Updates…',
  checkingForUpdates: 'Checking for Updates…',
  updateAutomatically: 'Update Automatically',
  noUpdates: {
    noAddress: 'No Updates: This Package Has No Update Address',
    notHttps: 'No Updates: The Update Address Is Not Secure',
    unsigned: 'No Updates: This Package Is Not Signed',
  },
  upToDate: 'FODVid Studio is up to date.',
  updateFound: (version: string) =>
    `Version ${version} is available. It is installed when FODVid Studio is quit.`,
  download: 'Download',
  cancel: 'Cancel',
  updateReady: (version: string) =>
    `Version ${version} is downloaded. It is installed when FODVid Studio is quit.`,
  updateFailed: 'The update failed; try again later, or install the new version by hand.',
  finished: 'Queue finished',
  finishedBody: (done: number, failed: number) =>
    `${done} ${done === 1 ? 'clip' : 'clips'} done${failed === 0 ? '' : `, ${failed} failed`}.`,
};
export type AppTexts = typeof english;

const german: AppTexts = {
  file: 'Datei',
  edit: 'Bearbeiten',
  view: 'Ansicht',
  window: 'Fenster',
  help: 'Hilfe',
  queue: 'Warteschlange',
  addClips: 'Clips hinzufügen…',
  addFolder: 'Ordner hinzufügen…',
  recent: 'Zuletzt geöffnet',
  clearRecent: 'Einträge löschen',
  settings: 'Einstellungen…',
  startQueue: 'Starten',
  pauseQueue: 'Nach dem laufenden Clip anhalten',
  showQueue: 'Warteschlange',
  showBoard: 'Sichtung',
  showViewer: 'Viewer',
  showMetrics: 'Messwerte',
  showGallery: 'Galerie',
  showModels: 'Modelle',
  shortcuts: 'Tastenkürzel',
  showLogs: 'Protokolle anzeigen',
  engineBroken: 'Die Engine kann nicht starten',
  checkForUpdates: 'Nach Updates suchen…',
  checkingForUpdates: 'Updates werden gesucht…',
  updateAutomatically: 'Automatisch aktualisieren',
  noUpdates: {
    noAddress: 'Keine Updates: Dieses Paket hat keine Update-Adresse',
    notHttps: 'Keine Updates: Die Update-Adresse ist nicht sicher',
    unsigned: 'Keine Updates: Dieses Paket ist nicht signiert',
  },
  upToDate: 'FODVid Studio ist auf dem neuesten Stand.',
  updateFound: (version) =>
    `Version ${version} ist verfügbar. Sie wird installiert, wenn FODVid Studio beendet wird.`,
  download: 'Herunterladen',
  cancel: 'Abbrechen',
  updateReady: (version) =>
    `Version ${version} ist heruntergeladen. Sie wird installiert, wenn FODVid Studio beendet wird.`,
  updateFailed:
    'Das Update ist fehlgeschlagen; bitte später noch einmal versuchen oder die neue Version selbst installieren.',
  finished: 'Warteschlange fertig',
  finishedBody: (done, failed) =>
    `${done} ${done === 1 ? 'Clip' : 'Clips'} fertig${failed === 0 ? '' : `, ${failed} fehlgeschlagen`}.`,
};

/** The texts of a language of the settings. */
export const appTexts = (language: Settings['language']): AppTexts => (language === 'de' ? german : english);
