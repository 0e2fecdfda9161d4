import type { FixChoice } from '../../native/api/runs.ts';

/** The frame as the run has it. */
export const neutralChoice: FixChoice = {
  swap: false,
  eigenvector: 2,
  component: null,
  alpha: null,
  tau: null,
};

/** Whether a choice changes nothing. */
export const isNeutral = ({ swap, eigenvector, component, alpha, tau }: FixChoice): boolean =>
  !swap && eigenvector === 2 && component === null && alpha === null && tau === null;

/** The frames that a fix is written to. */
export const fixScopes = ['frame', 'range', 'shot', 'clip'] as const;
export type FixScope = (typeof fixScopes)[number];
