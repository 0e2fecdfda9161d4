import { join } from 'node:path';
import { writeRgbPng } from '../../../native/raster/image-file.ts';
import type { RasterSize } from '../../../native/raster/types.ts';
import { grayPicture, textureAt } from './gray-texture.ts';

/** Writes frames of a textured square that moves over a textured ground, 00000.png and on, into `folder`. */
export async function writeMovingSquare(folder: string, frameCount: number, size: RasterSize): Promise<void> {
  const side = Math.floor(size.heightPx / 3);
  for (let frame = 0; frame < frameCount; frame++) {
    const left = 8 + 2 * frame;
    const top = side;
    const image = grayPicture(size.widthPx, size.heightPx, (x, y) => {
      const inside = x >= left && x < left + side && y >= top && y < top + side;
      return inside ? 255 - textureAt(3 * (x - left), 3 * (y - top)) / 2 : textureAt(x + 300, y) / 2;
    });
    await writeRgbPng(join(folder, `${String(frame).padStart(5, '0')}.png`), image);
  }
}
