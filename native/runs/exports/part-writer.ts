import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile, writeFileAtomically } from '../../base/atomic-file.ts';
import type { StageContext } from '../../base/context.ts';
import { chromaticitiesOf } from '../../export/colour-plan.ts';
import { cocoAnnotation } from '../../export/coco-rle.ts';
import { exrFloats, exrInt, exrString, withExrAttributes } from '../../export/exr-attributes.ts';
import type { ExportNames } from '../../export/file-names.ts';
import { partArguments, type PartTarget } from '../../export/ffmpeg-outputs.ts';
import type { ExportFormat } from '../../export/export-formats.ts';
import { startFfmpegWriter } from '../../video/ffmpeg-writer.ts';
import type { ExportPlan } from './export-plan.ts';
import type { PartFolder } from './part-folder.ts';
import { probePoints } from './probe-points.ts';
import { checkPart, readBackStep, writtenSize } from './read-back.ts';

/** Writes some frames of one format. */
export interface PartWriter {
  write(raw: Uint8Array): Promise<void>;
  /** Ends the part, reads it back and compares it; throws a sentence where that fails. */
  finish(): Promise<void>;
  stop(): Promise<void>;
}

/** What a part of an export belongs to. */
export interface PartOf {
  readonly format: ExportFormat;
  readonly names: ExportNames;
  readonly folder: PartFolder;
  readonly plan: ExportPlan;
  /** The number of a sequence's first frame. */
  readonly startNumber: number;
}

/** Where a sequence's frames lie until they are complete. */
export const framesIn = (folder: PartFolder): string => join(folder.path, 'frames');

/** A movie's parts, by the number of their first frame. */
export const moviePart = (folder: PartFolder, { extension }: ExportFormat, first: number): string =>
  join(folder.path, `${String(first).padStart(8, '0')}.${extension}`);

/** ffmpeg writes EXR with 16 lines in a block. */
const exrBlocks = (heightPx: number) => Math.ceil(heightPx / 16);

/** Says in an EXR's header what it holds. */
async function labelExr({ format, plan }: PartOf, path: string, frame: number): Promise<void> {
  const isStraight = format.alpha === 'straight';
  const attributes = [
    exrString(
      'comments',
      `Alpha is ${isStraight ? 'straight (not premultiplied)' : 'premultiplied'}; colours are linear light.`,
    ),
    exrString('software', 'FODVid Studio'),
    exrString('fodvid:alpha', isStraight ? 'straight' : 'premultiplied'),
    exrString('fodvid:transfer', 'linear'),
    exrFloats('chromaticities', 'chromaticities', chromaticitiesOf(plan.colours)),
    exrInt('fodvid:sourceFrame', frame),
    // OpenImageIO and what is built on it, Blender too, go by this.
    ...(isStraight ? [exrInt('oiio:UnassociatedAlpha', 1)] : []),
  ];
  const bytes = await readFile(path);
  await writeFile(path, withExrAttributes(bytes, attributes, exrBlocks(plan.clip.heightPx)));
}

/** Frames, or a movie's part, by ffmpeg. */
async function ffmpegPart(part: PartOf, first: number, context: StageContext): Promise<PartWriter> {
  const { format, names, folder, plan, startNumber } = part;
  const { clip, rate, colours, facts } = plan;
  const isSequence = format.kind === 'sequence';
  const movie = moviePart(folder, format, first);
  // The extension stays last, by which ffmpeg knows what it reads.
  const unfinished = movie.replace(/(\.\w+)$/, '.unfinished$1');
  if (isSequence) await mkdir(framesIn(folder), { recursive: true });
  const target: PartTarget = {
    path: isSequence ? join(framesIn(folder).replaceAll('%', '%%'), names.ffmpegPattern) : unfinished,
    size: clip,
    rate,
    colours,
    pixelAspect: facts?.pixelAspect ?? [1, 1],
    startNumber: startNumber + first,
  };
  const writer = startFfmpegWriter(partArguments(format, target), names.place, context.signal);
  const probes: Float32Array[] = [];
  const visible = writtenSize(format, clip);
  const lineStep = readBackStep(format, clip);
  return {
    async write(raw) {
      probes.push(probePoints(raw, format.pixels, clip, visible, lineStep));
      await writer.write(raw);
    },
    async finish() {
      await writer.finish();
      if (format.encoder === 'exr')
        for (let k = 0; k < probes.length; k++) {
          const path = join(framesIn(folder), names.frame(startNumber + first + k));
          await labelExr(part, path, plan.schedule[first + k]!);
        }
      await checkPart(format, target, probes, first, context);
      if (!isSequence) await replaceFile(unfinished, movie);
    },
    stop: () => writer.stop(),
  };
}

/** Where the annotations of a part lie, a line each. */
export const annotationPart = (folder: PartFolder, first: number): string =>
  join(folder.path, `${String(first).padStart(8, '0')}.jsonl`);

function annotationWriter({ folder, plan }: PartOf, first: number): PartWriter {
  const lines: string[] = [];
  let frame = first;
  return {
    write(raw) {
      const annotation = cocoAnnotation({ ...plan.clip, data: raw }, ++frame);
      if (annotation !== null) lines.push(JSON.stringify(annotation));
      return Promise.resolve();
    },
    finish: () =>
      writeFileAtomically(annotationPart(folder, first), lines.map((line) => `${line}\n`).join('')),
    stop: () => Promise.resolve(),
  };
}

/** Starts a part of an export with the frame `first`. What an earlier try left of it is written anew. */
export async function startPart(part: PartOf, first: number, context: StageContext): Promise<PartWriter> {
  const { format, folder } = part;
  if (format.content === 'runs') return annotationWriter(part, first);
  await rm(moviePart(folder, format, first), { force: true });
  return ffmpegPart(part, first, context);
}
