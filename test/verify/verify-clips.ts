import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { exportOf } from '../../native/api/exports.ts';
import { silentContext } from '../../native/base/context.ts';
import { FodvidError } from '../../native/base/errors.ts';
import { exportFolder } from '../../native/commands/export-folder.ts';
import { openCache, type Store } from '../../native/commands/open-cache.ts';
import { readSourceFacts } from '../../native/video/source-facts.ts';
import { fodvid } from '../support/fodvid.ts';
import { ffmpeg } from '../video/video-fixtures.ts';
import { clipMatrix, type MatrixClip } from './clip-matrix.ts';
import { rawFrames } from './other-tools.ts';

const FRAMES = 5;

/** What became of a clip. */
interface Outcome {
  readonly isRight: boolean;
  readonly text: string;
}

/** How `fodvid run --json` says that a clip ended. */
interface ClipEnd {
  readonly clip: string;
  readonly outDir: string;
  readonly state: 'done' | 'failed';
  readonly error?: string;
}

async function writeClip(folder: string, clip: MatrixClip): Promise<string> {
  const { file, options, size = '160x96', rate = '25', inputs = '', remux } = clip;
  const path = join(folder, file);
  const first = remux === undefined ? path : join(folder, `first-${file}`);
  await ffmpeg(
    `-y -v error -f lavfi -i testsrc2=s=${size}:r=${rate} ${inputs} ${options} -frames:v ${FRAMES} ${first}`,
  );
  if (remux !== undefined) await ffmpeg(`-y -v error -i ${first} -c copy ${remux} ${path}`);
  return path;
}

/** A clip of 20 key frames in whose middle some bytes are wrong. */
async function writeBroken(folder: string): Promise<string> {
  const path = join(folder, 'broken.mp4');
  await ffmpeg(
    `-y -v error -f lavfi -i testsrc2=s=160x96:r=25 -frames:v 20 -c:v libx264 -g 1 -pix_fmt yuv420p ${path}`,
  );
  const bytes = readFileSync(path);
  const middle = Math.floor(bytes.length * 0.6);
  writeFileSync(path, bytes.fill(0xff, middle, middle + 300));
  return path;
}

async function writeCut(folder: string): Promise<string> {
  const path = await writeClip(folder, {
    file: 'cut.avi',
    what: '',
    options: '-c:v mjpeg -q:v 3 -pix_fmt yuvj420p',
  });
  truncateSync(path, Math.floor(readFileSync(path).length * 0.6));
  return path;
}

const damaged: readonly MatrixClip[] = [
  { file: 'broken.mp4', what: 'one broken frame', options: '', refusal: /frames/ },
  { file: 'cut.avi', what: 'cut off', options: '', refusal: /frames|ends early/ },
];

/** Exports a run as ProRes 4444 and as 16-bit PNG, and says what others read of it. */
async function exported(runDir: string, store: Store): Promise<Outcome> {
  const { frameCount, widthPx, heightPx } = JSON.parse(readFileSync(join(runDir, 'run.json'), 'utf8')) as {
    readonly frameCount: number;
    readonly widthPx: number;
    readonly heightPx: number;
  };
  const write = (request: ReturnType<typeof exportOf>) =>
    exportFolder({ runDir, request }, store, silentContext);
  const { notices } = await write(exportOf(['prores4444'], { pattern: 'movie' }));
  await write(exportOf(['png-rgba16'], { pattern: 'frames/{frame:05}' }));
  const movie = join(runDir, 'exports', 'movie.mov');
  const facts = await readSourceFacts(movie, silentContext.signal);
  const frames = rawFrames(['-i', movie], 'gray').length / (widthPx * heightPx);
  const last = join(runDir, 'exports', 'frames', `${String(frameCount - 1).padStart(5, '0')}.png`);
  const { matrix, primaries, transfer } = facts.colours;
  const told = [
    `${frames} frames of ${widthPx}x${heightPx}`,
    [...new Set([matrix, primaries, transfer])].join('/'),
    ...(facts.timecode === null ? [] : [facts.timecode]),
    ...(facts.audio.length === 0 ? [] : [facts.audio.join(' ')]),
  ];
  const said = notices.length === 0 ? '' : ` – ${notices.join(' ')}`;
  return { isRight: frames === frameCount && existsSync(last), text: `${told.join(', ')}${said}` };
}

async function outcomeOf(
  { refusal }: MatrixClip,
  { state, outDir, error = '' }: ClipEnd,
  store: Store,
): Promise<Outcome> {
  if (state === 'failed') return { isRight: refusal?.test(error) === true, text: `refused: ${error}` };
  if (refusal !== undefined) return { isRight: false, text: 'was not refused' };
  try {
    return await exported(outDir, store);
  } catch (caught) {
    return {
      isRight: false,
      text: `export: ${caught instanceof FodvidError ? caught.message : String(caught)}`,
    };
  }
}

/** Runs and exports the clips of the matrix, and prints a table for docs/exports.md. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fodvid-clips-'));
  const store = openCache(join(folder, 'cache'), () => undefined);
  const clips = [...clipMatrix, ...damaged];
  let wrong = 0;
  try {
    for (const clip of clipMatrix) await writeClip(folder, clip);
    await writeBroken(folder);
    await writeCut(folder);
    const paths = clips.map(({ file }) => join(folder, file));
    const common = [
      '--no-refine',
      '--mask-steps',
      'cut',
      '--size',
      '64x96',
      '--out',
      join(folder, 'out'),
      '--cache',
      join(folder, 'cache'),
      '--json',
    ];
    const { stdout, stderr } = await fodvid(['run', ...paths, ...common]);
    if (stdout === '') throw new Error(stderr);
    const ends = (JSON.parse(stdout) as { readonly clips: readonly ClipEnd[] }).clips;
    console.log('| clip | what | out of run and export |\n| --- | --- | --- |');
    for (const [k, clip] of clips.entries()) {
      const { isRight, text } = await outcomeOf(clip, ends[k]!, store);
      if (!isRight) wrong++;
      const shown = text.replaceAll(`${folder}/`, '');
      console.log(`| ${parse(clip.file).base} | ${clip.what} | ${isRight ? '' : 'WRONG: '}${shown} |`);
    }
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`\n${clips.length} clips, ${wrong} wrong`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

await main();
