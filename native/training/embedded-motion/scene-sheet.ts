import { renderFrame, sceneFlow, sceneLabels } from '../../scenes/render-scene.ts';
import { openPictureBank } from '../../scenes/picture-bank.ts';
import { drawScene } from '../../scenes/scene.ts';
import type { Scene } from '../../scenes/scene-types.ts';
import { flowToRgb } from '../../flow/flow-color.ts';
import { writeRgbJpeg } from '../../raster/image-file.ts';
import { resizeRgbArea } from '../../raster/resample.ts';
import type { RasterSize, RgbImage } from '../../raster/types.ts';

/** Colours of a scene's first objects; the background is black. */
const labelColours = [
  [0, 0, 0],
  [255, 255, 255],
  [255, 190, 60],
  [90, 200, 255],
] as const;

function labelPicture(scene: Scene): RgbImage {
  const labels = sceneLabels(scene);
  const data = new Uint8Array(3 * labels.length);
  labels.forEach((label, i) => data.set(labelColours[label] ?? labelColours[1], 3 * i));
  return { ...scene.size, data };
}

/** Pictures of one size side by side, `columns` to a row. */
function tiled(pictures: readonly RgbImage[], columns: number): RgbImage {
  const { widthPx, heightPx } = pictures[0]!;
  const width = columns * widthPx;
  const rows = Math.ceil(pictures.length / columns);
  const data = new Uint8Array(3 * width * rows * heightPx);
  pictures.forEach((picture, k) => {
    const left = (k % columns) * widthPx;
    const top = Math.floor(k / columns) * heightPx;
    for (let y = 0; y < heightPx; y++)
      data.set(picture.data.subarray(3 * y * widthPx, 3 * (y + 1) * widthPx), 3 * ((top + y) * width + left));
  });
  return { widthPx: width, heightPx: rows * heightPx, data };
}

/** Writes a JPEG of the scenes of some seeds, a row each: two frames, the exact flow between them, and the objects. */
export async function writeSceneSheet(
  path: string,
  seeds: readonly number[],
  size: RasterSize,
  tile: RasterSize,
  picturesPath: string | null = null,
): Promise<void> {
  const pictures = seeds.flatMap((seed) => {
    const scene = drawScene(seed, size, openPictureBank(picturesPath));
    const row = [
      renderFrame(scene, 0),
      renderFrame(scene, 2),
      flowToRgb(sceneFlow(scene, 2)),
      labelPicture(scene),
    ];
    return row.map((picture) => resizeRgbArea(picture, tile));
  });
  await writeRgbJpeg(path, tiled(pictures, 4), 85);
}
