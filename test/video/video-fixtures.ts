import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { promisify } from 'node:util';
import { findFfmpeg } from '../../native/video/ffmpeg-binary.ts';

/** Runs ffmpeg with options written as on a command line; single quotes keep spaces and commas together. */
export async function ffmpeg(commandLine: string): Promise<string> {
  const args = [...commandLine.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
  const { stderr } = await promisify(execFile)(findFfmpeg().ffmpegPath, ['-y', '-hide_banner', ...args]);
  return stderr;
}

/** A folder that is removed after the tests of a file, and paths in it. */
export function temporaryFolder(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'fodvid-video-'));
  after(() => rm(folder, { recursive: true }));
  return (name) => join(folder, name);
}

/** The encoder options of a plain H.264 clip. */
export const h264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p';
