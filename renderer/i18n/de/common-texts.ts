import type { Messages } from '../english.ts';

export const common: Messages['common'] = {
  appName: 'FODVid Studio',
  navigation: {
    label: 'Ansichten',
    queue: 'Warteschlange',
    board: 'Sichtung',
    viewer: 'Viewer',
    metrics: 'Messwerte',
    gallery: 'Galerie',
    models: 'Modelle',
    settings: 'Einstellungen',
    shortcuts: 'Tastenkürzel',
  },
  actions: {
    cancel: 'Abbrechen',
    close: 'Schließen',
    retry: 'Erneut versuchen',
    dismiss: 'Ausblenden',
    reload: 'Fenster neu laden',
  },
  loading: 'Wird geladen…',
  failed: 'Diese Ansicht konnte nicht geladen werden',
  crashed: {
    title: 'In dieser Ansicht ist ein Fehler aufgetreten',
    text: 'Laufende Clips sind nicht betroffen. Öffne eine andere Ansicht oder lade das Fenster neu.',
  },
  link: {
    connecting: 'Verbindung zur Engine wird hergestellt…',
    lost: 'Verbindung verloren. Wird wiederhergestellt…',
    restarted: (reason) => `Die Engine wurde neu gestartet; die Warteschlange ist unverändert. ${reason}`,
  },
  units: {
    frames: (count) => (count === 1 ? '1 Bild' : `${count.toLocaleString('de')} Bilder`),
    clips: (count) => (count === 1 ? '1 Clip' : `${count.toLocaleString('de')} Clips`),
    runs: (count) => (count === 1 ? '1 Lauf' : `${count.toLocaleString('de')} Läufe`),
  },
};
