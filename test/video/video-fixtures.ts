import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFfmpeg } from '../../native/video/ffmpeg-binary.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';

/** Runs ffmpeg with options written as on a command line; single quotes keep spaces and commas together. */
export async function ffmpeg(commandLine: string): Promise<string> {
  const args = [...commandLine.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
  const { stderr } = await promisify(execFile)(findFfmpeg().ffmpegPath, ['-y', '-hide_banner', ...args]);
  return stderr;
}

/** Paths in a folder that is removed after the tests of a file. */
export function temporaryPaths(): (name: string) => string {
  const folder = temporaryFolderOfFile();
  return (name) => join(folder, name);
}

/** The encoder options of a plain H.264 clip. */
export const h264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p';
