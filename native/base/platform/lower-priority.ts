import { constants, getPriority, setPriority } from 'node:os';

const wanted = constants.priority.PRIORITY_BELOW_NORMAL;

/**
 * Lets others go first: on Linux this thread and all that it starts, elsewhere this process. One that is lower already
 * stays as it is. Where the system refuses, work goes on at its priority; returns then why, as a sentence, else null.
 */
export function lowerPriority(get: () => number = getPriority, set: (nice: number) => void = setPriority) {
  try {
    if (get() < wanted) set(wanted);
    return null;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `The clip runs at normal priority, so other programs may be slower: ${reason}.`;
  }
}
