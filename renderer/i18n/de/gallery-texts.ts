import type { Messages } from '../english.ts';

export const gallery: Messages['gallery'] = {
  title: 'Galerie',
  empty: {
    title: 'Noch keine Bilder zu prüfen',
    text: 'Hier erscheinen die unsichersten Bilder deiner fertigen Clips, die schlechtesten zuerst.',
    toQueue: 'Zur Warteschlange',
  },
  allLocked: {
    title: 'Alle Bilder sind gesperrt',
    text: 'Die schlechtesten Bilder deiner Clips sind gesperrt, ihre Masken ändern sich nicht. Blende gesperrte Bilder ein, um sie zu sehen.',
  },
  summary: (frames, runs) =>
    `${frames === 1 ? '1 Bild' : `${frames} Bilder`} aus ${runs === 1 ? '1 Lauf' : `${runs} Läufen`}, die schlechtesten zuerst`,
  byJ: 'Mit Ground Truth, nach J',
  byConfidence: 'Ohne Ground Truth, nach Konfidenz',
  perRun: 'Bilder je Lauf',
  hideLocked: 'Gesperrte ausblenden',
};
