import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportFormats, exportOf } from '../../native/api/exports.ts';
import { silentContext } from '../../native/base/context.ts';
import { linearLight } from '../../native/export/colour-plan.ts';
import { type ExportFormat, formats } from '../../native/export/formats.ts';
import { exportRun } from '../../native/runs/exports/export-run.ts';
import { readSourceFacts } from '../../native/video/source-facts.ts';
import { discMattes, writePattern } from '../support/clips/matted-clip.ts';

/** What others' tools say of one export. */
interface Row {
  readonly format: string;
  readonly frames: number;
  readonly pixels: string;
  readonly colours: string;
  readonly timecode: string;
  readonly alphaOff: string;
  readonly colourOff: string;
  readonly others: string;
}

const FRAMES = 4;
const size = { widthPx: 256, heightPx: 144 };
const isHere = (program: string) => spawnSync(program, ['--version']).error === undefined;

/** A format's files as ffmpeg reads them. */
function inputOf({ kind, id, extension, encoder }: ExportFormat, folder: string): string[] {
  const decoder = encoder === 'libvpx-vp9' ? ['-c:v', 'libvpx-vp9'] : [];
  if (kind === 'sequence') return ['-start_number', '1001', '-i', join(folder, id, `clip.%05d.${extension}`)];
  return [...decoder, '-i', join(folder, `${id}.${extension}`)];
}

function decoded(format: ExportFormat, folder: string, pixels: string): Buffer {
  const args = ['-v', 'error', ...inputOf(format, folder), '-map', '0:v:0', '-fps_mode', 'passthrough'];
  const { stdout, status, stderr } = spawnSync(
    'ffmpeg',
    [...args, '-pix_fmt', pixels, '-f', 'rawvideo', 'pipe:1'],
    {
      maxBuffer: 1 << 28,
    },
  );
  if (status !== 0) throw new Error(`${format.id}: ${stderr.toString()}`);
  return stdout;
}

/** 16-bit samples in memory of their own. */
const samplesOf = (bytes: Buffer): Uint16Array => new Uint16Array(Uint8Array.from(bytes).buffer);

/** The largest difference of alpha and the mean one of colours, of 255, from the 16-bit PNG cutout. */
function differences(
  format: ExportFormat,
  folder: string,
  cutout: Uint16Array,
): readonly [alpha: string, colour: string] {
  if (format.content === 'overlay' || format.content === 'runs' || format.isLinear === true) return ['', ''];
  const isCutout = format.content === 'cutout';
  const read = samplesOf(decoded(format, folder, isCutout ? 'rgba64le' : 'gray16le'));
  let [most, sum, count] = [0, 0, 0];
  for (let i = 0; i < cutout.length / 4; i++) {
    const own = read[isCutout ? 4 * i + 3 : i]!;
    const alpha = cutout[4 * i + 3]!;
    // A palette's red is dark gray: what counts of it is that it is not black.
    const off =
      format.content === 'labels' ? Number(own > 6000 !== alpha >= 32768) * 65535 : Math.abs(own - alpha);
    most = Math.max(most, off);
    if (!isCutout) continue;
    for (let c = 0; c < 3; c++) {
      sum += Math.abs(read[4 * i + c]! - cutout[4 * i + c]!);
      count++;
    }
  }
  return [(most / 257).toFixed(2), count === 0 ? '' : (sum / count / 257).toFixed(2)];
}

/** What ImageMagick and OpenImageIO read of a sequence's first file. */
function otherTools({ kind, id, extension }: ExportFormat, folder: string): string {
  if (kind !== 'sequence') return '';
  const file = join(folder, id, `clip.01001.${extension}`);
  const magick = spawnSync('identify', ['-format', '%wx%h %z bit %[channels]', file], { encoding: 'utf8' });
  const oiio = spawnSync('oiiotool', ['--info', '-v', file], { encoding: 'utf8' });
  const told = oiio.stdout.split('\n');
  const channels =
    told
      .find((line) => line.includes('channel list'))
      ?.split(':')[1]
      ?.trim() ?? '';
  const label =
    told
      .find((line) => line.includes('fodvid:alpha'))
      ?.split(':')
      .at(-1)
      ?.trim() ?? '';
  return [
    `ImageMagick ${magick.stdout.trim()}`,
    `oiiotool ${channels}${label === '' ? '' : `, ${label}`}`,
  ].join('; ');
}

async function rowOf(format: ExportFormat, folder: string, cutout: Uint16Array): Promise<Row> {
  const { id, kind, extension } = format;
  if (kind === 'document') {
    const { annotations } = JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8')) as {
      annotations: unknown[];
    };
    return {
      format: id,
      frames: annotations.length,
      pixels: 'RLE',
      colours: '',
      timecode: '',
      alphaOff: '',
      colourOff: '',
      others: '',
    };
  }
  const first =
    kind === 'sequence' ? join(folder, id, `clip.01001.${extension}`) : join(folder, `${id}.${extension}`);
  const facts = await readSourceFacts(first, silentContext.signal);
  const bytes = decoded(format, folder, 'gray').length;
  const [alphaOff, colourOff] = differences(format, folder, cutout);
  const { range, matrix, primaries, transfer } = facts.colours;
  return {
    format: id,
    frames: Math.round(bytes / (size.widthPx * size.heightPx)),
    pixels: facts.pixelFormat,
    colours: [range, matrix, primaries, transfer].map((tag) => tag ?? '-').join(' '),
    timecode: facts.timecode ?? '',
    alphaOff,
    colourOff,
    others: otherTools(format, folder),
  };
}

const blenderScript = (folder: string) => `
import bpy, sys
scene = bpy.context.scene
scene.render.resolution_x, scene.render.resolution_y = ${size.widthPx}, ${size.heightPx}
scene.render.resolution_percentage = 100
scene.view_settings.view_transform = 'Standard'
scene.render.image_settings.file_format = 'PNG'
scene.render.image_settings.color_mode = 'RGB'
scene.use_nodes = True
for name, file, space, straight in (
    ('png', '${folder}/png-rgba/clip.01001.png', 'sRGB', True),
    ('exr', '${folder}/exr-half-premultiplied/clip.01001.exr', 'Linear', False),
    ('prores', '${folder}/prores4444.mov', 'sRGB', True),
):
    tree = scene.node_tree
    tree.nodes.clear()
    image = bpy.data.images.load(file)
    image.colorspace_settings.name = space
    image.alpha_mode = 'STRAIGHT' if straight else 'PREMUL'
    source = tree.nodes.new('CompositorNodeImage')
    source.image = image
    ground = tree.nodes.new('CompositorNodeRGB')
    ground.outputs[0].default_value = (0.0, 0.5, 0.0, 1.0)
    over = tree.nodes.new('CompositorNodeAlphaOver')
    over.use_premultiply = straight
    out = tree.nodes.new('CompositorNodeComposite')
    tree.links.new(ground.outputs[0], over.inputs[1])
    tree.links.new(source.outputs[0], over.inputs[2])
    tree.links.new(over.outputs[0], out.inputs[0])
    scene.render.filepath = '${folder}/blender-' + name + '.png'
    bpy.ops.render.render(write_still=True)
`;

/** sRGB: Blender composites in linear light. */
const light = linearLight('iec61966-2-1');
const coded = (linear: number) =>
  255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055);

/** The largest and the mean difference, of 255, of Blender's composites over green from the exact one. */
function blenderLines(folder: string, cutout: Buffer): string[] {
  if (!isHere('blender')) return ['Blender is not installed: its composites were not checked.'];
  const script = join(folder, 'composite.py');
  writeFileSync(script, blenderScript(folder));
  const { stdout, stderr } = spawnSync('blender', ['-b', '--factory-startup', '-P', script], {
    encoding: 'utf8',
  });
  return ['png', 'prores'].map((name) => {
    const file = join(folder, `blender-${name}.png`);
    if (!existsSync(file))
      return `Blender, ${name}: no picture (${(stderr || stdout).split('\n').slice(-4).join(' ')})`;
    const read = spawnSync('ffmpeg', [
      '-v',
      'error',
      '-i',
      file,
      '-pix_fmt',
      'rgb24',
      '-f',
      'rawvideo',
      'pipe:1',
    ]).stdout;
    let [most, sum] = [0, 0];
    const pixels = size.widthPx * size.heightPx;
    for (let i = 0; i < pixels; i++)
      for (let c = 0; c < 3; c++) {
        const alpha = cutout[4 * i + 3]! / 255;
        const wanted = coded(alpha * light(cutout[4 * i + c]! / 255) + (1 - alpha) * (c === 1 ? 0.5 : 0));
        const off = Math.abs(read[3 * i + c]! - wanted);
        most = Math.max(most, off);
        sum += off / (3 * pixels);
      }
    return `Blender, ${name} over green: largest difference ${most.toFixed(1)}, mean ${sum.toFixed(2)} of 255`;
  });
}

/** Writes every format of a clip and reads each back with others' tools; prints a table for docs/exports.md. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fodvid-verify-'));
  try {
    const path = await writePattern(folder, 'clip.mov', {
      frames: FRAMES,
      rate: '30000/1001',
      inputs: '-f lavfi -i sine=d=0.2',
      options:
        '-c:v libx264 -qp 0 -pix_fmt yuv444p -colorspace bt709 -color_primaries bt709 -color_trc bt709 ' +
        '-color_range tv -c:a aac -timecode 01:00:00;00',
    });
    const source = await discMattes(path);
    const out = join(folder, 'out');
    const written = formats.filter(({ id }) => id !== 'hevc-alpha');
    for (const isSequence of [true, false]) {
      const ids = exportFormats.filter((id) => {
        const format = written.find((one) => one.id === id);
        return format !== undefined && (format.kind === 'sequence') === isSequence;
      });
      const pattern = isSequence ? '{format}/{clip}.{frame:05}' : '{format}';
      await exportRun(source, exportOf(ids, { pattern, startNumber: 1001 }), out, silentContext);
    }
    const read = (id: string, pixels: string) =>
      decoded(
        formats.find((format) => format.id === id)!,
        out,
        pixels,
      );
    const cutout = read('png-rgba', 'rgba');
    const exact = samplesOf(read('png-rgba16', 'rgba64le'));
    console.log(
      '| format | frames | pixels | range, matrix, primaries, transfer | timecode | alpha off | colour off | read by |',
    );
    console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
    for (const format of written) {
      const row = await rowOf(format, out, exact);
      console.log(`| ${Object.values(row).join(' | ')} |`);
    }
    for (const line of blenderLines(out, cutout)) console.log(line);
    console.error(
      `${readdirSync(out).length} exports, ${statSync(out).isDirectory() ? 'all read back' : ''}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
