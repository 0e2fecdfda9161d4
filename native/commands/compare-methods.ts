import { meanOf } from '../base/numbers.ts';
import { join } from 'node:path';
import { failedError, throwIfCancelled, usageError } from '../base/errors.ts';
import type { ProgressSlice, StageContext } from '../base/context.ts';
import { davisAttributes, davisSequences } from '../datasets/davis16-info.ts';
import type { DatasetName, DatasetSequence } from '../datasets/dataset.ts';
import { holdsImages, isFolder } from '../datasets/folder-listing.ts';
import { listMaskFolder } from '../datasets/mask-folder.ts';
import { attributeMeans } from '../metrics/attribute-means.ts';
import type { FrameRule, ScoreReport } from '../metrics/score-report.ts';
import { type FramePair, pairFrames } from './score-pairing.ts';
import { type FolderScoreReport, reportOf, scoreSequence } from './score-folder.ts';
import { runFolder } from '../runs/run-folder.ts';

export { openSequence } from '../datasets/dataset.ts';

/** A method and where its masks lie: DIR/<sequence> or DIR/<sequence>/masks. */
export interface ComparedMethod {
  readonly name: string;
  readonly dir: string;
}

/** What is compared. */
export interface CompareOptions {
  readonly dataset: DatasetName;
  readonly sequences: readonly DatasetSequence[];
  readonly methods: readonly ComparedMethod[];
  readonly rule: FrameRule;
}

/** A method's scores, and the pairs of masks that they come from. */
export interface MethodScores extends ComparedMethod {
  readonly report: ScoreReport & Pick<FolderScoreReport, 'attributes'>;
  readonly pairs: Readonly<Record<string, readonly FramePair[]>>;
  /** The mean over the sequences of the method's place by J, 1 the best; equal ones share the mean place. */
  readonly meanRank: number;
}

/** A frame on which methods differ much. */
export interface DifferingFrame {
  readonly sequence: string;
  readonly frame: string;
  readonly best: string;
  readonly worst: string;
  readonly difference: number;
}

/** A comparison of methods on the same frames. */
export interface Comparison {
  readonly options: CompareOptions;
  readonly methods: readonly MethodScores[];
  /** Frames by the difference between the best and the worst method, J. */
  readonly frames: readonly DifferingFrame[];
  /** Mean and standard deviation of mean J over methods called alike but for `#seed`. */
  readonly seeds: readonly {
    readonly name: string;
    readonly runs: number;
    readonly mean: number;
    readonly deviation: number;
  }[];
}

/** How many frames are named. */
const MOST_FRAMES = 12;

/** A method from `name=DIR`; throws a usage error for anything else. */
export function parseMethod(text: string): ComparedMethod {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw usageError(`--method ${text} must be NAME=DIR, as in osvos=results/osvos.`);
  return { name: text.slice(0, at), dir: text.slice(at + 1) };
}

/** Where a method's masks of a sequence lie; throws where they are missing. */
export async function masksOf({ name, dir }: ComparedMethod, sequence: string): Promise<string> {
  const folder = join(dir, sequence);
  for (const candidate of [runFolder(folder).masksDir, folder])
    if (await holdsImages(candidate)) return candidate;
  const reason = (await isFolder(folder)) ? 'holds no masks' : 'is missing';
  throw failedError(
    `${folder} ${reason}: ${name} has no masks of “${sequence}”; add them, or compare only sequences that all have (--sequences).`,
    { clip: sequence },
  );
}

async function scoreMethod(
  method: ComparedMethod,
  { sequences, rule }: CompareOptions,
  context: StageContext,
): Promise<Omit<MethodScores, 'meanRank'>> {
  const reports: [string, ScoreReport['sequences'][string]][] = [];
  const allPairs: [string, readonly FramePair[]][] = [];
  for (const { name, groundTruth } of sequences) {
    throwIfCancelled(context.signal);
    const folder = await masksOf(method, name);
    const pairs = pairFrames(name, groundTruth, await listMaskFolder(folder, 'mask folder'), folder);
    reports.push([name, await scoreSequence({ name, frames: pairs, rule }, context, () => undefined)]);
    allPairs.push([name, pairs]);
    context.progress.report(reports.length, sequences.length, `${method.name} ${name}`);
  }
  return {
    ...method,
    report: reportOf(Object.fromEntries(reports), rule),
    pairs: Object.fromEntries(allPairs),
  };
}

/** Places by value, the greatest first; equal ones share the mean of theirs. */
export function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const better = values.filter((other) => other > value).length;
    const equal = values.filter((other) => other === value).length;
    return better + (equal + 1) / 2;
  });
}

function withRanks(
  scored: readonly Omit<MethodScores, 'meanRank'>[],
  names: readonly string[],
): MethodScores[] {
  const places = names.map((name) => ranks(scored.map(({ report }) => report.sequences[name]!.J.mean)));
  return scored.map((method, i) => ({ ...method, meanRank: meanOf(places.map((place) => place[i]!)) }));
}

function differingFrames(methods: readonly MethodScores[], names: readonly string[]): DifferingFrame[] {
  const frames = names.flatMap((sequence) => {
    const reports = methods.map(({ name, report }) => ({ name, ...report.sequences[sequence]! }));
    return reports[0]!.frameNames.map((frame, i): DifferingFrame => {
      const values = reports.map(({ J }) => J.perFrame[i]!);
      const [high, low] = [Math.max(...values), Math.min(...values)];
      return {
        sequence,
        frame,
        best: reports[values.indexOf(high)]!.name,
        worst: reports[values.indexOf(low)]!.name,
        difference: high - low,
      };
    });
  });
  return frames.sort((a, b) => b.difference - a.difference).slice(0, MOST_FRAMES);
}

/** Methods that are the same but for `#seed` at the end of their name. */
function seedSpread(methods: readonly MethodScores[]): Comparison['seeds'] {
  const groups = Map.groupBy(methods, ({ name }) => name.replace(/#[^#]*$/, ''));
  return [...groups].flatMap(([name, runs]) => {
    if (runs.length < 2) return [];
    const values = runs.map(({ report }) => report.mean.J);
    const middle = meanOf(values);
    const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
    return [{ name, runs: runs.length, mean: middle, deviation: Math.sqrt(variance) }];
  });
}

/** Scores every method on the same frames and ranks them. Throws a sentence where a method lacks a sequence or a frame. */
export async function compareMethods(options: CompareOptions, context: StageContext): Promise<Comparison> {
  if (options.methods.length === 0) throw usageError('Name at least one method: --method NAME=DIR.');
  const names = options.sequences.map(({ name }) => name);
  const scored: Omit<MethodScores, 'meanRank'>[] = [];
  const { methods: compared, sequences } = options;
  for (const [k, method] of compared.entries()) {
    // One bar for all methods: each goes on where the one before ended.
    const progress: ProgressSlice = {
      report: (done, total, note) =>
        context.progress.report(k * sequences.length + done, compared.length * total, note),
    };
    scored.push(await scoreMethod(method, options, { ...context, progress }));
  }
  const methods = withRanks(scored, names);
  return { options, methods, frames: differingFrames(methods, names), seeds: seedSpread(methods) };
}

/** J by attribute of each method; none where the sequences are not those of DAVIS 2016. */
export function attributesByMethod({ methods, options }: Comparison) {
  if (options.dataset !== 'davis16') return [];
  return methods.map(({ name, report }) => {
    const means = Object.fromEntries(Object.entries(report.sequences).map(([key, { J }]) => [key, J.mean]));
    const attributesOf = (sequence: string) => davisSequences.get(sequence)?.attributes ?? [];
    return { name, attributes: attributeMeans(means, attributesOf, Object.keys(davisAttributes)) };
  });
}
