import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { exportOf } from '../../native/api/exports.ts';
import { silentContext } from '../../native/base/context.ts';
import { exportFolder } from '../../native/runs/exports/export-folder.ts';
import { readReport } from '../../native/runs/report.ts';
import { runFolder } from '../../native/runs/run-folder.ts';
import type { Store } from '../../native/commands/open-cache.ts';
import { readSourceFacts, type SourceFacts } from '../../native/video/source-facts.ts';
import { fodvid } from '../support/fodvid.ts';
import { ffmpeg } from '../video/video-fixtures.ts';
import type { MatrixClip } from './clip-matrix.ts';
import { rawFrames } from './other-tools.ts';

const FRAMES = 5;

/** Writes a clip of the matrix, of so many frames, into a folder; returns its path. */
export async function writeMatrixClip(folder: string, clip: MatrixClip, count = FRAMES): Promise<string> {
  const { file, options, size = '160x96', rate = '25', inputs = '', remux } = clip;
  const path = join(folder, file);
  const first = remux === undefined ? path : join(folder, `first-${file}`);
  await ffmpeg(
    `-y -v error -f lavfi -i testsrc2=s=${size}:r=${rate} ${inputs} ${options} -frames:v ${count} ${first}`,
  );
  if (remux !== undefined) await ffmpeg(`-y -v error -i ${first} -c copy ${remux} ${path}`);
  return path;
}

/** How `fodvid run --json` says that a clip ended. */
export interface MatrixClipEnd {
  readonly clip: string;
  readonly outDir: string;
  readonly state: 'done' | 'failed';
  readonly error?: string;
}

/** Runs clips by the command line, small and without refinement; results and cache lie in the folder. */
export async function runMatrixClips(
  folder: string,
  paths: readonly string[],
  ...options: string[]
): Promise<readonly MatrixClipEnd[]> {
  const places = ['--out', join(folder, 'out'), '--cache', join(folder, 'cache'), '--json'];
  const small = ['--no-refine', '--mask-steps', 'cut', '--size', '64x96'];
  const { stdout, stderr } = await fodvid(['run', ...paths, ...small, ...places, ...options]);
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as { readonly clips: readonly MatrixClipEnd[] }).clips;
}

/** What others read of a run's exports. */
export interface Exported {
  readonly facts: SourceFacts;
  readonly notices: readonly string[];
  /** The movie's size. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly frames: number;
  /** Whether movie and sequence have every frame of the run. */
  readonly isComplete: boolean;
}

/** Exports a run as ProRes 4444 and as 16-bit PNG in one pass, and reads that back. */
export async function exportAndRead(runDir: string, store: Store): Promise<Exported> {
  const { frameCount, widthPx, heightPx } = (await readReport(runFolder(runDir)))!;
  const request = exportOf(['prores4444', 'png-rgba16']);
  const { notices, paths } = await exportFolder({ runDir, request }, store, silentContext);
  const [movie, sequence] = paths as [string, string];
  const facts = await readSourceFacts(movie, silentContext.signal);
  const frames = rawFrames(['-i', movie], 'gray').length / (widthPx * heightPx);
  const pictures = readdirSync(sequence).sort();
  const lastPicture = `.${String(frameCount - 1).padStart(5, '0')}.png`;
  return {
    facts,
    notices,
    widthPx,
    heightPx,
    frames,
    isComplete:
      frames === frameCount && pictures.length === frameCount && pictures.at(-1)!.endsWith(lastPicture),
  };
}
