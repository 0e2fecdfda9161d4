import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FodvidError } from '../../native/base/errors.ts';
import { openCache, type Store } from '../../native/commands/open-cache.ts';
import { brokenClips, writeBrokenClip } from '../video/broken-clips.ts';
import { clipMatrix, type MatrixClip } from './clip-matrix.ts';
import { type MatrixClipEnd, exportAndRead, runMatrixClips, writeMatrixClip } from './matrix-runs.ts';

/** What became of a clip. */
interface Outcome {
  readonly isRight: boolean;
  readonly text: string;
}

/** Exports a run and says what others read of it. */
async function exported(runDir: string, store: Store): Promise<Outcome> {
  const { facts, notices, frames, widthPx, heightPx, isComplete } = await exportAndRead(runDir, store);
  const { matrix, primaries, transfer } = facts.colours;
  const told = [
    `${frames} frames of ${widthPx}x${heightPx}`,
    [...new Set([matrix, primaries, transfer])].join('/'),
    ...(facts.timecode === null ? [] : [facts.timecode]),
    ...(facts.audio.length === 0 ? [] : [facts.audio.join(' ')]),
  ];
  const said = notices.length === 0 ? '' : ` – ${notices.join(' ')}`;
  return { isRight: isComplete, text: `${told.join(', ')}${said}` };
}

async function outcomeOf(
  { refusal }: Pick<MatrixClip, 'refusal'>,
  { state, outDir, error = '' }: MatrixClipEnd,
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

/** A damaged clip is refused with what can be run of it, which then is run and exported. */
async function outcomeOfBroken(folder: string, path: string, store: Store): Promise<Outcome> {
  const [refused] = await runMatrixClips(folder, [path]);
  const end = /Add --to (\d+)\.$/.exec(refused?.error ?? '')?.[1];
  if (end === undefined) return { isRight: false, text: `offers nothing: ${refused?.error ?? 'no error'}` };
  const [offered] = await runMatrixClips(folder, [path], '--to', end);
  const { isRight, text } = await outcomeOf({}, offered!, store);
  const isAll = text.startsWith(`${Number(end) + 1} frames of `);
  return { isRight: isRight && isAll, text: `refused: ${refused!.error!} With it: ${text}` };
}

/** Runs and exports the clips of the matrix and damaged ones, and prints a table for docs/exports.md. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fodvid-clips-'));
  const store = openCache(join(folder, 'cache'), () => undefined);
  let wrong = 0;
  const tell = (file: string, what: string, { isRight, text }: Outcome): void => {
    if (!isRight) wrong++;
    console.log(`| ${file} | ${what} | ${isRight ? '' : 'WRONG: '}${text.replaceAll(`${folder}/`, '')} |`);
  };
  const broken = Object.values(brokenClips);
  try {
    const paths = clipMatrix.map(({ file }) => join(folder, file));
    for (const clip of clipMatrix) await writeMatrixClip(folder, clip);
    const ends = await runMatrixClips(folder, paths);
    console.log('| clip | what | out of run and export |\n| --- | --- | --- |');
    for (const [k, clip] of clipMatrix.entries())
      tell(clip.file, clip.what, await outcomeOf(clip, ends[k]!, store));
    for (const clip of broken) {
      const path = await writeBrokenClip(folder, clip);
      tell(clip.file, clip.what, await outcomeOfBroken(folder, path, store));
    }
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`\n${clipMatrix.length + broken.length} clips, ${wrong} wrong`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

await main();
