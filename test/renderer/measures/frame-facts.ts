import type { FrameFacts } from '../../../native/api/runs.ts';

/** A frame of which nothing is known but what is given. */
export const factsOf = (given: Partial<FrameFacts>): FrameFacts => ({
  confidence: null,
  stability: null,
  area: 0.1,
  J: null,
  F: null,
  locked: false,
  fixed: false,
  ...given,
});
