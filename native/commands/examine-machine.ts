import { text } from 'node:stream/consumers';
import { FodvidError } from '../base/errors.ts';
import { sqliteVersion } from '../store/database.ts';
import { defaultCacheFolder } from '../store/location.ts';
import { findFfmpeg } from '../video/ffmpeg-binary.ts';
import { spawnFfmpeg } from '../video/spawn-ffmpeg.ts';
import { doctorReport } from './doctor.ts';
import type { DoctorReport, FoundProgram } from './doctor.ts';

export { doctorText } from './doctor.ts';

/** The doctor's report with this program's own findings: ffmpeg, SQLite, the cache folder. */
export async function examineMachine(
  cacheFolder: string | undefined,
  signal: AbortSignal,
): Promise<DoctorReport> {
  return doctorReport({
    ffmpeg: await findings(signal),
    sqliteVersion: sqliteVersion(),
    cacheFolder: cacheFolder ?? defaultCacheFolder(),
  });
}

async function findings(signal: AbortSignal): Promise<FoundProgram | null> {
  try {
    const { ffmpegPath } = findFfmpeg();
    return { path: ffmpegPath, version: await ffmpegVersion(signal) };
  } catch (error) {
    // That there is none is what the doctor is there to say.
    if (error instanceof FodvidError && error.kind === 'failed') return null;
    throw error;
  }
}

async function ffmpegVersion(signal: AbortSignal): Promise<string> {
  const { stdout, ended } = spawnFfmpeg(['-hide_banner', '-version'], signal);
  const [output, end] = await Promise.all([text(stdout), ended]);
  if (end.kind === 'failed') return `does not run: ${end.reason}`;
  return /^ffmpeg version (\S+)/.exec(output)?.[1] ?? 'unknown';
}
