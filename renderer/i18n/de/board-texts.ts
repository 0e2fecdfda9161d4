import type { VerdictReason } from '../../../native/api/verdict.ts';
import type { Messages } from '../english.ts';

const frames = (first: number, last: number) =>
  first === last ? `Bild ${first}` : `Bild ${first} bis ${last}`;

/** Warum ein Clip angesehen werden sollte, in wenigen Worten. */
function reason(about: VerdictReason, firstFrame: number): string {
  const whole = (frame: number) => firstFrame + frame;
  switch (about.kind) {
    case 'empty':
      return 'Nichts bewegt sich';
    case 'still':
      return about.first === 0
        ? `Bis Bild ${whole(about.last)} bewegt sich nichts`
        : `${frames(whole(about.first), whole(about.last))}: nichts bewegt sich`;
    case 'leaves':
      return `Objekt verschwindet bei Bild ${whole(about.first)}`;
    case 'jump':
      return `Maske springt bei Bild ${whole(about.first)}`;
    case 'unsteady':
      return `Maske flackert, ${frames(whole(about.first), whole(about.last))}`;
    case 'movers':
      return `${about.count} Objekte bewegen sich`;
    case 'unsure':
      return `Am unsichersten: ${frames(whole(about.first), whole(about.last))}`;
  }
}

/** Texte der Sichtung fertiger Clips. */
export const board: Messages['board'] = {
  title: 'Sichtung',
  empty: {
    title: 'Noch nichts zu sichten',
    text: 'Fertige Clips erscheinen hier, die zweifelhaften zuerst.',
    toQueue: 'Zur Warteschlange',
  },
  summary: ({ open, approved, rejected }) =>
    [
      open > 0 && `${open} zu sichten`,
      approved > 0 && `${approved} freigegeben`,
      rejected > 0 && `${rejected} abgelehnt`,
    ]
      .filter((part) => part !== false)
      .join(' · '),
  states: {
    good: 'Gut',
    check: 'Prüfen',
    bad: 'Schlecht',
    approved: 'Freigegeben',
    rejected: 'Abgelehnt',
    unknown: 'Ohne Bewertung',
  },
  reason,
  pending: 'Clips in der Warteschlange',
  more: (count) => `und ${count} weitere`,
  confidence: 'Konfidenz im Verlauf des Clips',
  cutoutOf: (name) => `Das Objekt in ${name}`,
  object: 'Objekt',
  whichObject: 'Welches Objekt?',
  approve: 'Freigeben',
  reject: 'Ablehnen',
  deleteRejected: (count) =>
    count === 1 ? 'Den abgelehnten Lauf löschen…' : `${count} abgelehnte Läufe löschen…`,
  refine: 'Verfeinern',
  refineApproved: (count) => (count === 0 ? 'Freigegebene Clips' : `${count} freigegebene`),
  refineAll: (count) => `Alle außer abgelehnten (${count})`,
  refining: (count) => (count === 1 ? '1 Clip wird verfeinert.' : `${count} Clips werden verfeinert.`),
  exportApproved: (count) => (count === 0 ? 'Freigegebene exportieren' : `${count} freigegebene exportieren`),
  exporting: (at, count) => `Exportiere ${at} von ${count}`,
  exported: (count, format) => `${count === 1 ? '1 Clip' : `${count} Clips`} als ${format} exportiert`,
};
