import { resolve } from 'node:path';
import type { RunConfig } from '../api/run-config.ts';
import { datasetNames, davisResolutions, findSequences, openSequence } from '../datasets/dataset.ts';
import { readDavisInfo } from '../datasets/davis-info-file.ts';
import { davisSequences } from '../datasets/davis16-info.ts';
import type { DatasetName, DatasetSequence, DavisResolution } from '../datasets/dataset.ts';
import { type Protocol, protocols } from '../datasets/protocol.ts';
import { failedError, usageError } from '../base/errors.ts';
import type { FrameRule, ScoreReport, SequenceReport } from '../metrics/score-report.ts';
import { runBatch } from './batch.ts';
import type { BatchOptions, BatchReport } from './batch.ts';
import type { ProgressNode } from '../base/progress.ts';
import type { RunReport } from '../runs/report.ts';
import { type FolderScoreReport, framePairs, reportOf, scoreSequence } from './score-folder.ts';

export { protocolText } from '../datasets/protocol.ts';

/** Which sequences to run and how to score them. */
export interface EvalDatasetOptions {
  readonly dataset: string;
  readonly root: string;
  /** Names of the sequences; all of the data set by default. */
  readonly sequences?: readonly string[];
  /** Of DAVIS 2016 only the sequences of `train` or `val`. */
  readonly set?: string;
  /** Of DAVIS 2016 the resolution, `480p` by default. */
  readonly resolution?: string;
  readonly rule?: FrameRule;
  readonly config: RunConfig;
}

/** A sequence's scores and what they cost. */
export interface EvaluatedSequence extends SequenceReport {
  /** Time of this run; sequences whose masks lay there already cost little. */
  readonly timeSec: number;
  readonly frameCount: number;
  readonly computedFrameCount: number;
  readonly masksDir: string;
  /** What the refinement started from and what it changed; null where nothing was refined. */
  readonly refinement: EvaluatedRefinement | null;
}

/** The graph cut's scores beside the refined ones, and the temporal stability of both, 0..1. */
export interface EvaluatedRefinement {
  readonly graphCut: SequenceReport;
  readonly stability: { readonly graphCut: number; readonly refined: number };
}

/** The scores of a data set; `failed` names what went wrong with the sequences that have none. */
export interface EvalReport extends ScoreReport, Pick<FolderScoreReport, 'attributes'> {
  readonly dataset: DatasetName;
  readonly protocol: Protocol;
  readonly config: RunConfig;
  readonly sequences: Readonly<Record<string, EvaluatedSequence>>;
  readonly failed: Readonly<Record<string, string>>;
  readonly timeSec: number;
  readonly exitCode: number;
}

/** Runs the sequences: one after the other on this machine, or on others. */
export type RunSequences = (
  clips: readonly string[],
  config: RunConfig,
  batch: BatchOptions,
) => Promise<BatchReport>;

/** Running takes about so many times as long as scoring. */
const shares = { run: 30, score: 1 };

/**
 * Runs every sequence of a data set and scores its masks against the ground truth. A sequence that fails does not
 * stop the others. Throws a usage error for an unknown data set or sequence.
 */
export async function evalDataset(
  options: EvalDatasetOptions,
  batch: BatchOptions,
  run: RunSequences = runBatch,
): Promise<EvalReport> {
  const { root, config, rule = 'official' } = options;
  const dataset = checkedDataset(options.dataset);
  const resolution = checkedResolution(options.resolution);
  const names = await checkedSequences(dataset, options, resolution);
  const opened = await Promise.all(names.map((name) => openSequence(dataset, root, name, resolution)));
  const { clips, exitCode, progress } = await runSequences(opened, config, batch, run);

  const scored: [string, EvaluatedSequence][] = [];
  const failed: [string, string][] = [];
  for (const sequence of opened) {
    const result = clips.find(({ clip }) => clip === resolve(sequence.framesFolder))!;
    if (result.state === 'failed') failed.push([sequence.name, result.error]);
    else scored.push([sequence.name, await evaluate(sequence, result.report, rule, progress, batch)]);
    progress.report(scored.length + failed.length, opened.length, sequence.name);
  }
  const sequences = Object.fromEntries(scored);
  return {
    dataset,
    config,
    ...reportOf(sequences, rule, dataset === 'davis16' ? await readDavisInfo(root) : new Map()),
    protocol: protocols[dataset],
    sequences,
    failed: Object.fromEntries(failed),
    timeSec: scored.reduce((sum, [, { timeSec }]) => sum + timeSec, 0),
    exitCode,
  };
}

async function runSequences(
  opened: readonly DatasetSequence[],
  config: RunConfig,
  batch: BatchOptions,
  run: RunSequences,
) {
  const parts = batch.progress.split(shares);
  const folders = opened.map(({ framesFolder }) => framesFolder);
  const report = await run(folders, config, { ...batch, progress: parts.run });
  return { ...report, progress: parts.score };
}

async function evaluate(
  sequence: DatasetSequence,
  report: RunReport,
  rule: FrameRule,
  progress: ProgressNode,
  { signal }: BatchOptions,
): Promise<EvaluatedSequence> {
  const score = async (masksDir: string) => {
    const pairs = await framePairs(sequence, masksDir);
    return scoreSequence({ name: sequence.name, frames: pairs, rule }, { signal, progress }, () => undefined);
  };
  const { timeSec, frameCount, computedFrameCount, masksDir, refinement } = report;
  const stability = refinement?.stability ?? null;
  return {
    ...(await score(masksDir)),
    timeSec,
    frameCount,
    computedFrameCount,
    masksDir,
    refinement:
      refinement === null || stability === null
        ? null
        : { graphCut: await score(refinement.graphCutMasksDir), stability },
  };
}

/** The data set of that name; throws a usage error for any other. */
export function checkedDataset(name: string): DatasetName {
  const known = datasetNames.find((dataset) => dataset === name);
  if (known === undefined)
    throw usageError(`There is no data set '${name}'; it must be one of ${datasetNames.join(', ')}.`);
  return known;
}

/** The resolution of that name; throws a usage error for any other. */
export function checkedResolution(name = '480p'): DavisResolution {
  const known = davisResolutions.find((resolution) => resolution === name);
  if (known === undefined)
    throw usageError(`The option resolution is '${name}'; it must be one of ${davisResolutions.join(', ')}.`);
  return known;
}

/** The sequences of a set of DAVIS 2016. */
function sequencesOfSet(dataset: DatasetName, set: string): string[] {
  if (dataset !== 'davis16') throw usageError(`Only davis16 has sets; leave out --set for ${dataset}.`);
  const names = [...davisSequences].filter(([, sequence]) => sequence.set === set).map(([name]) => name);
  if (names.length === 0) throw usageError(`The option set is '${set}'; it must be one of train, val.`);
  return names;
}

/** The sequences to run; throws where one that was asked for, or a part of one, is missing. */
export async function checkedSequences(
  dataset: DatasetName,
  { root, sequences, set }: Pick<EvalDatasetOptions, 'root' | 'sequences' | 'set'>,
  resolution: DavisResolution,
): Promise<readonly string[]> {
  const found = await findSequences(dataset, root, resolution);
  const wanted = sequences ?? (set === undefined ? undefined : sequencesOfSet(dataset, set));
  const missing = wanted?.filter((name) => !found.names.includes(name)) ?? [];
  if (missing.length > 0)
    throw usageError(
      `${dataset} in ${root} has no sequence ${missing.join(', ')}; it has ${found.names.join(', ')}.`,
    );
  if (wanted !== undefined) return wanted;
  const half = [
    ...found.withoutTruth.map((name) => `${name} has frames but no ground truth`),
    ...found.withoutFrames.map((name) => `${name} has ground truth but no frames`),
  ];
  if (half.length > 0)
    throw failedError(
      `${root} is incomplete: ${half.join('; ')}. Unpack what is missing, or name the sequences to run with --sequences.`,
      { stage: 'datasets' },
    );
  return found.names;
}
