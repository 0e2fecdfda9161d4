import type { Messages } from '../messages.ts';

export const viewer: Messages['viewer'] = {
  title: 'Ansicht',
  empty: {
    title: 'Noch kein Clip ist segmentiert',
    text: 'Füge in der Liste Clips hinzu und starte sie; jeder fertige Clip öffnet sich hier.',
  },
};
