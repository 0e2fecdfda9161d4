import type { FixChoice } from '../../native/api/runs.ts';

/** How far from 1/2 the threshold of the soft mask goes to either side. */
const edgeReach = 0.48;

/** Whether a choice reads the cut as the run does, wherever it draws the edge. */
export const keepsCut = ({ swap, eigenvector, component, alpha, tau }: FixChoice): boolean =>
  !swap && eigenvector === 2 && component === null && alpha === null && tau === null;

/** Whether a choice changes nothing. */
export const isNeutral = (choice: FixChoice): boolean => keepsCut(choice) && choice.threshold === undefined;

/** How far the edge is moved, from -1, as tight as can be, to 1, as loose; 0 leaves it. */
export const loosenessOf = ({ threshold = 0.5 }: FixChoice): number => (0.5 - threshold) / edgeReach;

/** The choice with its edge moved so far. */
export function withLooseness(choice: FixChoice, looseness: number): FixChoice {
  const { swap, eigenvector, component, alpha, tau } = choice;
  const edge = Math.abs(looseness) < 0.005 ? {} : { threshold: 0.5 - edgeReach * looseness };
  return { swap, eigenvector, component, alpha, tau, ...edge };
}

/** The frames that a fix is written to. */
export const fixScopes = ['frame', 'range', 'shot', 'clip'] as const;
export type FixScope = (typeof fixScopes)[number];
