import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { exportOf } from '../../native/api/exports.ts';
import { silentContext } from '../../native/base/context.ts';
import { exportFolder } from '../../native/runs/exports/export-folder.ts';
import { openCache } from '../../native/commands/open-cache.ts';
import { ffmpeg } from '../video/video-fixtures.ts';

const frame = 12;
const panelPx = 560;

/** An evening sky, nothing like what the clip was filmed before. */
const sky = (widthPx: number, heightPx: number) =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}">
  <defs>
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#2b2f6b"/><stop offset=".55" stop-color="#c65b7c"/><stop offset="1" stop-color="#ffd08a"/>
    </linearGradient>
    <radialGradient id="sun"><stop offset="0" stop-color="#fff6d8"/><stop offset=".25" stop-color="#ffe3a3"/><stop offset="1" stop-color="#ffd08a" stop-opacity="0"/></radialGradient>
  </defs>
  <rect width="100%" height="100%" fill="url(#sky)"/><circle cx="72%" cy="78%" r="34%" fill="url(#sun)"/>
</svg>`);

/** The guide's compositor, node by node. */
const script = (background: string, cutout: string, out: string, widthPx: number, heightPx: number) => `
import bpy
scene = bpy.context.scene
scene.render.resolution_x, scene.render.resolution_y = ${widthPx}, ${heightPx}
scene.render.resolution_percentage = 100
scene.view_settings.view_transform = 'Standard'
scene.use_nodes = True
tree = scene.node_tree
tree.nodes.clear()
def picture(path):
    node = tree.nodes.new('CompositorNodeImage')
    node.image = bpy.data.images.load(path)
    node.image.colorspace_settings.name = 'sRGB'
    node.image.alpha_mode = 'STRAIGHT'
    return node
over = tree.nodes.new('CompositorNodeAlphaOver')
over.use_premultiply = True
out = tree.nodes.new('CompositorNodeComposite')
tree.links.new(picture('${background}').outputs[0], over.inputs[1])
tree.links.new(picture('${cutout}').outputs[0], over.inputs[2])
tree.links.new(over.outputs[0], out.inputs[0])
scene.render.filepath = '${out}'
bpy.ops.render.render(write_still=True)
`;

/**
 * Draws the guide's picture into `file`: a frame of a clip, the cutout that is exported of its run, and Blender's composite of
 * that. Returns false where Blender is not installed.
 */
export async function drawBlenderPicture(
  file: string,
  { clip, runDir, cache }: { readonly clip: string; readonly runDir: string; readonly cache: string },
): Promise<boolean> {
  if (spawnSync('blender', ['--version']).status !== 0) return false;
  const folder = await mkdtemp(join(tmpdir(), 'fodvid-blender-'));
  const store = openCache(cache, () => undefined);
  try {
    const place = (name: string) => join(folder, name);
    const request = exportOf(['png-rgba']);
    const { paths } = await exportFolder({ runDir, request, outDir: folder }, store, silentContext);
    const cutout = join(paths[0]!, (await readdir(paths[0]!)).sort()[frame]!);
    await ffmpeg(
      `-y -v error -i '${clip}' -vf 'select=eq(n\\,${frame})' -frames:v 1 '${place('frame.png')}'`,
    );
    const { width, height } = await sharp(cutout).metadata();
    await sharp(sky(width, height)).png().toFile(place('sky.png'));
    const [background, out] = [place('sky.png'), place('composite.png')];
    await writeFile(place('composite.py'), script(background, cutout, out, width, height));
    spawnSync('blender', ['-b', '--factory-startup', '-P', place('composite.py')], { stdio: 'ignore' });
    const checked = await sharp(place('frame.png')).metadata();
    const cells = `<svg xmlns="http://www.w3.org/2000/svg" width="${checked.width}" height="${checked.height}"><defs><pattern id="p" width="32" height="32" patternUnits="userSpaceOnUse"><rect width="32" height="32" fill="#d9d9d9"/><path d="M0 0h16v16H0zM16 16h16v16H16z" fill="#b3b3b3"/></pattern></defs><rect width="100%" height="100%" fill="url(#p)"/></svg>`;
    const onCells = await sharp(Buffer.from(cells))
      .composite([{ input: cutout }])
      .png()
      .toBuffer();
    const panels = await Promise.all(
      [place('frame.png'), onCells, out].map((panel) => sharp(panel).resize(panelPx).png().toBuffer()),
    );
    const { height: highPx } = await sharp(panels[0]).metadata();
    const gapPx = 8;
    await sharp({
      create: {
        width: 3 * panelPx + 2 * gapPx,
        height: highPx,
        channels: 3,
        background: '#ffffff',
      },
    })
      .composite(panels.map((input, k) => ({ input, left: k * (panelPx + gapPx), top: 0 })))
      .webp({ quality: 82, effort: 5 })
      .toFile(file);
    return true;
  } finally {
    store.close();
    await rm(folder, { recursive: true, force: true });
  }
}
