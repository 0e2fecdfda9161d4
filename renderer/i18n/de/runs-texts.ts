import type { Messages } from '../english.ts';

const runsOf = (names: readonly string[]) =>
  names.length === 1 ? `Diesen Lauf von ${names[0]!}` : `${names.length} Läufe`;

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
  deleteQuestion: (names) => `${runsOf(names)} löschen?`,
  deleteText: (folder) =>
    `Seine Masken, Korrekturen, sein Netz und sein Bericht in ${folder} kommen in den Papierkorb. Clip und Exporte bleiben.`,
  deleteTexts:
    'Ihre Masken, Korrekturen, Netze und Berichte kommen in den Papierkorb. Clips und Exporte bleiben.',
  deleteAction: 'In den Papierkorb',
  deleted: (names, forGood) =>
    `${names.length === 1 ? `Der Lauf von ${names[0]!} ist` : `${names.length} Läufe sind`} ${forGood ? 'gelöscht' : 'im Papierkorb'}.`,
  forGoodQuestion: (names) => `${runsOf(names)} endgültig löschen?`,
  forGoodText: (reason) =>
    `Der Papierkorb nimmt die Dateien nicht an (${reason}). Gelöscht lassen sie sich nicht zurückholen.`,
  forGoodAction: 'Endgültig löschen',
};
