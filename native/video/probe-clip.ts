import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import type { StageContext } from '../base/context.ts';
import { errorWords } from '../base/error-words.ts';
import { failedError, throwIfCancelled, usageError } from '../base/errors.ts';
import type { RasterSize } from '../raster/types.ts';
import { minimumSidePx } from './clip.ts';
import type { ClipInfo, FolderClip, VideoClip } from './clip.ts';
import { probeArguments } from './ffmpeg-arguments.ts';
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

function damage(path: string, report: VideoReport, reason: string) {
  const count = report.timesSec.length;
  if (count === 0)
    return failedError(`The video ${path} cannot be read: ${reason}; replace or remove it.`, {
      words: errorWords('video-unreadable', { path, reason }),
    });
  const announced = announcedFrames(report);
  const of = announced === null ? '' : ` of about ${announced} announced`;
  return failedError(
    `The video ${path} is damaged (${reason}): ${count}${of} frames could be decoded; download it again, or ` +
      'repair it by re-encoding it.',
    { words: errorWords('video-damaged', { path, reason, count }) },
  );
}

/** Decodes the whole video once and returns what was told about its frames; throws when the stream is damaged. */
async function reportOf(path: string, context: StageContext): Promise<VideoReport> {
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
  if (report.format === 'tty') throw damage(path, { ...report, timesSec: [] }, 'it is a text file');
  if (end.kind === 'failed') throw damage(path, report, end.reason);
  if (report.endsEarly) throw damage(path, report, 'the file ends early');
  if (report.timesSec.length === 0) throw damage(path, report, 'it contains no frames');
  return report;
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
}

/** Remembers videos by the SHA-256 of their bytes, so that none is decoded again only to be examined. */
export interface ProbeMemory {
  recall(digest: string): VideoFacts | undefined;
  keep(digest: string, facts: VideoFacts): void;
}

async function examineVideo(path: string, context: StageContext): Promise<VideoFacts> {
  const report = await reportOf(path, context);
  requireUsableSize(path, report);
  const frameRate = averageRate(report);
  const timesSec = report.timesSec.map((time, index) => time ?? index / frameRate);
  return { widthPx: report.widthPx, heightPx: report.heightPx, timesSec, frameRate };
}

async function probeVideo(path: string, memory: ProbeMemory | null, context: StageContext) {
  const digest = await digestFiles([path], false, context.signal);
  const known = memory?.recall(digest);
  const facts = known ?? (await examineVideo(path, context));
  if (known === undefined) memory?.keep(digest, facts);
  const frameCount = facts.timesSec.length;
  return {
    ...facts,
    kind: 'video',
    path,
    name: basename(path, extname(path)),
    frameCount,
    timesSec: Float64Array.from(facts.timesSec),
    durationSec: frameCount / facts.frameRate,
    digest,
    part: null,
  } satisfies VideoClip;
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

/**
 * Examines a video or a folder of frames. A video is decoded once from end to end, so the count and the times are
 * those of the frames that come, not of the header; damaged, empty, audio-only and tiny inputs are refused in one
 * sentence. Reports progress in frames.
 */
export async function probeClip(
  path: string,
  context: StageContext,
  { folderRate = defaultFolderRate, memory }: ProbeOptions = {},
): Promise<ClipInfo> {
  throwIfCancelled(context.signal);
  if (!(folderRate > 0 && Number.isFinite(folderRate)))
    throw usageError(`The frame rate of a folder must be above 0, not ${folderRate}.`);
  const absolute = resolve(path);
  const stats = await statOf(absolute);
  if (stats.isDirectory()) return probeFolder(absolute, folderRate, context);
  if (!stats.isFile())
    throw failedError(`${absolute} is neither a file nor a folder; name a video or a folder of frames.`);
  if (stats.size === 0)
    throw failedError(`The video ${absolute} is empty (0 bytes); replace or remove it.`, {
      words: errorWords('video-empty', { path: absolute }),
    });
  return probeVideo(absolute, memory ?? null, context);
}
