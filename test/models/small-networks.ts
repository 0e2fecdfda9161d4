import { gmflowShapes, type GmflowConfig } from '../../native/models/gmflow/gmflow-config.ts';
import { pwcLiteShapes } from '../../native/models/pwclite/pwclite-config.ts';
import { randomWeights } from '../support/weights/random-weights.ts';

/** A small GMFlow. */
export const smallGmflow: GmflowConfig = {
  encoder: [4, 6, 8],
  channels: 16,
  layers: 3,
  hiddenChannels: 24,
  upsamplerChannels: 12,
};

/** Its weights, made up. */
export const gmflowWeights = () => randomWeights(gmflowShapes(smallGmflow));

/** A small PWC-Lite: four levels, of which flow is estimated on three. */
export const smallPwcLite = {
  pyramid: [4, 6, 8, 10],
  flowLevels: 3,
  reducedChannels: 5,
  searchRange: 2,
  estimator: [8, 7, 6, 5, 4],
  context: [6, 6, 5, 5, 4, 4],
};

/** Its weights, made up. */
export const pwcLiteWeights = () => randomWeights(pwcLiteShapes(smallPwcLite));
