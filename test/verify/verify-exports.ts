import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExportFormatId, exportFormats, exportOf } from '../../native/api/exports.ts';
import { silentContext } from '../../native/base/context.ts';
import { type ExportFormat, formats } from '../../native/export/export-formats.ts';
import { exportRun } from '../../native/runs/exports/export-run.ts';
import { readSourceFacts } from '../../native/video/source-facts.ts';
import { discMattes, writePattern } from '../support/clips/matted-clip.ts';
import { blenderComposites } from './blender.ts';
import { chartOffsets } from './colour-chart.ts';
import { inputOf, rawFrames, samplesOf } from './other-tools.ts';
import { timelineFaults } from './timeline-schema.ts';

/** What others' tools say of one export. */
interface Row {
  readonly format: string;
  readonly frames: number;
  readonly pixels: string;
  readonly colours: string;
  readonly timecode: string;
  readonly alphaOff: string;
  readonly colourOff: string;
  /** The largest difference from a colour chart at 8 and at 10 bits. */
  readonly chartOff: string;
  readonly others: string;
}

/** What composites and colours may be off at most, of 255. */
const MOST_COMPOSITE = 2;
/** A step of chroma at 8 bits, which delivery codecs are off by. */
const MOST_DELIVERY = 2.2;

const FRAMES = 4;
const size = { widthPx: 256, heightPx: 144 };

const decoded = (format: ExportFormat, folder: string, pixels: string) =>
  rawFrames(inputOf(format, folder), pixels);

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

async function rowOf(
  format: ExportFormat,
  folder: string,
  cutout: Uint16Array,
  charts: readonly Map<string, number>[],
): Promise<Row> {
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
      chartOff: '',
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
    chartOff: charts.map((offsets) => offsets.get(id)!.toFixed(2)).join(', '),
    others: otherTools(format, folder),
  };
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
    const timelines: string[] = [];
    const failures: string[] = [];
    const out = join(folder, 'out');
    const written = formats.filter(({ id }) => id !== 'hevc-alpha');
    for (const isSequence of [true, false]) {
      const ids = exportFormats.filter((id) => {
        const format = written.find((one) => one.id === id);
        return format !== undefined && (format.kind === 'sequence') === isSequence;
      });
      const pattern = isSequence ? '{format}/{clip}.{frame:05}' : '{format}';
      const request = exportOf(ids, { pattern, startNumber: 1001, sidecars: ['otio'] });
      await exportRun(source, request, out, silentContext);
      const faults = timelineFaults(JSON.parse(readFileSync(join(out, 'clip.otio'), 'utf8')));
      timelines.push(
        `OTIO of ${isSequence ? 'a sequence' : 'a movie'}: ${faults.length === 0 ? 'fits its schema' : faults.join(' ')}`,
      );
      failures.push(...faults);
    }
    const exact = samplesOf(
      decoded(
        formats.find(({ id }) => id === 'png-rgba16')!,
        out,
        'rgba64le',
      ),
    );
    const byteSamples = (id: ExportFormatId) =>
      Uint16Array.from(
        decoded(
          formats.find((format) => format.id === id)!,
          out,
          'rgba',
        ),
        (byte) => 257 * byte,
      );
    const cutouts = { exact, rounded: byteSamples('png-rgba'), movie: byteSamples('prores4444') };
    const charts = [await chartOffsets(folder, 8), await chartOffsets(folder, 10)];
    const heads = ['format', 'frames', 'pixels', 'range, matrix, primaries, transfer', 'timecode'];
    console.log(`| ${[...heads, 'alpha off', 'colour off', 'chart off', 'read by'].join(' | ')} |`);
    console.log(`|${' --- |'.repeat(9)}`);
    for (const format of written) {
      const row = await rowOf(format, out, exact, charts);
      console.log(`| ${Object.values(row).join(' | ')} |`);
      const limit = format.isChromaHalved === true ? MOST_DELIVERY : 1;
      if (row.chartOff.split(', ').some((off) => Number(off) > limit))
        failures.push(`${row.format}: colours ${row.chartOff}`);
      if (format.encoder === 'prores_ks' && Number(row.alphaOff) > 1 && format.alpha !== null)
        failures.push(`${row.format}: alpha ${row.alphaOff}`);
    }
    for (const line of timelines) console.log(line);
    for (const { line, most } of blenderComposites(out, cutouts, size, 'bt709')) {
      console.log(line);
      if (most > MOST_COMPOSITE) failures.push(line);
    }
    for (const line of failures) console.error(`FAILED: ${line}`);
    process.exitCode = failures.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
