import { cacheKey } from '../../store/cache-key.ts';
import type { Corrections } from '../../runs/corrections/corrections.ts';
import type { RefineStart } from './refine-work.ts';

/** Raised when the same correction gives another mask. */
const VERSION = 1;

/** What a refinement starts from, with a person's corrections in place of the cut's masks: they count as its surest frames. */
export function correctedStart({ pseudo, confidence }: RefineStart, corrections: Corrections): RefineStart {
  if (corrections.size === 0) return { pseudo, confidence };
  const surest = confidence.reduce((most, value) => Math.max(most, value), 0);
  return {
    confidence: confidence.map((value, index) => (corrections.has(index) ? surest : value)),
    pseudo: {
      ...pseudo,
      key(index) {
        const correction = corrections.get(index);
        if (correction === undefined) return pseudo.key(index);
        const config = { corrected: correction.digest };
        return cacheKey({ stage: pseudo.stage, version: VERSION, config, inputs: [pseudo.key(index)] });
      },
      coarse: (index) => corrections.get(index)?.soft ?? pseudo.coarse(index),
    },
  };
}
