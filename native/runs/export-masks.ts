import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { StageContext } from '../base/context.ts';
import { failedError, throwIfCancelled, usageError } from '../base/errors.ts';
import { type ExportFormat, formats } from '../export/formats.ts';
import { grayOf, rgbaOf } from '../export/pixels.ts';
import { temporaryPathBeside, writeFileAtomically, writeThenRename } from '../base/atomic-file.ts';
import { decodeMaskPng, encodeRgbaPng } from '../raster/image-file.ts';
import type { Mask } from '../raster/types.ts';
import type { ClipInfo } from '../video/clip.ts';
import { decodeFrames, type Frame } from '../video/decode-frames.ts';
import { feedFfmpeg } from '../video/feed-ffmpeg.ts';
import { spawnFfmpeg } from '../video/spawn-ffmpeg.ts';
import { maskFileName } from './mask-file.ts';
import { orderedMap } from '../base/ordered-map.ts';

/** The folder of a clip's exports. */
export const exportsIn = (outDir: string): string => join(outDir, 'exports');

/** What is exported, and where to. */
export interface MaskExport {
  readonly clip: ClipInfo;
  /** The folder of the masks, 00000.png and so on. */
  readonly masksDir: string;
  /** The folder that the file, or the folder of frames, is written into. */
  readonly outDir: string;
}

type VideoWriter = ExportFormat['writes'] & { readonly kind: 'video' };

/** Frames that are read and encoded at once. */
const atOnce = 3;

/** The format of that name; throws a usage error that lists the known ones. */
export function findFormat(id: string): ExportFormat {
  const format = formats.find((one) => one.id === id);
  if (format !== undefined) return format;
  throw usageError(
    `There is no export format '${id}'; known are ${formats.map((one) => one.id).join(', ')}.`,
  );
}

/** Where the export of a clip goes. */
export const exportPath = ({ clip, outDir }: MaskExport, { suffix }: ExportFormat): string =>
  join(outDir, `${clip.name}${suffix}`);

async function maskOf({ masksDir }: MaskExport, index: number): Promise<Mask> {
  const path = join(masksDir, maskFileName(index));
  try {
    return await decodeMaskPng(await readFile(path));
  } catch (cause) {
    throw failedError(`The mask ${path} cannot be read; run the clip again to write it.`, {}, { cause });
  }
}

/** Every frame with its mask, in order; progress counts them. */
function maskedFrames<T>(
  job: MaskExport,
  make: (frame: Frame, mask: Mask) => Promise<T> | T,
  { signal, progress }: StageContext,
): AsyncGenerator<T> {
  const { clip } = job;
  const frames = decodeFrames(clip, {}, { signal, progress: { report: () => undefined } });
  return orderedMap(frames, atOnce, async (frame) => {
    throwIfCancelled(signal);
    const made = await make(frame, await maskOf(job, frame.index));
    progress.report(frame.index + 1, clip.frameCount);
    return made;
  });
}

/** Writes all frames beside the folder and then puts the whole folder in its place. */
async function writeFrames(job: MaskExport, path: string, context: StageContext): Promise<void> {
  const temporary = temporaryPathBeside(path);
  try {
    await mkdir(temporary, { recursive: true });
    const written = maskedFrames(
      job,
      async ({ index, image }, mask) => {
        const png = await encodeRgbaPng({ ...job.clip, data: rgbaOf(image, mask) });
        await writeFileAtomically(join(temporary, maskFileName(index)), png);
      },
      context,
    );
    await Array.fromAsync(written);
    await rm(path, { recursive: true, force: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

async function writeVideo(
  job: MaskExport,
  writer: VideoWriter,
  path: string,
  context: StageContext,
): Promise<void> {
  await requireEncoder(writer.encoder, context.signal);
  const { clip } = job;
  const pixels = (frame: Frame, mask: Mask) =>
    writer.pixels === 'rgba' ? rgbaOf(frame.image, mask) : grayOf(mask);
  await writeThenRename(path, (temporaryPath) => {
    const target = { outPath: temporaryPath, size: clip, frameRate: clip.frameRate };
    return feedFfmpeg(writer.arguments(target), maskedFrames(job, pixels, context), path, context);
  });
}

const encoders = new Map<string, boolean>();

/** Throws where this machine's ffmpeg lacks an encoder. */
async function requireEncoder(name: string, signal: AbortSignal): Promise<void> {
  if (encoders.size === 0) {
    const { stdout, ended } = spawnFfmpeg(['-hide_banner', '-encoders'], signal);
    const [listed] = await Promise.all([text(stdout), ended]);
    for (const [, found] of listed.matchAll(/^ V\S+ (\S+)/gm)) encoders.set(found!, true);
  }
  if (!encoders.has(name))
    throw failedError(
      `This ffmpeg was built without ${name}, which the format needs; choose another format, or install a full ffmpeg.`,
    );
}

/** Writes a clip's masks in a format; returns the path of the file or folder. What was there before is replaced. */
export async function exportMasks(
  job: MaskExport,
  format: ExportFormat,
  context: StageContext,
): Promise<string> {
  const path = exportPath(job, format);
  if (format.writes.kind === 'frames') await writeFrames(job, path, context);
  else await writeVideo(job, format.writes, path, context);
  return path;
}

/** Whether an export lies there already. */
export const isExported = (job: MaskExport, format: ExportFormat): boolean =>
  existsSync(exportPath(job, format));
