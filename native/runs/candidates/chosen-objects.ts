import type { RunReport } from '../report.ts';

/** Raised when a run may choose another candidate. */
export const objectVersion = 12;

/** Frames, from `first` to `last`, whose object is another candidate than what the cut found. */
export type ChosenObject = RunReport['objects'][number];

/** The candidate that is the run's own choice in the shot of a frame: 0 is what the cut found. */
export const ownCandidate = ({ objects }: Pick<RunReport, 'objects'>, index: number): number =>
  objects.find(({ first, last }) => first <= index && index <= last)?.candidate ?? 0;
