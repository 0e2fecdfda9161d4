import { MOST_LEVEL } from '../raster/gray-levels.ts';
import type { RgbImage } from '../raster/types.ts';
import { linearLight, lumaWeights } from './colour-plan.ts';
import type { Content, ExportFormat } from './export-formats.ts';

/** What a frame of an export is made of. */
export interface ExportFrame {
  /** The source's frame. */
  readonly source: RgbImage;
  /** The source's frame at 16 bits, [H, W, 3]; null where the source has 8. */
  readonly deep: Uint16Array | null;
  /** The cutout's colours at 8 bits. */
  readonly colours: RgbImage;
  /** The matte, [H, W] of 0..65535. */
  readonly levels: Uint16Array;
}

const clamp16 = (value: number) => (value < 0 ? 0 : value > 65535 ? 65535 : value);

/** A cutout's sample c at 16 bits: the source's own depth, moved by what the estimation changed at 8 bits. */
function deepSample({ source, deep, colours }: ExportFrame, at: number): number {
  const own = colours.data[at]!;
  if (deep === null) return 257 * own;
  return clamp16(deep[at]! + 257 * (own - source.data[at]!));
}

/** The linear light of 16-bit samples, by the transfer's name. */
const tables = new Map<string, Float32Array>();

function lightTable(transfer: string): Float32Array {
  const known = tables.get(transfer);
  if (known !== undefined) return known;
  const light = linearLight(transfer);
  const table = Float32Array.from({ length: MOST_LEVEL + 1 }, (_, level) => light(level / MOST_LEVEL));
  tables.set(transfer, table);
  return table;
}

const overlayColour = [86, 180, 233] as const; // sky blue of Okabe and Ito's palette
const overlayShare = 0.45;
const dimming = 0.45;

/** The frame with the object in colour and the rest dimmed, [H, W, 3]. */
function overlay({ source, levels }: ExportFrame): Uint8Array {
  const data = new Uint8Array(source.data.length);
  for (let i = 0; i < levels.length; i++) {
    const a = levels[i]! / MOST_LEVEL;
    for (let c = 0; c < 3; c++) {
      const level = source.data[3 * i + c]!;
      const inside = level + overlayShare * (overlayColour[c]! - level);
      data[3 * i + c] = Math.round(dimming * level + a * (inside - dimming * level));
    }
  }
  return data;
}

/** A level at 8 bits, rounded. */
const byteOf = (level: number) => Math.floor((level + 128) / 257);

/** A pixel's four bytes are written as one number, and its four 16-bit samples as two: all machines are little-endian. */
function rgba({ colours: { data: from }, levels }: ExportFrame): Uint8Array {
  const data = new Uint32Array(levels.length);
  for (let i = 0, at = 0; i < data.length; i++, at += 3)
    data[i] = from[at]! | (from[at + 1]! << 8) | (from[at + 2]! << 16) | (byteOf(levels[i]!) << 24);
  return new Uint8Array(data.buffer);
}

function rgba64(frame: ExportFrame): Uint8Array {
  const { levels, deep, colours } = frame;
  const from = colours.data;
  const data = new Uint32Array(2 * levels.length);
  const pixels = levels.length;
  const sample = deep === null ? (at: number) => 257 * from[at]! : (at: number) => deepSample(frame, at);
  for (let i = 0, at = 0; i < pixels; i++, at += 3) {
    data[2 * i] = sample(at) | (sample(at + 1) << 16);
    data[2 * i + 1] = sample(at + 2) | (levels[i]! << 16);
  }
  return new Uint8Array(data.buffer);
}

/** Black of luma, and how far white is from it; the middle of chroma, and its reach: at 10 bits of limited range. */
const [BLACK, LUMA_REACH, NO_CHROMA, CHROMA_REACH] = [64, 876, 512, 448];
/** Bits behind the point: no sum of samples times their shares leaves 32 bits. */
const POINT = 21;
const fixed = (value: number) => Math.round(value * 2 ** POINT) | 0;

/** A cutout's colours, [H, W, 3], of 0 to `most`. */
function cutoutSamples(frame: ExportFrame): {
  readonly samples: Uint8Array | Uint16Array;
  readonly most: number;
} {
  const { deep, colours } = frame;
  if (deep === null) return { samples: colours.data, most: 255 };
  return { samples: Uint16Array.from(deep, (_, at) => deepSample(frame, at)), most: MOST_LEVEL };
}

/** Planes of luma, two of chroma and alpha at 10 bits, by a matrix that `lumaWeights` knows. */
function yuva444(frame: ExportFrame, matrix: string): Uint8Array {
  const { levels } = frame;
  const { samples, most } = cutoutSamples(frame);
  const pixels = levels.length;
  const data = new Uint16Array(4 * pixels);
  const [red, green, blue] = lumaWeights(matrix);
  const luma = LUMA_REACH / most;
  const [yr, yg, yb] = [fixed(luma * red), fixed(luma * green), fixed(luma * blue)];
  const toBlue = CHROMA_REACH / most / (1 - blue);
  const [br, bg, bb] = [fixed(-toBlue * red), fixed(-toBlue * green), fixed(toBlue * (1 - blue))];
  const toRed = CHROMA_REACH / most / (1 - red);
  const [rr, rg, rb] = [fixed(toRed * (1 - red)), fixed(-toRed * green), fixed(-toRed * blue)];
  const [black, noChroma] = [fixed(BLACK + 0.5), fixed(NO_CHROMA + 0.5)];
  for (let i = 0, at = 0; i < pixels; i++, at += 3) {
    const r = samples[at]!;
    const g = samples[at + 1]!;
    const b = samples[at + 2]!;
    data[i] = (Math.imul(yr, r) + Math.imul(yg, g) + Math.imul(yb, b) + black) >> POINT;
    data[pixels + i] = (Math.imul(br, r) + Math.imul(bg, g) + Math.imul(bb, b) + noChroma) >> POINT;
    data[2 * pixels + i] = (Math.imul(rr, r) + Math.imul(rg, g) + Math.imul(rb, b) + noChroma) >> POINT;
    data[3 * pixels + i] = (levels[i]! * 1023) / MOST_LEVEL + 0.5;
  }
  return new Uint8Array(data.buffer);
}

/** Planes of green, blue, red and alpha in linear light, as ffmpeg's gbrapf32le has them. */
function linearPlanes(frame: ExportFrame, isPremultiplied: boolean, transfer: string): Uint8Array {
  const { levels } = frame;
  const pixels = levels.length;
  const table = lightTable(transfer);
  const data = new Float32Array(4 * pixels);
  const [green, blue, red, alpha] = [0, 1, 2, 3].map((k) => data.subarray(k * pixels, (k + 1) * pixels)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let i = 0, at = 0; i < pixels; i++, at += 3) {
    alpha[i] = levels[i]! / MOST_LEVEL;
    const share = isPremultiplied ? alpha[i]! : 1;
    red[i] = share * table[deepSample(frame, at)]!;
    green[i] = share * table[deepSample(frame, at + 1)]!;
    blue[i] = share * table[deepSample(frame, at + 2)]!;
  }
  return new Uint8Array(data.buffer);
}

/** Where alpha is at least one half, [H, W] of 0 or 1: what formats without soft edges get. */
export function binaryMask({ levels }: ExportFrame): Uint8Array {
  const mask = new Uint8Array(levels.length);
  for (let i = 0; i < mask.length; i++) mask[i] = levels[i]! >> 15;
  return mask;
}

/** ffmpeg's palette of 256 colours (B, G, R, opaque): black, then DAVIS's red, the rest black. */
const palette = new Uint8Array(1024);
for (let k = 0; k < 256; k++) palette.set([0, 0, k === 1 ? 128 : 0, 255], 4 * k);

/** Indexes with the palette behind them, as ffmpeg's pal8 has them. */
function indexed(frame: ExportFrame): Uint8Array {
  const indexes = binaryMask(frame);
  const data = new Uint8Array(indexes.length + palette.length);
  data.set(indexes);
  data.set(palette, indexes.length);
  return data;
}

function matte({ levels }: ExportFrame, isDeep: boolean, white: number): Uint8Array {
  if (isDeep) {
    const samples = levels.slice();
    if (white < MOST_LEVEL)
      for (let i = 0; i < samples.length; i++) samples[i] = (samples[i]! * white) / MOST_LEVEL + 0.5;
    return new Uint8Array(samples.buffer);
  }
  const data = new Uint8Array(levels.length);
  for (let i = 0; i < data.length; i++) data[i] = byteOf(levels[i]!);
  return data;
}

/** What packing goes by beside the frame. */
export interface PackOptions {
  /** The curve by which coded values become linear light, as ffmpeg calls it. */
  readonly transfer: string;
  /** The matrix by which colours become Y'CbCr, as ffmpeg's scale filter calls it. */
  readonly matrix: string;
  /** The level of white, of 65535, in 16-bit samples that ffmpeg turns into video. */
  readonly videoWhite: number;
}

/** A frame as the raw samples that a format takes. */
export function packFrame(
  { pixels, content, kind, alpha: convention }: ExportFormat,
  frame: ExportFrame,
  { transfer, matrix, videoWhite }: PackOptions,
): Uint8Array {
  const white = kind === 'movie' ? videoWhite : MOST_LEVEL;
  const byContent: Readonly<Record<Content, () => Uint8Array>> = {
    matte: () => matte(frame, pixels === 'gray16le', white),
    overlay: () => overlay(frame),
    labels: () => indexed(frame),
    runs: () => binaryMask(frame),
    cutout: () => {
      if (pixels === 'gbrapf32le') return linearPlanes(frame, convention === 'premultiplied', transfer);
      if (pixels === 'yuva444p10le') return yuva444(frame, matrix);
      return pixels === 'rgba' ? rgba(frame) : rgba64(frame);
    },
  };
  return byContent[content]();
}
