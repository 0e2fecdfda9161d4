import type { StageContext } from '../base/context.ts';
import type { DatasetSequence } from '../datasets/dataset.ts';
import { davisAttributes, davisSequences } from '../datasets/davis16-info.ts';
import { listMaskFolder, readMaskFiles, type MaskFiles } from '../datasets/mask-folder.ts';
import { failedError, FodvidError, throwIfCancelled } from '../base/errors.ts';
import { type AttributeMean, attributeMeans } from '../metrics/attribute-means.ts';
import { boundaryScores, scoreFrame } from '../metrics/frame-score.ts';
import {
  scoreReport,
  sequenceReport,
  type FrameRule,
  type NamedFrameScore,
  type ScoreReport,
  type SequenceReport,
} from '../metrics/score-report.ts';
import { temporalScorer } from '../metrics/temporal-scores.ts';
import { pairFrames, pairSequences, withFollowers, type FramePair } from './score-pairing.ts';

export { officialCsv } from '../metrics/official-csv.ts';
export { scoreReportCsv } from '../metrics/score-report.ts';

/** What to score: two folders of masks, each holding masks directly or one folder of them per sequence. */
export interface ScoreFoldersOptions {
  readonly gtDir: string;
  /** May also be the output folder of `run`: DIR/<clip>/masks. */
  readonly predDir: string;
  /** Which frames the statistics count; `official` by default. */
  readonly rule?: FrameRule;
  /** Also F at these tolerances, in pixels. */
  readonly tolerancesPx?: readonly number[];
}

/** The scores, and the names of the sequences that lack a prediction or a ground truth. */
export interface FolderScoreReport extends ScoreReport {
  readonly unscored: readonly string[];
  /** J by attribute, where the sequences are those of DAVIS 2016; else none. */
  readonly attributes: readonly AttributeMean[];
  /** The predicted sequences that have no ground truth. */
  readonly unpaired: readonly string[];
}

/** How many frames are decoded at once. */
const framesAtOnce = 8;

/**
 * Scores every predicted sequence against its ground truth by J and F. Sequences are paired by name; frames by
 * name where the names agree, otherwise by their order. Ground truth may be sparse. Throws a `failed` error that
 * names the folder or file where something is missing or of another size.
 */
export async function scoreFolders(
  { gtDir, predDir, rule = 'official', tolerancesPx = [] }: ScoreFoldersOptions,
  context: StageContext,
): Promise<FolderScoreReport> {
  const { pairs, unscored, unpaired } = await pairSequences(gtDir, predDir);
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
    const report = await scoreSequence({ name, frames, rule, tolerancesPx }, context, (count) =>
      context.progress.report((done += count), total, name),
    );
    sequences.push([name, report]);
  }
  return { ...reportOf(Object.fromEntries(sequences), rule), unscored, unpaired };
}

/** The scores of sequences, of DAVIS 2016 with T where its authors compute it and J by attribute. */
export function reportOf(
  sequences: Readonly<Record<string, SequenceReport>>,
  rule: FrameRule,
  info = davisSequences,
): ScoreReport & Pick<FolderScoreReport, 'attributes'> {
  const ofDavis = Object.keys(sequences).every((name) => info.has(name));
  const report = scoreReport(sequences, rule, (name) => info.get(name)?.countsForT ?? true);
  const means = Object.fromEntries(Object.entries(sequences).map(([name, { J }]) => [name, J.mean]));
  const attributes = ofDavis
    ? attributeMeans(means, (name) => info.get(name)?.attributes ?? [], Object.keys(davisAttributes))
    : [];
  return { ...report, attributes };
}

/** A sequence that is to be scored. */
export interface SequenceToScore {
  readonly name: string;
  readonly frames: readonly FramePair[];
  readonly rule: FrameRule;
  readonly tolerancesPx?: readonly number[];
}

/** Scores one sequence, a few frames at a time; `onDone` is told how many more are done. */
export async function scoreSequence(
  { name: clip, frames, rule, tolerancesPx = [] }: SequenceToScore,
  { signal }: StageContext,
  onDone: (count: number) => void,
): Promise<SequenceReport> {
  const scores: NamedFrameScore[] = [];
  const temporal = temporalScorer();
  let anyTruth = false;
  for (let start = 0; start < frames.length; start += framesAtOnce) {
    throwIfCancelled(signal);
    const batch = frames.slice(start, start + framesAtOnce);
    // Settled, then scored in order: of several bad frames it is always the first that is named.
    for (const masks of await Promise.allSettled(batch.map(readPair))) {
      if (masks.status === 'rejected') throw masks.reason;
      scores.push(scorePair(clip, masks.value, tolerancesPx));
      anyTruth ||= masks.value.truthMask.data.includes(1);
      temporal.add(masks.value.predictedMask, masks.value.follows);
    }
    onDone(batch.length);
  }
  if (!anyTruth)
    throw failedError(
      `The ground truth of “${clip}” has no foreground in any of its ${frames.length} frames, so that empty masks would ` +
        'score 100 %; check its labels and its folder.',
      { stage: 'metrics', clip },
    );
  return sequenceReport(clip, scores, rule, temporal.scores(rule));
}

async function readPair({ truth, prediction, follows }: FramePair) {
  const [truthMask, predictedMask] = await Promise.all([readMaskFiles(truth), readMaskFiles(prediction)]);
  return { frame: truth.name, file: fileOf(prediction), truthMask, predictedMask, follows };
}

function scorePair(
  clip: string,
  pair: Awaited<ReturnType<typeof readPair>>,
  tolerancesPx: readonly number[],
): NamedFrameScore {
  const { frame, file, truthMask, predictedMask } = pair;
  try {
    const score = { frame, ...scoreFrame(truthMask, predictedMask) };
    return tolerancesPx.length === 0
      ? score
      : { ...score, boundary: boundaryScores(truthMask, predictedMask, tolerancesPx) };
  } catch (error) {
    if (!(error instanceof FodvidError)) throw error;
    throw failedError(`${file}: ${error.message}`, { ...error.origin, clip }, { cause: error });
  }
}

const fileOf = ({ files, name }: MaskFiles): string => files[0] ?? name;

/** Masks are numbered by the frame's place in the clip, ground truth only knows some of the frames. */
export async function framePairs(
  { name, groundTruth }: DatasetSequence,
  masksDir: string,
): Promise<FramePair[]> {
  const masks = await listMaskFolder(masksDir, 'prediction folder');
  const predictions = groundTruth.map((truth) => {
    const prediction = masks[truth.frameIndex];
    if (prediction === undefined)
      throw failedError(
        `${masksDir} has no mask for frame ${truth.frameIndex} of “${name}”; run it with --force.`,
      );
    return prediction;
  });
  return withFollowers(groundTruth, predictions, masks);
}
