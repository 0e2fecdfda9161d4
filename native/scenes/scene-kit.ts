import type { RasterSize } from '../raster/types.ts';
import { pixelScale } from './camera.ts';
import type { Draws } from './draws.ts';
import type { PictureBank } from './picture-bank.ts';
import type { Paint } from './scene-types.ts';
import type { Texture } from './textures.ts';

/** What the parts of a scene are drawn with. */
export interface SceneKit {
  readonly draws: Draws;
  readonly size: RasterSize;
  readonly bank: readonly Texture[];
  /** Real pictures, where they are there. */
  readonly pictures: PictureBank | null;
}

/** How often a texture comes from a photograph, where there are any. */
const PHOTOGRAPHED = 0.75;

function drawTexture({ draws, bank, pictures }: SceneKit): Texture {
  const photographs = pictures?.photographs ?? [];
  return draws.pick(photographs.length > 0 && draws.chance(PHOTOGRAPHED) ? photographs : bank);
}

/** A random texture, turned, scaled and tinted. `fineness` 1 shows the texture's pixels as the picture's. */
export function drawPaint(kit: SceneKit, fineness = kit.draws.scale(0.5, 1.6)): Paint {
  const { draws, size } = kit;
  const angle = draws.chance(0.5) ? draws.normal(0.1) : draws.between(0, 2 * Math.PI);
  const perPixel = fineness / pixelScale(size);
  const gain = draws.between(0.4, 1.2);
  const offset = draws.between(-20, 70) * (1.2 - gain);
  const tint = () => draws.normal(12);
  return {
    texture: drawTexture(kit),
    a: perPixel * Math.cos(angle),
    b: perPixel * Math.sin(angle),
    u: draws.between(0, 512),
    v: draws.between(0, 512),
    gain: [gain, gain, gain],
    offset: [offset + tint(), offset + tint(), offset + tint()],
  };
}
