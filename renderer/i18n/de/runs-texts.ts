import type { Messages } from '../english.ts';

export const runs: Messages['runs'] = {
  menu: (name) => `Mehr zu ${name}`,
  rename: 'Umbenennen…',
  renameTitle: 'Lauf umbenennen',
  name: 'Name',
  nameHint: 'Leer lassen für den Namen des Clips.',
  save: 'Speichern',
  again: 'Noch einmal ausführen…',
  againTitle: (name) => `${name} noch einmal ausführen`,
  againHint: 'Mit anderen Einstellungen bekommen die Ergebnisse einen eigenen Ordner; dieser Lauf bleibt.',
  delete: 'Löschen…',
  deleteQuestion: (name) => `Diesen Lauf von ${name} löschen?`,
  deleteText: (folder) =>
    `Seine Masken, Korrekturen, sein Netz und sein Bericht in ${folder} werden endgültig gelöscht. Clip und Exporte bleiben.`,
  deleteAction: 'Löschen',
  deleted: (name) => `Der Lauf von ${name} ist gelöscht.`,
};
