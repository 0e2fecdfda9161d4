import type { VerdictReason } from '../../../native/api/verdict.ts';

const frames = (first: number, last: number) =>
  first === last ? `frame ${first}` : `frames ${first} to ${last}`;

/** Why a clip should be looked at, in a few words. */
function reason(about: VerdictReason, firstFrame: number): string {
  const whole = (frame: number) => firstFrame + frame;
  switch (about.kind) {
    case 'empty':
      return 'Nothing moves';
    case 'still':
      return about.first === 0
        ? `Nothing moves before frame ${whole(about.last + 1)}`
        : `Nothing moves in ${frames(whole(about.first), whole(about.last))}`;
    case 'leaves':
      return `Object leaves at frame ${whole(about.first)}`;
    case 'jump':
      return `Mask jumps at frame ${whole(about.first)}`;
    case 'unsteady':
      return `Mask flickers in ${frames(whole(about.first), whole(about.last))}`;
    case 'movers':
      return `${about.count} objects move`;
    case 'unsure':
      return `Least certain in ${frames(whole(about.first), whole(about.last))}`;
  }
}

/** Texts of the board on which finished clips are reviewed. */
export const board = {
  title: 'Review',
  empty: {
    title: 'Nothing to review yet',
    text: 'Finished clips appear here, the doubtful ones first.',
    toQueue: 'Go to Queue',
  },
  summary: ({ open, approved, rejected }: { open: number; approved: number; rejected: number }) =>
    [
      open > 0 && `${open} to review`,
      approved > 0 && `${approved} approved`,
      rejected > 0 && `${rejected} rejected`,
    ]
      .filter((part) => part !== false)
      .join(' · '),
  states: {
    good: 'Good',
    check: 'Check',
    bad: 'Bad',
    approved: 'Approved',
    rejected: 'Rejected',
    unknown: 'No verdict',
  },
  reason,
  pending: 'Clips in the queue',
  more: (count: number) => `and ${count} more`,
  confidence: 'Confidence over the clip',
  cutoutOf: (name: string) => `The object in ${name}`,
  object: 'Object',
  whichObject: 'Which object?',
  approve: 'Approve',
  reject: 'Reject',
  deleteRejected: (count: number) =>
    count === 1 ? 'Delete the rejected run…' : `Delete ${count} rejected runs…`,
  refine: 'Refine',
  refineApproved: (count: number) => (count === 0 ? 'Approved clips' : `${count} approved`),
  refineAll: (count: number) => `All but rejected (${count})`,
  refining: (count: number) =>
    count === 1 ? '1 clip is being refined.' : `${count} clips are being refined.`,
  exportApproved: (count: number) => (count === 0 ? 'Export approved' : `Export ${count} approved`),
  exporting: (at: number, count: number) => `Exporting ${at} of ${count}`,
  exported: (count: number, format: string) =>
    `${count === 1 ? '1 clip' : `${count} clips`} exported as ${format}`,
};
