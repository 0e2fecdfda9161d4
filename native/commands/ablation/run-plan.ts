import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { RunConfig } from '../../api/run-config.ts';
import { FodvidError, throwIfCancelled } from '../../base/errors.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import type { ProgressNode } from '../../base/progress.ts';
import type { DatasetSequence } from '../../datasets/dataset.ts';
import type { FrameScore } from '../../metrics/frame-score.ts';
import { type FrameRule, sequenceReport } from '../../metrics/score-report.ts';
import { meanOfKnown } from '../../metrics/statistics.ts';
import { runClip } from '../../pipeline/run-clip.ts';
import type { RunServices } from '../../pipeline/run-types.ts';
import { cutScores } from '../../pipeline/masks/score-masks.ts';
import type { RunSequences } from '../eval-dataset.ts';
import { framePairs, scoreSequence } from '../score-folder.ts';
import type { AblationPlan, PlannedCell } from './ablation-plan.ts';
import type { CellResult, ResultsFile } from './results-file.ts';

/** So many cells wait for other machines at once. */
const CELLS_AT_ONCE = 16;

/** What a plan is evaluated on. */
export interface PlanData {
  readonly sequences: readonly DatasetSequence[];
  readonly rule: FrameRule;
  readonly outDir: string;
}

/** A cell with its figures. */
export interface EvaluatedCell extends PlannedCell {
  /** J and F by sequence; those that failed are missing. */
  readonly bySequence: Readonly<Record<string, CellResult>>;
  /** Mean J over the sequences; null where one is missing. */
  readonly J: number | null;
  readonly F: number | null;
  /** Where the runs lie, of cells with a refinement. */
  readonly runsDir: string | null;
}

/** A plan that was carried out. */
export interface EvaluatedPlan extends Omit<AblationPlan, 'cells'> {
  readonly cells: readonly EvaluatedCell[];
  /** What went wrong, as sentences. */
  readonly failed: readonly string[];
  readonly sequences: readonly string[];
  readonly rule: FrameRule;
}

/** Where the runs of a configuration lie. */
const runsDirOf = (outDir: string, config: RunConfig): string =>
  join(outDir, 'runs', createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 12));

async function evaluateCell(
  sequence: DatasetSequence,
  { config }: PlannedCell,
  { rule, outDir }: PlanData,
  services: RunServices,
): Promise<CellResult> {
  const startMs = performance.now();
  const means = config.refine
    ? await runScores(sequence, config, rule, outDir, services)
    : cutMeans(sequence, await cutScores(sequence, config, services), rule);
  return { ...means, timeSec: Math.round(performance.now() - startMs) / 1000 };
}

function cutMeans({ name, groundTruth }: DatasetSequence, scores: readonly FrameScore[], rule: FrameRule) {
  const named = scores.map((score, i) => ({ ...score, frame: groundTruth[i]!.name }));
  const { J, F } = sequenceReport(name, named, rule);
  return { J: J.mean, F: F.mean };
}

/** A configuration with a refinement is run as a whole: its masks are looked at afterwards. */
async function runScores(
  sequence: DatasetSequence,
  config: RunConfig,
  rule: FrameRule,
  outDir: string,
  services: RunServices,
) {
  const { masksDir } = await runClip(
    sequence.framesFolder,
    join(runsDirOf(outDir, config), sequence.name),
    config,
    services,
  );
  return maskMeans(sequence, masksDir, rule, services);
}

async function maskMeans(
  sequence: DatasetSequence,
  masksDir: string,
  rule: FrameRule,
  services: RunServices,
): Promise<Pick<CellResult, 'J' | 'F'>> {
  const frames = await framePairs(sequence, masksDir);
  const { J, F } = await scoreSequence({ name: sequence.name, frames, rule }, services, () => undefined);
  return { J: J.mean, F: F.mean };
}

const meanOf = (results: readonly CellResult[], expected: number, pick: (result: CellResult) => number) =>
  results.length === expected ? meanOfKnown(results.map(pick)) : null;

/** What goes wrong with a cell, as a sentence. */
const failureIn = ({ row, column }: PlannedCell, sequence: string, error: string) =>
  `${row}, ${column}, ${sequence}: ${error}`;

/** Evaluates the cells on this machine, one after the other; gives what went wrong. */
async function evaluateHere(
  plan: AblationPlan,
  data: PlanData,
  results: ResultsFile,
  services: RunServices,
): Promise<string[]> {
  const failed: string[] = [];
  const parts = services.progress.split(
    Object.fromEntries(data.sequences.map(({ name, frames }) => [name, frames.length])),
  );
  for (const sequence of data.sequences) {
    const cells = parts[sequence.name]!.split(
      Object.fromEntries(plan.cells.map(({ config }, i) => [String(i), config.refine ? 20 : 1])),
    );
    for (const [i, cell] of plan.cells.entries()) {
      throwIfCancelled(services.signal);
      const progress = cells[String(i)]!;
      if (results.get(cell.config, sequence.name) === null)
        try {
          const result = await evaluateCell(sequence, cell, data, { ...services, progress });
          await results.put(cell.config, sequence.name, result);
        } catch (error) {
          if (!(error instanceof FodvidError) || error.kind === 'cancelled') throw error;
          failed.push(failureIn(cell, sequence.name, error.withAdvice));
        }
      progress.close();
    }
  }
  return failed;
}

/** Evaluates the cells by whole runs of other machines, several cells at once; gives what went wrong. */
async function evaluateElsewhere(
  plan: AblationPlan,
  data: PlanData,
  results: ResultsFile,
  services: RunServices,
  run: RunSequences,
): Promise<string[]> {
  const failed: string[] = [];
  const parts = services.progress.split(Object.fromEntries(plan.cells.map((_, i) => [`cell ${i + 1}`, 1])));
  async function runCell(cell: PlannedCell, progress: ProgressNode) {
    const open = data.sequences.filter(({ name }) => results.get(cell.config, name) === null);
    const batch = { ...services, progress, outDir: runsDirOf(data.outDir, cell.config), runClip };
    const clips = open.length === 0 ? [] : (await run(open.map(framesOf), cell.config, batch)).clips;
    progress.close();
    return { cell, open, clips };
  }
  const ran = orderedMap(plan.cells.entries(), CELLS_AT_ONCE, ([i, cell]) =>
    runCell(cell, parts[`cell ${i + 1}`]!),
  );
  for await (const { cell, open, clips } of ran)
    for (const sequence of open) {
      const result = clips.find(({ clip }) => clip === framesOf(sequence));
      if (result?.state !== 'done') {
        failed.push(failureIn(cell, sequence.name, result?.error ?? 'It was not run.'));
        continue;
      }
      const { masksDir, timeSec } = result.report;
      const means = await maskMeans(sequence, masksDir, data.rule, services);
      await results.put(cell.config, sequence.name, { ...means, timeSec });
    }
  return failed;
}

const framesOf = ({ framesFolder }: DatasetSequence): string => resolve(framesFolder);

/**
 * Evaluates every cell of a plan on every sequence. What the results file knows is not evaluated again; each result is
 * kept at once. A cell that fails on a sequence is named, and the others go on.
 *
 * @param elsewhere runs whole sequences on other machines; this one does all where it is not given.
 */
export async function runPlan(
  plan: AblationPlan,
  data: PlanData,
  results: ResultsFile,
  services: RunServices,
  elsewhere?: RunSequences,
): Promise<EvaluatedPlan> {
  const failed =
    elsewhere === undefined
      ? await evaluateHere(plan, data, results, services)
      : await evaluateElsewhere(plan, data, results, services, elsewhere);
  const evaluated = plan.cells.map((cell): EvaluatedCell => {
    const entries = data.sequences.flatMap(({ name }): [string, CellResult][] => {
      const known = results.get(cell.config, name);
      return known === null ? [] : [[name, known]];
    });
    const known = entries.map(([, result]) => result);
    const mean = (pick: (result: CellResult) => number) => meanOf(known, data.sequences.length, pick);
    return {
      ...cell,
      bySequence: Object.fromEntries(entries),
      J: mean(({ J }) => J),
      F: mean(({ F }) => F),
      runsDir: cell.config.refine ? runsDirOf(data.outDir, cell.config) : null,
    };
  });
  return {
    ...plan,
    cells: evaluated,
    failed,
    sequences: data.sequences.map(({ name }) => name),
    rule: data.rule,
  };
}
