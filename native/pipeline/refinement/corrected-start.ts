import type { Corrections } from '../../runs/corrections/corrections.ts';
import { replaceMasks } from '../mask-stage.ts';
import type { RefineStart } from './refine-work.ts';

/** Raised when the same correction gives another mask. */
const VERSION = 1;

/** What a refinement starts from, with a person's corrections in place of the cut's masks: they count as its surest frames. */
export function correctedStart({ pseudo, confidence }: RefineStart, corrections: Corrections): RefineStart {
  if (corrections.size === 0) return { pseudo, confidence };
  const surest = confidence.reduce((most, value) => Math.max(most, value), 0);
  return {
    confidence: confidence.map((value, index) => (corrections.has(index) ? surest : value)),
    pseudo: replaceMasks(pseudo, (index) => {
      const correction = corrections.get(index);
      if (correction === undefined) return undefined;
      const { digest, soft } = correction;
      return { version: VERSION, config: { corrected: digest }, inputs: [], soft: () => soft };
    }),
  };
}
