import type { RgbImage } from '../raster/types.ts';
import { linearLight } from './colour-plan.ts';
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

const MOST_LEVEL = 65535;
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

function rgba64(frame: ExportFrame, white: number): Uint8Array {
  const { levels, deep, colours } = frame;
  const from = colours.data;
  const data = new Uint32Array(2 * levels.length);
  const pixels = levels.length;
  if (deep === null) {
    const whole = Int32Array.from({ length: 256 }, (_, byte) => Math.round((byte * white) / 255));
    for (let i = 0, at = 0; i < pixels; i++, at += 3) {
      data[2 * i] = whole[from[at]!]! | (whole[from[at + 1]!]! << 16);
      data[2 * i + 1] = whole[from[at + 2]!]! | (levels[i]! << 16);
    }
  } else {
    const sample = (at: number) => Math.round((deepSample(frame, at) * white) / MOST_LEVEL);
    for (let i = 0, at = 0; i < pixels; i++, at += 3) {
      data[2 * i] = sample(at) | (sample(at + 1) << 16);
      data[2 * i + 1] = sample(at + 2) | (levels[i]! << 16);
    }
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
  /** The level of white, of 65535, in 16-bit samples that ffmpeg turns into video. */
  readonly videoWhite: number;
}

/** A frame as the raw samples that a format takes. */
export function packFrame(
  { pixels, content, kind, alpha: convention }: ExportFormat,
  frame: ExportFrame,
  { transfer, videoWhite }: PackOptions,
): Uint8Array {
  const white = kind === 'movie' ? videoWhite : MOST_LEVEL;
  const byContent: Readonly<Record<Content, () => Uint8Array>> = {
    matte: () => matte(frame, pixels === 'gray16le', white),
    overlay: () => overlay(frame),
    labels: () => indexed(frame),
    runs: () => binaryMask(frame),
    cutout: () => {
      if (pixels === 'gbrapf32le') return linearPlanes(frame, convention === 'premultiplied', transfer);
      return pixels === 'rgba' ? rgba(frame) : rgba64(frame, white);
    },
  };
  return byContent[content]();
}
