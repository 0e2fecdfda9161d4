import type { Messages } from '../messages.ts';

export const gallery: Messages['gallery'] = {
  title: 'Fehlergalerie',
  empty: {
    title: 'Noch gibt es keine Bilder anzusehen',
    text: 'Hier sammeln sich die schlechtesten Bilder aller fertigen Clips.',
    toQueue: 'Zur Liste',
  },
  summary: (frames, clips) =>
    `${frames === 1 ? '1 Bild' : `${frames} Bilder`} aus ${clips === 1 ? '1 Clip' : `${clips} Clips`}, die schlechtesten zuerst`,
  perClip: 'Bilder je Clip',
  hideLocked: 'Ohne gesperrte',
};
