import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linearLight } from '../../native/export/colour-plan.ts';
import type { RasterSize } from '../../native/raster/types.ts';
import { isHere, rawFrames } from './other-tools.ts';

/** An export as Blender opens it: the guide's settings, and the curve by which its colours became light. */
interface Opened {
  readonly name: string;
  readonly file: string;
  readonly space: 'sRGB' | 'Linear';
  readonly isStraight: boolean;
  readonly transfer: string;
  /** What it shows, [H, W, 4] of 0..65535. */
  readonly cutout: Uint16Array;
}

/**
 * A frame's cutout, [H, W, 4] of 0..65535: exact, rounded to 8 bits, and as ffmpeg reads it from ProRes at 8 bits, which is how
 * Blender reads movies.
 */
export interface Cutouts {
  readonly exact: Uint16Array;
  readonly rounded: Uint16Array;
  readonly movie: Uint16Array;
}

/** The exports of the guide: `sourceTransfer` is the curve that EXR's linear light was made by. */
const openedIn = (
  folder: string,
  { exact, rounded, movie }: Cutouts,
  sourceTransfer: string,
): readonly Opened[] => [
  {
    name: 'png',
    file: join(folder, 'png-rgba', 'clip.01001.png'),
    space: 'sRGB',
    isStraight: true,
    transfer: 'iec61966-2-1',
    cutout: rounded,
  },
  {
    name: 'exr',
    file: join(folder, 'exr-half-premultiplied', 'clip.01001.exr'),
    space: 'Linear',
    isStraight: false,
    transfer: sourceTransfer,
    cutout: exact,
  },
  {
    name: 'prores',
    file: join(folder, 'prores4444.mov'),
    space: 'sRGB',
    isStraight: true,
    transfer: 'iec61966-2-1',
    cutout: movie,
  },
];

/** The light of the ground that the cutouts are laid over. */
const GROUND = [0.18, 0.5, 0.18] as const;

const scriptOf = (folder: string, opened: readonly Opened[], { widthPx, heightPx }: RasterSize) => `
import bpy
scene = bpy.context.scene
scene.render.resolution_x, scene.render.resolution_y = ${widthPx}, ${heightPx}
scene.render.resolution_percentage = 100
scene.render.dither_intensity = 0
scene.view_settings.view_transform = 'Standard'
scene.render.image_settings.file_format = 'PNG'
scene.render.image_settings.color_mode = 'RGB'
scene.use_nodes = True
for name, file, space, straight in (
${opened.map(({ name, file, space, isStraight }) => `    ('${name}', '${file}', '${space}', ${isStraight ? 'True' : 'False'}),`).join('\n')}
):
    tree = scene.node_tree
    tree.nodes.clear()
    image = bpy.data.images.load(file)
    image.colorspace_settings.name = space
    image.alpha_mode = 'STRAIGHT' if straight else 'PREMUL'
    source = tree.nodes.new('CompositorNodeImage')
    source.image = image
    ground = tree.nodes.new('CompositorNodeRGB')
    ground.outputs[0].default_value = (${GROUND.join(', ')}, 1.0)
    over = tree.nodes.new('CompositorNodeAlphaOver')
    over.use_premultiply = straight
    out = tree.nodes.new('CompositorNodeComposite')
    tree.links.new(ground.outputs[0], over.inputs[1])
    tree.links.new(source.outputs[0], over.inputs[2])
    tree.links.new(over.outputs[0], out.inputs[0])
    scene.render.filepath = '${folder}/blender-' + name + '.png'
    bpy.ops.render.render(write_still=True)
`;

/** The level, of 255, that shows linear light on an sRGB screen. */
const coded = (light: number) =>
  255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);

/**
 * The largest and the mean difference, of 255, of the guide's composites over green, rendered by Blender, from what the
 * cutouts give. The files lie in `folder` as `verify-exports.ts` writes them.
 */
export function blenderComposites(
  folder: string,
  cutouts: Cutouts,
  size: RasterSize,
  sourceTransfer: string,
): { readonly line: string; readonly most: number }[] {
  if (!isHere('blender'))
    return [{ line: 'Blender is not installed: its composites were not checked.', most: 0 }];
  const script = join(folder, 'composite.py');
  const opened = openedIn(folder, cutouts, sourceTransfer);
  writeFileSync(script, scriptOf(folder, opened, size));
  const { stdout, stderr } = spawnSync('blender', ['-b', '--factory-startup', '-P', script], {
    encoding: 'utf8',
  });
  return opened.map(({ name, transfer, cutout }) => {
    const file = join(folder, `blender-${name}.png`);
    if (!existsSync(file))
      return {
        line: `Blender, ${name}: no picture (${(stderr || stdout).split('\n').slice(-4).join(' ')})`,
        most: Infinity,
      };
    const read = rawFrames(['-i', file], 'rgb24');
    const light = linearLight(transfer);
    let [most, sum] = [0, 0];
    const pixels = size.widthPx * size.heightPx;
    for (let i = 0; i < pixels; i++)
      for (let c = 0; c < 3; c++) {
        const alpha = cutout[4 * i + 3]! / 65535;
        const wanted = coded(alpha * light(cutout[4 * i + c]! / 65535) + (1 - alpha) * GROUND[c]!);
        const off = Math.abs(read[3 * i + c]! - wanted);
        most = Math.max(most, off);
        sum += off / (3 * pixels);
      }
    const line = `Blender, ${name} over green: largest difference ${most.toFixed(1)}, mean ${sum.toFixed(2)} of 255`;
    return { line, most };
  });
}
