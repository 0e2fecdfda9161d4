import type { Messages } from '../messages.ts';

export const gallery: Messages['gallery'] = {
  title: 'Fehlergalerie',
  empty: {
    title: 'Noch gibt es keine Bilder anzusehen',
    text: 'Ist ein Clip fertig, sammeln sich hier die Bilder, deren Masken am wenigsten zu trauen ist, die schlechtesten zuerst.',
    toQueue: 'Zur Liste',
  },
  allLocked: {
    title: 'Alle sind gesperrt',
    text: 'Die schlechtesten Bilder deiner Clips sind gesperrt: Ihre Masken bleiben, wie sie sind. Blende sie ein, um sie zu sehen.',
  },
  summary: (frames, runs) =>
    `${frames === 1 ? '1 Bild' : `${frames} Bilder`} aus ${runs === 1 ? '1 Lauf' : `${runs} Läufen`}, die schlechtesten zuerst`,
  byJ: 'Mit Referenzmasken, nach J',
  byConfidence: 'Ohne Referenzmasken, nach Vertrauen',
  perRun: 'Bilder je Lauf',
  hideLocked: 'Gesperrte ausblenden',
};
