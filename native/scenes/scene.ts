import type { RasterSize } from '../raster/types.ts';
import { SeededRandom } from '../base/seeded-random.ts';
import { drawsOf } from './draws.ts';
import { drawDegradation } from './degrade.ts';
import type { PictureBank } from './picture-bank.ts';
import { drawLayers } from './scene-layers.ts';
import type { Scene } from './scene-types.ts';
import { textureBank } from './textures.ts';

/** What all scenes draw their textures from. */
const BANK_SEED = 5;

/** The scene of a seed: the same for the same seed, size and pictures. */
export function drawScene(seed: number, size: RasterSize, pictures: PictureBank | null = null): Scene {
  const draws = drawsOf(new SeededRandom(seed));
  const layers = drawLayers({ draws, size, bank: textureBank(BANK_SEED), pictures });
  return {
    size,
    layers,
    shutter: draws.chance(0.3) ? draws.between(0.3, 0.8) : 0,
    degradation: drawDegradation(draws),
  };
}
