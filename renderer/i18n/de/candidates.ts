import type { Messages } from '../messages.ts';

/** Texte der Wahl des Objekts. */
export const candidates: Messages['candidates'] = {
  title: (clip) => `Welches Objekt? ${clip}`,
  hint: 'Objekt anklicken. + nimmt weitere hinzu, − nimmt eines weg.',
  writing: 'Masken werden geschrieben …',
  automatic: 'Automatisch gefunden',
  name: (place) => `Kandidat ${place}`,
  choose: (name) => `Wählen: ${name}`,
  add: (name) => `Hinzunehmen: ${name}`,
  remove: (name) => `Wegnehmen: ${name}`,
  area: (percent) => `${percent} % des Bildes`,
  apply: 'Anwenden',
  previousShot: 'Vorherige Einstellung',
  nextShot: 'Nächste Einstellung',
  shot: (first, last) => `Bild ${first} bis ${last}`,
  chosen: (clip, frames) => `${clip}: anderes Objekt in ${frames === 1 ? '1 Bild' : `${frames} Bildern`}`,
  undo: 'Rückgängig',
};
