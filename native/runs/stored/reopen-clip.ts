import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { ClipInfo } from '../../video/clip.ts';
import { listFrames } from '../../video/frames-folder.ts';
import { defaultFolderRate } from '../../video/probe-clip.ts';
import type { RunReport } from '../report.ts';

/** The times of a run's frames that its report tells, or evenly spaced ones. */
export const timesOf = ({ timesSec, frameCount }: RunReport): number[] =>
  timesSec.length === frameCount
    ? timesSec
    : Array.from({ length: frameCount }, (_, index) => index / defaultFolderRate);

/** The clip of a finished run as its report describes it, without examining it; null where it is no longer there. */
export async function reopenClip(report: RunReport): Promise<ClipInfo | null> {
  const { frameCount, widthPx, heightPx, clip: path, part } = report;
  const entry = await stat(path).catch(() => null);
  if (entry === null) return null;
  const timesSec = Float64Array.from(timesOf(report));
  const spanSec = timesSec.at(-1)! - timesSec[0]!;
  const frameRate = frameCount > 1 && spanSec > 0 ? (frameCount - 1) / spanSec : defaultFolderRate;
  const durationSec = frameCount / frameRate;
  const digest = report.digests['clip'] ?? '';
  const shared = { path, frameCount, widthPx, heightPx, timesSec, frameRate, durationSec, digest, part };
  if (!entry.isDirectory()) return { ...shared, kind: 'video', name: basename(path, extname(path)) };
  const framePaths = await listFrames(path).catch(() => []);
  if (framePaths.length !== (part?.wholeCount ?? frameCount)) return null;
  const first = part?.firstFrame ?? 0;
  const own = framePaths.slice(first, first + frameCount);
  return { ...shared, kind: 'folder', name: basename(path), framePaths: own };
}
