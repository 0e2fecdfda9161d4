import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ExportFormatId, ExportRequest } from '../../api/exports.ts';
import { asWriteFailure, removePath, replaceFile, writeFileAtomically } from '../../base/atomic-file.ts';
import { silentProgress, type StageContext } from '../../base/context.ts';
import { fileAddress } from '../../base/ffmpeg-command.ts';
import { errorWords } from '../../base/error-words.ts';
import { failedError, throwIfCancelled } from '../../base/errors.ts';
import { defaultPattern, type ExportNames, exportNames } from '../../export/file-names.ts';
import { joinArguments, rateValue } from '../../export/ffmpeg-outputs.ts';
import { type ExportFormat, formats, type RawPixels } from '../../export/export-formats.ts';
import { type ClipInfo, sourceIndex } from '../../video/clip.ts';
import { deepWhite } from '../../video/deep-white.ts';
import { spawnFfmpeg } from '../../video/spawn-ffmpeg.ts';
import { packedFrames } from '../mattes/matted-frames.ts';
import { createMattePool } from '../mattes/matte-pool.ts';
import type { MatteSource } from '../mattes/matte-source.ts';
import { maskFileName } from '../run-folder.ts';
import { estimatedBytes, requireRoom } from './estimate.ts';
import { type ExportPlan, frameMap, planExport } from './export-plan.ts';
import { openPartFolder } from './part-folder.ts';
import {
  annotationPart,
  framesIn,
  moviePart,
  type PartOf,
  type PartWriter,
  startPart,
} from './part-writer.ts';
import { frameBytes } from './probe-points.ts';
import { writeSidecars } from './sidecar-files.ts';

/** A finished export. */
export interface ExportOutcome {
  /** Files and folders, in the order of the formats, then sidecars and the map of frames. */
  readonly paths: readonly string[];
  /** Sentences on what a person should know of them. */
  readonly notices: readonly string[];
}

/** Frames of a part: what is lost by a kill at most, and what is read back at once. */
const PART_FRAMES = 96;

/** Bytes of packed frames that may wait to be written. */
const WAITING_BYTES = 400e6;

/** The chosen formats. */
export const chosenFormats = ({ formats: ids }: ExportRequest): ExportFormat[] =>
  [...new Set(ids)].map((id) => formats.find((format) => format.id === id)!);

/** A format's names in an export. */
export const namesOf = (
  format: ExportFormat,
  { pattern, version }: ExportRequest,
  clip: string,
): ExportNames =>
  exportNames(pattern ?? defaultPattern(format), format, { clip, format: format.id, version });

const encoders = new Set<string>();

/** Throws where this machine's ffmpeg lacks an encoder. */
async function requireEncoders(wanted: readonly ExportFormat[], signal: AbortSignal): Promise<void> {
  if (encoders.size === 0) {
    const { stdout, stdin, ended } = spawnFfmpeg(['-hide_banner', '-encoders'], signal);
    stdin.end();
    const [listed] = await Promise.all([text(stdout), ended]);
    for (const [, found] of listed.matchAll(/^ V\S+ (\S+)/gm)) encoders.add(found!);
  }
  for (const { encoder, title } of wanted)
    if (encoder !== null && !encoders.has(encoder))
      throw failedError(
        encoder.endsWith('_videotoolbox')
          ? `${title} can be written on macOS only; choose another format.`
          : `This ffmpeg was built without ${encoder}, which ${title} needs; choose another format, or install a full ffmpeg.`,
        { words: errorWords('encoder-missing', { format: title, encoder }) },
      );
}

/** Throws where an encoder takes no pictures as small as the clip's. */
function requireSize(wanted: readonly ExportFormat[], { widthPx, heightPx, name }: ClipInfo): void {
  for (const { title, leastPx: [leastWidth, leastHeight] = [0, 0] } of wanted)
    if (widthPx < leastWidth || heightPx < leastHeight)
      throw failedError(
        `${title} needs at least ${leastWidth}x${leastHeight} pixels, the clip ${name} has ${widthPx}x${heightPx}; choose another format.`,
      );
}

/** Raised when frames come out differently: an export that an earlier version began is then written anew. */
const EXPORT_VERSION = 2;

/** What makes two exports the same, so that one can go on with the other's files. */
function fingerprintOf(
  source: MatteSource,
  request: ExportRequest,
  format: ExportFormat,
  masks: string,
): string {
  const facts = {
    version: EXPORT_VERSION,
    clip: source.clip.digest,
    ...(source.clip.part === null ? {} : { first: source.clip.part.firstFrame }),
    path: source.clip.path,
    matte: source.matte,
    masks,
    request: { ...request, formats: [format], sidecars: [] },
  };
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

interface OpenedFormat extends PartOf {
  readonly place: string;
}

/** Raw pixels of cutouts with more than 8 bits. */
const deepCutouts: ReadonlySet<RawPixels> = new Set(['rgba64le', 'yuva444p10le', 'gbrapf32le']);

/** Hands the frames to all formats that still lack them, part by part. */
async function writeParts(
  opened: readonly OpenedFormat[],
  source: MatteSource,
  plan: ExportPlan,
  context: StageContext,
): Promise<void> {
  const { schedule } = plan;
  const total = schedule.length;
  const done = new Map(opened.map((part) => [part, part.folder.done]));
  const start = Math.min(...done.values());
  if (start >= total) return;
  const isDeep =
    (plan.facts?.bitDepth ?? 8) > 8 && opened.some(({ format: { pixels } }) => deepCutouts.has(pixels));
  const pool = createMattePool();
  let writers: { part: OpenedFormat; writer: PartWriter }[] = [];
  let at = start;

  async function begin(): Promise<void> {
    for (const part of opened)
      if (done.get(part)! <= at) writers.push({ part, writer: await startPart(part, at, context) });
  }
  async function end(): Promise<void> {
    await Promise.all(
      writers.map(async ({ part, writer }) => {
        await writer.finish();
        await part.folder.advance(at);
        done.set(part, at);
      }),
    );
    writers = [];
  }
  async function writeFrame(raws: readonly Uint8Array[]): Promise<void> {
    if (writers.length === 0) await begin();
    await Promise.all(writers.map(({ part, writer }) => writer.write(raws[opened.indexOf(part)]!)));
    at++;
    context.progress.report(at, total);
    if (at % PART_FRAMES === 0 || at === total) await end();
  }

  const bytes = opened.reduce((sum, { format: { pixels } }) => sum + frameBytes(pixels, plan.clip), 0);
  const range = {
    fromIndex: schedule[start]!,
    toIndex: schedule.at(-1)! + 1,
    formats: opened.map(({ format: { id } }) => id as ExportFormatId),
    pack: {
      transfer: plan.transfer,
      matrix: plan.colours.matrix,
      videoWhite: await deepWhite(context.signal),
    },
    mostWaiting: Math.max(1, Math.floor(WAITING_BYTES / bytes)),
    colours: { matrix: plan.facts === null ? null : plan.colours.matrix, isDeep },
  };
  const quiet = { signal: context.signal, progress: silentProgress };
  try {
    for await (const { index, raws } of packedFrames(source, range, pool, quiet)) {
      while (at < total && schedule[at] === index) await writeFrame(raws);
      if (at === total) break;
    }
  } finally {
    await Promise.all(writers.map(({ writer }) => writer.stop()));
    await pool.dispose();
  }
}

const partStarts = (total: number) =>
  Array.from({ length: Math.ceil(total / PART_FRAMES) }, (_, k) => k * PART_FRAMES);

/** The number of packets, and the size, that a joined movie holds. */
async function packetCount(path: string, signal: AbortSignal): Promise<number> {
  const args = ['-hide_banner', '-nostdin', '-protocol_whitelist', 'file,pipe', '-i', fileAddress(path)];
  const ffmpeg = spawnFfmpeg([...args, '-map', '0:v:0', '-c', 'copy', '-f', 'framecrc', 'pipe:1'], signal);
  ffmpeg.stdin.end();
  const listed = await text(ffmpeg.stdout);
  await ffmpeg.ended;
  return listed.split('\n').filter((line) => /^\d/.test(line)).length;
}

async function joinMovie(part: OpenedFormat, request: ExportRequest, signal: AbortSignal): Promise<string> {
  const { format, folder, plan } = part;
  const { clip, facts, schedule, rate } = plan;
  const listPath = join(folder.path, 'parts.txt');
  const path = join(folder.path, `joined.${format.extension}`);
  const quoted = (file: string) => `file '${file.replaceAll("'", String.raw`'\''`)}'`;
  const parts = partStarts(schedule.length).map((first) =>
    quoted(fileAddress(moviePart(folder, format, first))),
  );
  await writeFile(listPath, `${parts.join('\n')}\n`);
  const takesSound =
    facts !== null && facts.audio.length > 0 && facts.audio.every((codec) => format.audio?.includes(codec));
  const sound =
    request.sound && takesSound
      ? {
          path: clip.path,
          fromSec: clip.timesSec[plan.from]! - (clip.part?.startSec ?? clip.timesSec[0]!),
          lengthSec: schedule.length / rateValue(rate),
        }
      : null;
  const target = { path, listPath, colours: plan.colours, timecode: plan.timecode, rate, sound };
  const ffmpeg = spawnFfmpeg(joinArguments(format, target), signal);
  ffmpeg.stdin.end();
  ffmpeg.stdout.resume();
  const end = await ffmpeg.ended;
  throwIfCancelled(signal);
  if (end.kind !== 'done')
    throw failedError(
      `The parts of ${part.place} cannot be joined (${end.kind === 'failed' ? end.reason : 'ffmpeg was ended by someone else'}); export it again, which goes on from here.`,
    );
  const count = await packetCount(path, signal);
  throwIfCancelled(signal);
  if (count !== schedule.length)
    throw failedError(
      `The export as ${format.title} failed its own check: it has ${count} frames where ${schedule.length} were written. It was not kept.`,
    );
  return path;
}

async function joinAnnotations({ folder, plan, names }: OpenedFormat): Promise<string> {
  const { clip, schedule } = plan;
  const parts = partStarts(schedule.length).map((first) => readFile(annotationPart(folder, first), 'utf8'));
  const lines = (await Promise.all(parts))
    .join('')
    .split('\n')
    .filter((line) => line !== '');
  const images = schedule.map((index, k) => ({
    id: k + 1,
    file_name: `${clip.name}/${maskFileName(sourceIndex(clip, index))}`,
    width: clip.widthPx,
    height: clip.heightPx,
    frame: sourceIndex(clip, index),
  }));
  const path = join(folder.path, 'joined.json');
  const head = JSON.stringify({
    info: { description: `Masks of ${names.place} by FODVid Studio` },
    licenses: [],
    categories: [{ id: 1, name: 'foreground', supercategory: 'object' }],
    images,
  });
  await writeFile(path, `${head.slice(0, -1)},"annotations":[\n${lines.join(',\n')}\n]}\n`);
  return path;
}

/** Puts a complete file or folder at its place; what was there before goes. */
async function putInPlace(from: string, place: string): Promise<void> {
  try {
    await mkdir(dirname(place), { recursive: true });
    await removePath(place);
    await replaceFile(from, place);
  } catch (error) {
    throw asWriteFailure(place, error);
  }
}

async function finishFormat(part: OpenedFormat, request: ExportRequest, signal: AbortSignal): Promise<void> {
  const { format, folder, place, plan } = part;
  if (format.kind === 'sequence') {
    const count = (await readdir(framesIn(folder))).length;
    if (count !== plan.schedule.length)
      throw failedError(
        `The export as ${format.title} failed its own check: it has ${count} frames where ${plan.schedule.length} were written. It was not kept.`,
      );
    await putInPlace(framesIn(folder), place);
  } else {
    const made =
      format.kind === 'movie' ? await joinMovie(part, request, signal) : await joinAnnotations(part);
    await putInPlace(made, place);
  }
  await folder.remove();
}

/**
 * Writes a run's mattes in several formats in one pass over the source. Each is written beside its place in parts that are
 * read back and compared, and is put there when it is whole: what is left of an interrupted export is gone on with, and an
 * export that fails its own check is not left under its name. Throws a sentence for what cannot be written.
 */
export async function exportRun(
  source: MatteSource,
  request: ExportRequest,
  outDir: string,
  context: StageContext,
): Promise<ExportOutcome> {
  const wanted = chosenFormats(request);
  const names = new Map(wanted.map((format) => [format, namesOf(format, request, source.clip.name)]));
  const doubled = [...names.values()].find(
    ({ place }, k, all) => all.findIndex((other) => other.place === place) !== k,
  );
  if (doubled !== undefined)
    throw failedError(
      `Two formats would be written to ${doubled.place}; put {format} into the name pattern, or export them one by one.`,
    );
  requireSize(wanted, source.clip);
  await requireEncoders(wanted, context.signal);
  const plan = await planExport(source.clip, request, wanted, context.signal);
  await requireRoom(outDir, estimatedBytes(wanted, source.clip, plan.schedule.length), statfs);
  const masks = await source.masksDigest(plan.from, plan.to);
  const opened: OpenedFormat[] = [];
  try {
    for (const format of wanted) {
      const place = join(outDir, names.get(format)!.place);
      const folder = await openPartFolder(place, fingerprintOf(source, request, format, masks));
      opened.push({
        format,
        names: names.get(format)!,
        folder,
        plan,
        startNumber: request.startNumber,
        place,
      });
    }
    await writeParts(opened, source, plan, context);
    for (const part of opened) await finishFormat(part, request, context.signal);
  } catch (error) {
    await Promise.all(opened.map(({ folder }) => folder.release().catch(() => undefined)));
    throw asWriteFailure(outDir, error);
  }
  const paths = opened.map(({ place }) => place);
  if (plan.isVariable) {
    const map = join(outDir, `${source.clip.name}-frames.csv`);
    await writeFileAtomically(map, frameMap(plan));
    paths.push(map);
  }
  const sidecars = await writeSidecars(opened, request, outDir);
  return { paths: [...paths, ...sidecars], notices: plan.notices };
}
