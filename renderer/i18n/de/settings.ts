import type { Messages } from '../messages.ts';

export const settings: Messages['settings'] = {
  title: 'Einstellungen',
  appearance: {
    title: 'Darstellung',
    theme: 'Farbschema',
    themes: { system: 'System', light: 'Hell', dark: 'Dunkel' },
    language: 'Sprache',
    languages: { en: 'English', de: 'Deutsch' },
    motion: 'Weniger Bewegung',
    motions: { system: 'System', on: 'Ein', off: 'Aus' },
  },
  results: {
    title: 'Ergebnisse',
    outputDir: 'Ausgabeordner',
    outputHint: 'Jeder Clip bekommt darin einen eigenen Ordner.',
    choose: 'Wählen …',
    show: 'Zeigen',
    notify: 'Benachrichtigen, wenn die Liste zu Ende ist',
  },
  config: {
    title: 'Neue Clips',
    text: 'Womit Clips beginnen; beim Hinzufügen lässt es sich für jeden ändern.',
  },
  presets: { title: 'Deine Vorgaben', remove: (name) => `Die Vorgabe ${name} entfernen` },
  cache: {
    title: 'Zwischenspeicher',
    text: 'Fluss, Merkmale und Schnitte früherer Läufe: Mit ihnen dauert ein Lauf mit anderem α oder τ Sekunden.',
    used: (size, limit) => `${size} von ${limit} belegt`,
    limit: 'Grenze in GB',
    folder: 'Ordner',
    clear: 'Zwischenspeicher leeren',
    clearQuestion: 'Zwischenspeicher leeren?',
    clearText: (size) =>
      `${size} Zwischenergebnisse werden gelöscht. Masken und Überlagerungen bleiben; Korrekturen brauchen erst einen neuen Lauf.`,
  },
  about: {
    title: 'Über',
    version: (version, platform) => `Version ${version} auf ${platform}`,
    shortcuts: 'Tastenkürzel',
    logs: 'Protokolle zeigen',
  },
  queueEnded: { title: 'Die Liste ist zu Ende', text: (done) => `${done} fertig` },
};
