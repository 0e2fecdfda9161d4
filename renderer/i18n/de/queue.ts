import type { Messages } from '../messages.ts';

export const queue: Messages['queue'] = {
  title: 'Liste',
  empty: { title: 'Clips hierher ziehen', text: 'Videos oder Ordner mit Einzelbildern.' },
};
