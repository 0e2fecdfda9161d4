import type { Messages } from '../english.ts';

export const settings: Messages['settings'] = {
  title: 'Einstellungen',
  appearance: {
    title: 'Darstellung',
    theme: 'Farbschema',
    themes: { system: 'System', light: 'Hell', dark: 'Dunkel' },
    language: 'Sprache',
    languages: { en: 'English', de: 'Deutsch' },
    motion: 'Bewegung reduzieren',
    motions: { system: 'System', on: 'Ein', off: 'Aus' },
  },
  results: {
    title: 'Ergebnisse',
    outputDir: 'Ausgabeordner',
    outputHint: 'Jeder Clip bekommt einen eigenen Unterordner.',
    choose: 'Auswählen…',
    show: 'Anzeigen',
    notify: 'Benachrichtigen, wenn die Warteschlange fertig ist',
  },
  config: {
    title: 'Neue Clips',
    text: 'Standardeinstellungen für neue Clips. Beim Hinzufügen lassen sie sich für jeden Clip ändern.',
  },
  presets: { title: 'Deine Vorgaben', remove: (name) => `Vorgabe ${name} entfernen` },
  cache: {
    title: 'Cache',
    text: 'Optischer Fluss, Merkmale und Schnitte früherer Läufe. Ein Lauf mit anderem α oder τ verwendet Fluss und Merkmale wieder.',
    used: (size, limit) => `${size} von ${limit} belegt`,
    limit: 'Obergrenze (GB)',
    folder: 'Ordner',
    clear: 'Cache leeren',
    clearQuestion: 'Cache leeren?',
    clearText: (size) =>
      `${size} Zwischenergebnisse werden gelöscht. Masken und Überlagerungen bleiben; bevor sich Bilder korrigieren lassen, muss ihr Clip neu laufen.`,
  },
  about: {
    title: 'Über',
    version: (version, platform) => `Version ${version} auf ${platform}`,
    shortcuts: 'Tastenkürzel',
    logs: 'Protokolle anzeigen',
  },
  queueEnded: { title: 'Warteschlange fertig', text: (done) => `${done} fertig` },
};
