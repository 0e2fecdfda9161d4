import { cacheKey } from '../../store/cache-key.ts';

/** The cache key of the areas of a run's own masks, where its report does not tell them. */
export const areasKey = (runKey: string, runId: number) =>
  cacheKey({ stage: 'areas', version: 1, config: null, inputs: [runKey, String(runId)] });

/** The cache key of the measures of a changed mask; `inputs` are the digests of all that they are computed from. */
export const maskMeasuresKey = (inputs: readonly string[]) =>
  cacheKey({ stage: 'maskMeasures', version: 2, config: null, inputs });
