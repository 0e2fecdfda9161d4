import type { Messages } from '../english.ts';

/** Texte der Wahl des Objekts. */
export const candidates: Messages['candidates'] = {
  title: (clip) => `Welches Objekt? ${clip}`,
  hint: 'Objekt anklicken. + fügt weitere hinzu, − entfernt eines.',
  writing: (percent) => `Masken werden erstellt, ${percent}`,
  automatic: 'Automatisch gefunden',
  name: (place) => `Kandidat ${place}`,
  choose: (name) => `Auswählen: ${name}`,
  add: (name) => `Hinzufügen: ${name}`,
  remove: (name) => `Entfernen: ${name}`,
  area: (percent) => `${percent} % des Bildes`,
  apply: 'Anwenden',
  previousShot: 'Voriger Shot',
  nextShot: 'Nächster Shot',
  shot: (first, last) => `Bild ${first} bis ${last}`,
  chosen: (clip, frames) => `${clip}: anderes Objekt in ${frames === 1 ? '1 Bild' : `${frames} Bildern`}`,
  undo: 'Rückgängig',
};
