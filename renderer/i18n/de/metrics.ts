import type { Messages } from '../messages.ts';

export const metrics: Messages['metrics'] = {
  title: 'Messwerte',
  empty: {
    title: 'Noch gibt es nichts zu messen',
    text: 'Jeder fertige Clip wird gemessen: Vertrauen und Stabilität immer, J und F, wo es Referenzmasken gibt.',
  },
};
