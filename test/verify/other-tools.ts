import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { ExportFormat } from '../../native/export/export-formats.ts';

/** Whether a program is installed. */
export const isHere = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

/** Raw samples of the first video of an input, as ffmpeg reads it; throws with what ffmpeg says. */
export function rawFrames(input: readonly string[], pixels: string): Buffer {
  const args = ['-v', 'error', ...input, '-map', '0:v:0', '-fps_mode', 'passthrough'];
  const { stdout, status, stderr } = spawnSync(
    'ffmpeg',
    [...args, '-pix_fmt', pixels, '-f', 'rawvideo', 'pipe:1'],
    { maxBuffer: 1 << 28 },
  );
  if (status !== 0) throw new Error(`${input.join(' ')}: ${stderr.toString()}`);
  return stdout;
}

/** The files of a format that was written by the pattern {format}/{clip}.{frame:05}, or {format}, from the number 1001 on. */
export function inputOf({ kind, id, extension, encoder }: ExportFormat, folder: string): string[] {
  const decoder = encoder === 'libvpx-vp9' ? ['-c:v', 'libvpx-vp9'] : [];
  if (kind === 'sequence') return ['-start_number', '1001', '-i', join(folder, id, `clip.%05d.${extension}`)];
  return [...decoder, '-i', join(folder, `${id}.${extension}`)];
}

/** 16-bit samples in memory of their own. */
export const samplesOf = (bytes: Buffer): Uint16Array => new Uint16Array(Uint8Array.from(bytes).buffer);
