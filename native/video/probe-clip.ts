import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import type { StageContext } from '../base/context.ts';
import { errorWords } from '../base/error-words.ts';
import { failedError, throwIfCancelled, usageError } from '../base/errors.ts';
import type { RasterSize } from '../raster/types.ts';
import { readAviHeader } from './avi-header.ts';
import { minimumSidePx } from './clip.ts';
import type { ClipInfo, FolderClip, VideoClip } from './clip.ts';
import { createDamageReader, type Damage, damageError } from './damage.ts';
import { damageArguments, probeArguments } from './ffmpeg-arguments.ts';
import { createVideoReportReader } from './ffmpeg-output.ts';
import type { VideoReport } from './ffmpeg-output.ts';
import { commonSize, digestFiles, listFrames } from './frames-folder.ts';
import { spawnFfmpeg } from './spawn-ffmpeg.ts';

/** Frames per second of a folder of frames, for want of times; DAVIS's rate. */
export const defaultFolderRate = 24;

async function statOf(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    throw failedError(
      `The video or folder ${path} does not exist or cannot be read; check its path.`,
      { words: errorWords('clip-missing', { path }) },
      { cause: error },
    );
  }
}

function requireUsableSize(path: string, size: RasterSize): void {
  if (Math.min(size.widthPx, size.heightPx) < minimumSidePx)
    throw failedError(
      `The pictures of ${path} have ${size.widthPx}x${size.heightPx} pixels; at least ` +
        `${minimumSidePx}x${minimumSidePx} are needed; choose a larger clip.`,
      {
        words: errorWords('clip-too-small', {
          path,
          size: `${size.widthPx} × ${size.heightPx}`,
          least: `${minimumSidePx} × ${minimumSidePx}`,
        }),
      },
    );
}

/** How many frames the header announces; null where it does not tell. */
function announcedFrames(report: VideoReport): number | null {
  const { announcedDurationSec, announcedFrameRate } = report;
  if (announcedDurationSec === null || announcedFrameRate === null) return null;
  return Math.round(announcedDurationSec * announcedFrameRate);
}

const unreadable = (path: string, reason: string) =>
  failedError(`The video ${path} cannot be read: ${reason}; replace or remove it.`, {
    words: errorWords('video-unreadable', { path, reason }),
  });

const undecodable = (path: string, reason: string) =>
  failedError(`The video ${path} cannot be decoded: ${reason}; replace it, or repair it by re-encoding it.`, {
    words: errorWords('video-undecodable', { path, reason }),
  });

/** What a video's frames are, and which of them are broken. */
interface Decoded {
  readonly report: VideoReport;
  readonly damage: Damage | null;
}

/** Decodes a video in which something is broken (`reason`) once more, past the errors, and finds its intact frames. */
async function decodePastErrors(path: string, reason: string, { signal }: StageContext): Promise<Decoded> {
  const reader = createDamageReader();
  const ffmpeg = spawnFfmpeg(damageArguments(path), signal, (line) => reader.push(line));
  ffmpeg.stdin.end();
  ffmpeg.stdout.resume();
  await ffmpeg.ended;
  throwIfCancelled(signal);
  const { report, intactCount, brokenFrames, frameCount } = reader.read();
  if (report.timesSec.length === 0) throw unreadable(path, reason);
  if (brokenFrames.length === 0 && !report.endsEarly) throw undecodable(path, reason);
  if (intactCount === 0) throw undecodable(path, 'its first frame is broken');
  const announced = (await readAviHeader(path))?.frameCount ?? announcedFrames(report) ?? 0;
  const wholeCount = Math.max(frameCount, intactCount + 1, announced);
  return {
    report: { ...report, timesSec: report.timesSec.slice(0, intactCount) },
    damage: { brokenFrames, wholeCount },
  };
}

/** Decodes the whole video once and returns what was told about its frames; throws where there are none. */
async function decodeWhole(path: string, context: StageContext): Promise<Decoded> {
  const reader = createVideoReportReader();
  const ffmpeg = spawnFfmpeg(probeArguments(path), context.signal, (line) => {
    reader.push(line);
    const done = reader.frameCount;
    if (done > 0) context.progress.report(done, announcedFrames(reader.report()) ?? done);
  });
  ffmpeg.stdin.end();
  ffmpeg.stdout.resume();
  const end = await ffmpeg.ended;
  throwIfCancelled(context.signal);
  const report = reader.report();
  // ffmpeg paints text files as pictures of a terminal.
  if (report.format === 'tty') throw unreadable(path, 'it is a text file');
  const reason =
    end.kind === 'failed' ? end.reason : report.endsEarly ? 'the file ends early' : 'it contains no frames';
  if ((end.kind === 'failed' && report.hasVideo) || report.endsEarly)
    return decodePastErrors(path, reason, context);
  const frameCount = report.timesSec.length;
  if (frameCount === 0) throw unreadable(path, reason);
  const avi = await readAviHeader(path);
  const isCutOff = avi !== null && avi.endsEarly && avi.frameCount > frameCount;
  return { report, damage: isCutOff ? { brokenFrames: [], wholeCount: avi.frameCount } : null };
}

/** Frames that may be missing at the end although nothing is broken: headers round, and sound may last longer. */
const toleratedShare = 0.05;

/** How many frames the header of a video without sound announces, where far fewer are there; null where not. */
function unkeptAnnouncement({ report, damage }: Decoded): number | null {
  const announced = announcedFrames(report);
  if (damage !== null || announced === null || report.hasAudio) return null;
  const rate = report.announcedFrameRate!;
  const shown = (report.timesSec.at(-1) ?? 0) - (report.timesSec[0] ?? 0);
  const lost = announced - Math.max(report.timesSec.length, Math.round(shown * rate) + 1);
  return lost > Math.max(2, toleratedShare * announced) ? announced : null;
}

/** Average rate: the frames' own spacing where it tells, else the header's rate, else that of folders. */
function averageRate(report: VideoReport): number {
  const { timesSec } = report;
  const spanSec = (timesSec.at(-1) ?? 0) - (timesSec[0] ?? 0);
  if (timesSec.length > 1 && spanSec > 0) return (timesSec.length - 1) / spanSec;
  return report.announcedFrameRate ?? defaultFolderRate;
}

/** What decoding a video once tells of it. */
export interface VideoFacts extends RasterSize {
  readonly timesSec: readonly number[];
  /** Average frames per second. */
  readonly frameRate: number;
  /** What comes behind these frames cannot be decoded. */
  readonly damage?: Damage | null;
  /** How many frames the header announces, where far fewer are there. */
  readonly announcedCount?: number | null;
}

/** Remembers videos by the SHA-256 of their bytes, so that none is decoded again only to be examined. */
export interface ProbeMemory {
  recall(digest: string): VideoFacts | undefined;
  keep(digest: string, facts: VideoFacts): void;
}

async function examineVideo(path: string, context: StageContext): Promise<VideoFacts> {
  const decoded = await decodeWhole(path, context);
  const { report, damage } = decoded;
  requireUsableSize(path, report);
  const frameRate = averageRate(report);
  const timesSec = report.timesSec.map((time, index) => time ?? index / frameRate);
  const { widthPx, heightPx } = report;
  return { widthPx, heightPx, timesSec, frameRate, damage, announcedCount: unkeptAnnouncement(decoded) };
}

async function probeVideo(
  path: string,
  memory: ProbeMemory | null,
  context: StageContext,
): Promise<ExaminedClip> {
  const digest = await digestFiles([path], false, context.signal);
  const known = memory?.recall(digest);
  const facts = known ?? (await examineVideo(path, context));
  if (known === undefined) memory?.keep(digest, facts);
  const { widthPx, heightPx, timesSec, frameRate, damage = null, announcedCount = null } = facts;
  const frameCount = timesSec.length;
  const clip: VideoClip = {
    widthPx,
    heightPx,
    frameRate,
    kind: 'video',
    path,
    name: basename(path, extname(path)),
    frameCount,
    timesSec: Float64Array.from(timesSec),
    durationSec: frameCount / frameRate,
    digest,
    part: null,
  };
  return { clip, damage, announcedCount };
}

async function probeFolder(path: string, frameRate: number, context: StageContext): Promise<FolderClip> {
  const framePaths = await listFrames(path);
  const size = await commonSize(framePaths, context);
  requireUsableSize(path, size);
  const frameCount = framePaths.length;
  return {
    kind: 'folder',
    path,
    name: basename(path),
    ...size,
    frameCount,
    timesSec: Float64Array.from({ length: frameCount }, (_, index) => index / frameRate),
    frameRate,
    durationSec: frameCount / frameRate,
    digest: await digestFiles(framePaths, true, context.signal),
    part: null,
    framePaths,
  };
}

/** How a clip is examined. */
export interface ProbeOptions {
  /** Frames per second of a folder. */
  readonly folderRate?: number;
  /** What is known of videos from before. */
  readonly memory?: ProbeMemory;
}

/** A clip with what is wrong with it. */
export interface ExaminedClip {
  /** Of a damaged video: its frames up to the damage. */
  readonly clip: ClipInfo;
  readonly damage: Damage | null;
  /** How many frames the header announces, where far fewer are there although none is broken. */
  readonly announcedCount: number | null;
}

/**
 * Examines a video or a folder of frames. A video is decoded once from end to end, so the count and the times are
 * those of the frames that come, not of the header; one with broken frames or a lost end gives those before. Empty,
 * audio-only and tiny inputs are refused in one sentence. Reports progress in frames.
 */
export async function examineClip(
  path: string,
  context: StageContext,
  { folderRate = defaultFolderRate, memory }: ProbeOptions = {},
): Promise<ExaminedClip> {
  throwIfCancelled(context.signal);
  if (!(folderRate > 0 && Number.isFinite(folderRate)))
    throw usageError(`The frame rate of a folder must be above 0, not ${folderRate}.`);
  const absolute = resolve(path);
  const stats = await statOf(absolute);
  if (stats.isDirectory())
    return { clip: await probeFolder(absolute, folderRate, context), damage: null, announcedCount: null };
  if (!stats.isFile())
    throw failedError(`${absolute} is neither a file nor a folder; name a video or a folder of frames.`);
  if (stats.size === 0)
    throw failedError(`The video ${absolute} is empty (0 bytes); replace or remove it.`, {
      words: errorWords('video-empty', { path: absolute }),
    });
  return probeVideo(absolute, memory ?? null, context);
}

/** Examines a clip of which all frames are wanted: as `examineClip`, but damaged videos are refused in a sentence too. */
export async function probeClip(
  path: string,
  context: StageContext,
  options: ProbeOptions = {},
): Promise<ClipInfo> {
  const { clip, damage } = await examineClip(path, context, options);
  if (damage !== null) throw damageError(clip, damage);
  return clip;
}
