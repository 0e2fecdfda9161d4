import { sharesOfGray } from './gray-levels.ts';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Sharp, SharpOptions } from 'sharp';
import { errorWords } from '../base/error-words.ts';
import { failedError, FodvidError } from '../base/errors.ts';
import { writeFileAtomically } from '../base/atomic-file.ts';
import type { FloatPlane, Mask, RasterSize, RgbImage } from './types.ts';

/** The sentence for an image file that cannot be read. */
function readFailure(path: string, cause: unknown): FodvidError {
  if (cause instanceof FodvidError) return cause;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return failedError(`The image ${path} does not exist.`, {}, { cause });
  if (code === 'EISDIR') return failedError(`${path} is a folder, not an image.`, {}, { cause });
  const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
  return failedError(
    `The image ${path} cannot be read (${reason}); replace it with an intact PNG or JPEG.`,
    { words: errorWords('image-unreadable', { path, reason }) },
    { cause },
  );
}

/** Runs `use` on the decoder of the file's bytes; every failure names the file. */
async function withImage<T>(
  path: string,
  options: SharpOptions,
  use: (image: Sharp) => Promise<T>,
): Promise<T> {
  try {
    // The bytes are read here because libvips caches by file name and would serve an overwritten file's old content.
    const bytes = await readFile(path);
    if (bytes.length === 0) throw failedError(`The image ${path} is empty (0 bytes); replace or remove it.`);
    return await use(sharp(bytes, { failOn: 'error', ...options }));
  } catch (error) {
    throw readFailure(path, error);
  }
}

const asBytes = (buffer: Buffer) => new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);

const stretch = (image: Sharp, { widthPx, heightPx }: RasterSize) =>
  image.resize(widthPx, heightPx, { fit: 'fill', kernel: 'cubic', fastShrinkOnLoad: false });

/**
 * Reads a PNG, JPEG, WebP or TIFF as RGB, 0..255: EXIF orientation applied, alpha dropped onto black, 16-bit
 * reduced, gray and palettes expanded; stretched to `size` (bicubic) where one is given. Throws a sentence naming
 * the file when it is missing, empty or broken.
 */
export function readRgbImage(path: string, size?: RasterSize): Promise<RgbImage> {
  return withImage(path, { autoOrient: true }, async (image) => {
    const { data, info } = await (size === undefined ? image : stretch(image, size))
      .flatten({ background: 'black' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { widthPx: info.width, heightPx: info.height, data: asBytes(data) };
  });
}

/** The displayed size of an image file (EXIF orientation applied), read from its header alone. */
export function readImageSize(path: string): Promise<RasterSize> {
  return withImage(path, {}, async (image) => {
    const { autoOrient } = await image.metadata();
    return { widthPx: autoOrient.width, heightPx: autoOrient.height };
  });
}

/** 1 where any of the `channels` interleaved samples of a pixel is not zero. */
function anyChannelSet(samples: Uint8Array | Uint16Array, channels: number): Uint8Array {
  const mask = new Uint8Array(samples.length / channels);
  for (let i = 0; i < samples.length; i++) if (samples[i] !== 0) mask[Math.floor(i / channels)] = 1;
  return mask;
}

/**
 * Reads a mask: every pixel that is not black (and not transparent) is foreground, 1; the value does not matter,
 * so gray, palette, RGB and 16-bit label images all work. Throws a sentence naming the file.
 */
export function readMask(path: string): Promise<Mask> {
  return withImage(path, { ignoreIcc: true }, async (image) => {
    const { depth } = await image.metadata();
    const wide = depth === 'ushort';
    const { data, info } = await image
      .flatten({ background: 'black' })
      // Sixteen-bit labels are often 1, 2, 3: reduced to eight bits they would all be black.
      .toColourspace(wide ? 'rgb16' : 'srgb')
      .raw({ depth: wide ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const bytes = Uint8Array.from(data);
    const samples = wide ? new Uint16Array(bytes.buffer) : bytes;
    return { widthPx: info.width, heightPx: info.height, data: anyChannelSet(samples, info.channels) };
  });
}

const rawImage = (data: Uint8Array, size: RasterSize, channels: 1 | 3) =>
  sharp(data, { raw: { width: size.widthPx, height: size.heightPx, channels } });

/** `whole` where a sample is not 0, else 0; four samples at a time. */
function levels(samples: Uint8Array, whole: 1 | 255): Uint8Array {
  const result = new Uint8Array(Math.ceil(samples.length / 4) * 4);
  result.set(samples);
  const words = new Uint32Array(result.buffer);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    // A byte's highest bit is set where any of its bits is: no sum is carried into the next byte.
    const ones = ((((word & 0x7f7f7f7f) + 0x7f7f7f7f) | word) >>> 7) & 0x01010101;
    words[i] = Math.imul(ones, whole);
  }
  return result.subarray(0, samples.length);
}

/** The bytes of an 8-bit gray PNG, 0 or 255; the same mask gives the same bytes. */
export function encodeMaskPng(mask: Mask): Promise<Buffer> {
  const gray = levels(mask.data, 255);
  return rawImage(gray, mask, 1).toColourspace('b-w').png({ compressionLevel: 6, palette: false }).toBuffer();
}

/** The bytes of an 8-bit gray PNG of any levels: a soft mask, say. */
export function encodeGrayPng(gray: RasterSize & { readonly data: Uint8Array }): Promise<Buffer> {
  return rawImage(gray.data, gray, 1)
    .toColourspace('b-w')
    .png({ compressionLevel: 6, palette: false })
    .toBuffer();
}

/** The mask in the bytes that `encodeMaskPng` made. */
export async function decodeMaskPng(bytes: Uint8Array): Promise<Mask> {
  const { data, info } = await sharp(bytes).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  return { widthPx: info.width, heightPx: info.height, data: levels(data, 1) };
}

/** A soft mask, 0..1, from the bytes that `encodeGrayPng` made. */
export async function decodeGrayPng(bytes: Uint8Array): Promise<FloatPlane> {
  const { data, info } = await sharp(bytes).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  return { widthPx: info.width, heightPx: info.height, data: sharesOfGray(data) };
}

/** Writes a mask as 8-bit gray PNG, 0 or 255, atomically; the same mask gives the same bytes. */
export async function writeMaskPng(path: string, mask: Mask): Promise<void> {
  await writeFileAtomically(path, await encodeMaskPng(mask));
}

/** The bytes of an RGB picture as 8-bit PNG. */
export const encodeRgbPng = (image: RgbImage): Promise<Buffer> =>
  rawImage(image.data, image, 3).png({ compressionLevel: 6 }).toBuffer();

/** Writes an RGB picture as 8-bit PNG, atomically. */
export async function writeRgbPng(path: string, image: RgbImage): Promise<void> {
  await writeFileAtomically(path, await encodeRgbPng(image));
}

/** The quality, 1..100, of JPEGs that show a clip's frames at their own size. */
export const previewQuality = 90;

/** The bytes of an RGB picture as JPEG of `quality` 1..100. */
export const encodeRgbJpeg = (image: RgbImage, quality = 92): Promise<Buffer> =>
  rawImage(image.data, image, 3).jpeg({ quality }).toBuffer();

/** Writes an RGB picture as JPEG of `quality` 1..100, atomically. */
export async function writeRgbJpeg(path: string, image: RgbImage, quality = 92): Promise<void> {
  await writeFileAtomically(path, await encodeRgbJpeg(image, quality));
}

/** The RGB picture in the bytes of a JPEG, PNG or WebP of ours, alpha dropped. */
export async function decodeRgb(bytes: Uint8Array): Promise<RgbImage> {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { widthPx: info.width, heightPx: info.height, data: asBytes(data) };
}

/** The bytes of a WebP of RGBA samples, [H, W, 4] of straight alpha: for a window, not for files. */
export function encodeRgbaWebp(image: RasterSize & { readonly data: Uint8Array }): Promise<Buffer> {
  const raw = { width: image.widthPx, height: image.heightPx, channels: 4 } as const;
  return sharp(image.data, { raw }).webp({ quality: 85, effort: 0 }).toBuffer();
}
