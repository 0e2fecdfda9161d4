import type { Messages } from '../messages.ts';

export const gallery: Messages['gallery'] = {
  title: 'Fehlergalerie',
  empty: {
    title: 'Noch gibt es keine Bilder anzusehen',
    text: 'Hier sammeln sich die schlechtesten Bilder aller fertigen Clips.',
  },
};
