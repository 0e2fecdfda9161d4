import type { StageContext } from '../base/context.ts';
import { listMaskFolder, readMaskFiles, type MaskFiles } from '../datasets/mask-folder.ts';
import { failedError, FodvidError, throwIfCancelled } from '../base/errors.ts';
import { scoreFrame } from '../metrics/frame-score.ts';
import {
  scoreReport,
  sequenceReport,
  type FrameRule,
  type NamedFrameScore,
  type ScoreReport,
  type SequenceReport,
} from '../metrics/score-report.ts';
import { pairFrames, pairSequences, type FramePair } from './score-pairing.ts';

export { scoreReportCsv } from '../metrics/score-report.ts';

/** What to score: two folders of masks, each holding masks directly or one folder of them per sequence. */
export interface ScoreFoldersOptions {
  readonly gtDir: string;
  /** May also be the output folder of `run`: DIR/<clip>/masks. */
  readonly predDir: string;
  /** Which frames the statistics count; `official` by default. */
  readonly rule?: FrameRule;
}

/** The scores, and the names of the sequences that have a ground truth but no prediction. */
export interface FolderScoreReport extends ScoreReport {
  readonly unscored: readonly string[];
}

/** How many frames are decoded at once. */
const framesAtOnce = 8;

/**
 * Scores every predicted sequence against its ground truth by J and F. Sequences are paired by name; frames by
 * name where the names agree, otherwise by their order. Ground truth may be sparse. Throws a `failed` error that
 * names the folder or file where something is missing or of another size.
 */
export async function scoreFolders(
  { gtDir, predDir, rule = 'official' }: ScoreFoldersOptions,
  context: StageContext,
): Promise<FolderScoreReport> {
  const { pairs, unscored } = await pairSequences(gtDir, predDir);
  const listed = await Promise.all(
    pairs.map(async ({ name, gtFolder, predFolder }) => {
      const truth = await listMaskFolder(gtFolder, 'ground truth folder');
      const predictions = await listMaskFolder(predFolder, 'prediction folder');
      return { name, frames: pairFrames(name, truth, predictions, predFolder) };
    }),
  );
  const total = listed.reduce((sum, { frames }) => sum + frames.length, 0);
  let done = 0;
  const sequences: [string, SequenceReport][] = [];
  for (const { name, frames } of listed) {
    const scores = await scoreFrames(name, frames, context, (count) =>
      context.progress.report((done += count), total, name),
    );
    sequences.push([name, sequenceReport(name, scores, rule)]);
  }
  return { ...scoreReport(Object.fromEntries(sequences), rule), unscored };
}

/** Scores the frames of one sequence, a few at a time; `onDone` is told how many more are done. */
export async function scoreFrames(
  clip: string,
  frames: readonly FramePair[],
  { signal }: StageContext,
  onDone: (count: number) => void,
): Promise<NamedFrameScore[]> {
  const scores: NamedFrameScore[] = [];
  for (let start = 0; start < frames.length; start += framesAtOnce) {
    throwIfCancelled(signal);
    const batch = frames.slice(start, start + framesAtOnce);
    // Settled, then scored in order: of several bad frames it is always the first that is named.
    for (const masks of await Promise.allSettled(batch.map(readPair))) {
      if (masks.status === 'rejected') throw masks.reason;
      scores.push(scorePair(clip, masks.value));
    }
    onDone(batch.length);
  }
  return scores;
}

async function readPair({ truth, prediction }: FramePair) {
  const [truthMask, predictedMask] = await Promise.all([readMaskFiles(truth), readMaskFiles(prediction)]);
  return { frame: truth.name, file: fileOf(prediction), truthMask, predictedMask };
}

function scorePair(clip: string, pair: Awaited<ReturnType<typeof readPair>>): NamedFrameScore {
  const { frame, file, truthMask, predictedMask } = pair;
  try {
    return { frame, ...scoreFrame(truthMask, predictedMask) };
  } catch (error) {
    if (!(error instanceof FodvidError)) throw error;
    throw failedError(`${file}: ${error.message}`, { ...error.origin, clip }, { cause: error });
  }
}

const fileOf = ({ files, name }: MaskFiles): string => files[0] ?? name;
