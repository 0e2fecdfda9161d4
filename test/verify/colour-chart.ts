import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportOf } from '../../native/api/exports.ts';
import { silentContext } from '../../native/base/context.ts';
import { linearLight } from '../../native/export/colour-plan.ts';
import { type ExportFormat, formats } from '../../native/export/export-formats.ts';
import type { RasterSize } from '../../native/raster/types.ts';
import { exportRun } from '../../native/runs/exports/export-run.ts';
import { discMattes } from '../support/clips/matted-clip.ts';
import { ffmpeg } from '../video/video-fixtures.ts';
import { inputOf, rawFrames, samplesOf } from './other-tools.ts';

const PATCH_PX = 32;
const COLS = 8;
const ROWS = 6;
const size: RasterSize = { widthPx: COLS * PATCH_PX, heightPx: ROWS * PATCH_PX };
const FRAMES = 3;

/** Y'CbCr of the patches, at 8 bits: a gray scale, primaries and mixtures, skin, sky and leaves; each a colour that RGB has. */
function patches(): (readonly [y: number, cb: number, cr: number])[] {
  const grays = Array.from({ length: 16 }, (_, k) => [16 + Math.round((219 * k) / 15), 128, 128] as const);
  const colours = [];
  for (const red of [40, 130, 220])
    for (const green of [30, 125, 225])
      for (const blue of [50, 120, 210]) {
        const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        colours.push([
          Math.round(16 + (219 / 255) * luma),
          Math.round(128 + ((224 / 255) * (blue - luma)) / 1.8556),
          Math.round(128 + ((224 / 255) * (red - luma)) / 1.5748),
        ] as const);
      }
  return [...grays, ...colours, ...grays.slice(0, COLS * ROWS - 43)];
}

/** The R'G'B' of a patch, 0..1, by BT.709's own numbers: no tool's conversion is between. */
function rgbOf([y, cb, cr]: readonly [number, number, number]): readonly number[] {
  const luma = (y - 16) / 219;
  const [b, r] = [(1.8556 * (cb - 128)) / 224, (1.5748 * (cr - 128)) / 224];
  const green = luma - (0.2126 * r + 0.0722 * b) / 0.7152;
  return [luma + r, green, luma + b].map((value) => Math.min(Math.max(value, 0), 1));
}

/** Writes the chart as a lossless 4:2:0 clip at 8 or 10 bits. */
async function writeChart(folder: string, bits: 8 | 10): Promise<string> {
  const chart = patches();
  const raw = join(folder, `chart-${bits}.yuv`);
  const scale = 2 ** (bits - 8);
  const plane = (k: 0 | 1 | 2) => {
    const side = k === 0 ? 1 : 2;
    const [width, height] = [size.widthPx / side, size.heightPx / side];
    const patch = PATCH_PX / side;
    return Uint16Array.from(
      { length: width * height },
      (_, i) =>
        scale * chart[COLS * Math.floor(Math.floor(i / width) / patch) + Math.floor((i % width) / patch)]![k],
    );
  };
  const samples = [plane(0), plane(1), plane(2)].map((values) =>
    bits === 8 ? Uint8Array.from(values) : new Uint8Array(values.buffer),
  );
  const frame = Buffer.concat(samples);
  writeFileSync(raw, Buffer.concat(Array.from({ length: FRAMES }, () => frame)));
  const path = join(folder, `chart-${bits}.mkv`);
  const pixels = bits === 8 ? 'yuv420p' : 'yuv420p10le';
  await ffmpeg(
    `-y -v error -f rawvideo -pix_fmt ${pixels} -video_size ${size.widthPx}x${size.heightPx} -framerate 25 -i ${raw} ` +
      `-c:v ffv1 -pix_fmt ${pixels} -colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv ${path}`,
  );
  return path;
}

/** BT.709's code of linear light, 0..1. */
const coded709 = (light: number) => {
  let [low, high] = [0, 1];
  const lightOf = linearLight('bt709');
  for (let k = 0; k < 30; k++) {
    const middle = (low + high) / 2;
    if (lightOf(middle) < light) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};

/** Planes of Y'CbCr as a movie's codec holds them: no conversion of ffmpeg's is between. */
const planar: Readonly<
  Record<string, { readonly pixels: string; readonly bits: number; readonly side: 1 | 2 }>
> = {
  prores_ks: { pixels: 'yuva444p12le', bits: 12, side: 1 },
  'libvpx-vp9': { pixels: 'yuva420p', bits: 8, side: 2 },
  libx264: { pixels: 'yuv420p', bits: 8, side: 2 },
};

/** The colours, 0..1, of a format's first frame at a place, by its own samples. */
function reader(format: ExportFormat, folder: string): (x: number, y: number) => readonly number[] {
  const { widthPx, heightPx } = size;
  const input = inputOf(format, folder);
  const plane = widthPx * heightPx;
  if (format.isLinear === true) {
    const floats = new Float32Array(Uint8Array.from(rawFrames(input, 'gbrapf32le')).buffer);
    return (x, y) => [2, 0, 1].map((k) => coded709(floats[k * plane + y * widthPx + x]!));
  }
  const coded = format.content === 'matte' ? undefined : planar[format.encoder ?? ''];
  if (coded !== undefined) {
    const bytes = rawFrames(input, coded.pixels);
    const samples = coded.bits === 8 ? bytes : samplesOf(bytes);
    const { side } = coded;
    const [width, part] = [widthPx / side, plane / side ** 2];
    return (x, y) => {
      const at = Math.floor(y / side) * width + Math.floor(x / side);
      const values = [samples[y * widthPx + x]!, samples[plane + at]!, samples[plane + part + at]!];
      return rgbOf(values.map((value) => value / 2 ** (coded.bits - 8)) as [number, number, number]);
    };
  }
  if (format.content === 'matte' && format.kind === 'movie') {
    const isDeep = format.pixels === 'gray16le';
    const bytes = rawFrames(input, isDeep ? 'yuv422p10le' : 'yuv420p');
    const luma = isDeep ? samplesOf(bytes) : bytes;
    const [low, high] = isDeep ? [64, 940] : [16, 235];
    return (x, y) => [0, 1, 2].map(() => (luma[y * widthPx + x]! - low) / (high - low));
  }
  const isDeep = format.pixels === 'rgba64le' || format.pixels === 'gray16le';
  const bytes = rawFrames(input, isDeep ? 'rgba64le' : 'rgba');
  const samples = isDeep ? samplesOf(bytes) : bytes;
  const most = isDeep ? 65535 : 255;
  return (x, y) => [0, 1, 2].map((c) => samples[4 * (y * widthPx + x) + c]! / most);
}

/** What a format shows of a patch that is all object, R'G'B' of 0..1. */
function expected({ content }: ExportFormat, rgb: readonly number[]): readonly number[] {
  if (content === 'cutout') return rgb;
  if (content === 'labels') return [128 / 255, 0, 0];
  if (content === 'matte') return [1, 1, 1];
  return rgb.map((value, c) => 0.55 * value + (0.45 * [86, 180, 233][c]!) / 255);
}

/**
 * Exports a chart of 48 colours, all of it object, in every format, and says how far the middle of each patch, as ffmpeg reads it,
 * is from the chart at most, of 255.
 */
export async function chartOffsets(folder: string, bits: 8 | 10): Promise<Map<string, number>> {
  const disc = await discMattes(await writeChart(folder, bits));
  const full = { ...size, data: new Uint8Array(size.widthPx * size.heightPx).fill(1) };
  const source = {
    ...disc,
    clip: { ...disc.clip, name: 'clip' },
    soft: () => Promise.resolve(full),
  };
  const out = join(folder, `chart-${bits}`);
  const written = formats.filter(({ id, kind }) => id !== 'hevc-alpha' && kind !== 'document');
  for (const kind of ['sequence', 'movie'] as const) {
    const ids = written
      .filter((format) => format.kind === kind)
      .map(({ id }) => id as Parameters<typeof exportOf>[0][number]);
    const pattern = kind === 'sequence' ? '{format}/{clip}.{frame:05}' : '{format}';
    await exportRun(source, exportOf(ids, { pattern, startNumber: 1001 }), out, silentContext);
  }
  const chart = patches();
  return new Map(
    written.map((format) => {
      const colourAt = reader(format, out);
      let most = 0;
      for (let k = 0; k < COLS * ROWS; k++) {
        const x = (k % COLS) * PATCH_PX + PATCH_PX / 2;
        const y = Math.floor(k / COLS) * PATCH_PX + PATCH_PX / 2;
        const wanted = expected(format, rgbOf(chart[k]!));
        const shown = colourAt(x, y);
        for (let c = 0; c < 3; c++) most = Math.max(most, 255 * Math.abs(shown[c]! - wanted[c]!));
      }
      return [format.id, most];
    }),
  );
}
