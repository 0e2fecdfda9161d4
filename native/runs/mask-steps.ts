import { maskSteps, type RunConfig } from '../api/run-config.ts';

/**
 * Whether a run takes a step on the way from the cut to the mask. The built-in encoder knows colours only as means of
 * patches, so that its masks are worked on; DINO's stay the paper's.
 */
export const takesMaskStep = (
  config: Pick<RunConfig, 'encoder' | 'maskSteps'>,
  step: Exclude<RunConfig['maskSteps'], 'cut'>,
): boolean => config.encoder === 'embedded' && maskSteps.indexOf(config.maskSteps) >= maskSteps.indexOf(step);
