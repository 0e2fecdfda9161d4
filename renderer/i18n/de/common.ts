import type { Messages } from '../messages.ts';

export const common: Messages['common'] = {
  appName: 'FODVid Studio',
  navigation: {
    label: 'Ansichten',
    queue: 'Liste',
    viewer: 'Ansicht',
    metrics: 'Messwerte',
    gallery: 'Galerie',
    models: 'Modelle',
    settings: 'Optionen',
    shortcuts: 'Tastenkürzel',
  },
  actions: {
    cancel: 'Abbrechen',
    close: 'Schließen',
    retry: 'Erneut versuchen',
    dismiss: 'Verwerfen',
    reload: 'Fenster neu laden',
  },
  loading: 'Wird geladen …',
  failed: 'Das konnte nicht geladen werden',
  crashed: {
    title: 'In dieser Ansicht ist etwas schiefgegangen',
    text: 'Die Engine ist nicht betroffen: Was läuft, läuft weiter. Öffne eine andere Ansicht oder lade das Fenster neu.',
  },
  link: {
    connecting: 'Verbindung zur Engine wird aufgebaut …',
    lost: 'Die Engine ist gerade nicht erreichbar; die Verbindung wird wiederhergestellt. Nichts Fertiges geht verloren.',
    closed: 'Die Engine wurde beendet. Starte sie neu und lade dieses Fenster neu.',
    restarted: (reason) => `Die Engine wurde neu gestartet, die Liste ist, wie sie war. ${reason}`,
  },
  units: {
    frames: (count) => (count === 1 ? '1 Bild' : `${count.toLocaleString('de')} Bilder`),
    clips: (count) => (count === 1 ? '1 Clip' : `${count.toLocaleString('de')} Clips`),
    runs: (count) => (count === 1 ? '1 Lauf' : `${count.toLocaleString('de')} Läufe`),
  },
};
