import type { MotionNetworkConfig } from '../../models/motion-network.ts';
import { shippedMotionNetwork } from '../../models/motion-network.ts';
import type { RasterSize } from '../../raster/types.ts';

/** Everything that the weights of the embedded motion network follow from. */
export interface EmbeddedRecipe {
  readonly config: MotionNetworkConfig;
  /** The size at which scenes are rendered and their flow is estimated; the network sees flow at half of it. */
  readonly sceneSize: RasterSize;
  /** Scenes to learn from, and others to be judged by. */
  readonly scenes: number;
  readonly heldOutScenes: number;
  /** Whether scenes are made of real pictures too (see real-pictures.ts). */
  readonly realPictures: boolean;
  readonly firstSeed: number;
  readonly steps: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
}

/** The recipe of the weights in resources/. */
export const fullRecipe: EmbeddedRecipe = {
  config: shippedMotionNetwork,
  sceneSize: { widthPx: 480, heightPx: 272 },
  scenes: 800,
  heldOutScenes: 40,
  realPictures: false,
  firstSeed: 1,
  steps: 1250,
  batch: 8,
  learningRate: 2e-3,
  seed: 1,
};

/** The same recipe in a minute, to see that it works: the weights are of no use. */
export const smokeRecipe: EmbeddedRecipe = {
  ...fullRecipe,
  config: { ...shippedMotionNetwork, channels: [8, 12, 16, 16] },
  sceneSize: { widthPx: 128, heightPx: 96 },
  scenes: 12,
  heldOutScenes: 4,
  steps: 30,
  batch: 4,
};

/** The size of the flow that the network sees. */
export const recordSizeOf = ({ sceneSize }: EmbeddedRecipe): RasterSize => ({
  widthPx: sceneSize.widthPx / 2,
  heightPx: sceneSize.heightPx / 2,
});
