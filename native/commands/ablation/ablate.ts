import { join } from 'node:path';
import type { RunConfig } from '../../api/run-config.ts';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import { silentContext } from '../../base/context.ts';
import { FodvidError, usageError } from '../../base/errors.ts';
import { type DatasetSequence, openSequence } from '../../datasets/dataset.ts';
import type { FrameRule } from '../../metrics/score-report.ts';
import { expectedStageSec } from '../../pipeline/stage-times.ts';
import type { RunServices } from '../../pipeline/run-types.ts';
import { barPlot, linePlot, type PlotPoint } from '../../report/plots.ts';
import { csvTable, latexTable, markdownTable, type ResultTable } from '../../report/result-table.ts';
import { requireModels } from '../../weights/library/models.ts';
import { checkedDataset, checkedResolution, checkedSequences, type RunSequences } from '../eval-dataset.ts';
import { writeFigure3 } from './figure3.ts';
import { type AblationPlan, type Available, checkedTable, tablePlan } from './ablation-plan.ts';
import { planTable, sequenceTable } from './plan-table.ts';
import { openResults } from './results-file.ts';
import { type EvaluatedPlan, runPlan } from './run-plan.ts';
import { gridPlan, parseVary } from './vary.ts';

export { markdownTable } from '../../report/result-table.ts';

/** What is to be evaluated, on what, and where the results go. */
export interface AblateOptions {
  readonly dataset: string;
  readonly root: string;
  readonly sequences?: readonly string[];
  readonly set?: string;
  readonly resolution?: string;
  readonly rule: FrameRule;
  readonly outDir: string;
  /** Tables of the paper by number. */
  readonly tables: readonly string[];
  /** A grid, as `parseVary` reads it. */
  readonly vary: readonly string[];
  readonly config: RunConfig;
}

/** An ablation that was carried out, and the files that it wrote. */
export interface AblationReport {
  readonly plans: readonly EvaluatedPlan[];
  readonly tables: readonly ResultTable[];
  readonly files: readonly string[];
}

/** Which of these networks' weights are on this machine. */
async function availableModels(ids: readonly string[]): Promise<Available> {
  const present = new Set<string>(['embedded']);
  for (const id of ids)
    try {
      await requireModels([id], silentContext);
      present.add(id);
    } catch (error) {
      if (!(error instanceof FodvidError)) throw error;
    }
  return (id) => present.has(id);
}

const paperNetworks = ['dino-vits8', 'dino-vits16', 'dino-vitb8', 'dino-vitb16', 'arflow', 'gmflow'];

/** The plans that the options ask for; throws a usage error where they ask for none. */
export async function plansOf({ tables, vary, config }: AblateOptions): Promise<AblationPlan[]> {
  if (tables.length === 0 && vary.length === 0)
    throw usageError('Say what to evaluate: --table 2, 3 or 4, or --vary with an option and its values.');
  const available = await availableModels(tables.length === 0 ? [] : paperNetworks);
  return [
    ...tables.map((table) => tablePlan(checkedTable(table), config, available)),
    ...(vary.length === 0 ? [] : [gridPlan(config, vary.map(parseVary))]),
  ];
}

/** Opens the sequences that the options name. */
export async function sequencesOf(options: AblateOptions): Promise<DatasetSequence[]> {
  const dataset = checkedDataset(options.dataset);
  const resolution = checkedResolution(options.resolution);
  const names = await checkedSequences(dataset, options, resolution);
  return Promise.all(names.map((name) => openSequence(dataset, options.root, name, resolution)));
}

/** Seconds that plans take at most on two cores: what configurations share, features and trainings, is counted once. */
export function estimateSec(plans: readonly AblationPlan[], sequences: readonly DatasetSequence[]): number {
  const known = new Set<string>();
  let total = 0;
  for (const { config } of plans.flatMap(({ cells }) => cells))
    for (const { name, frames } of sequences) {
      const stages = expectedStageSec(config, frames.length);
      const once = (key: string, sec: number) => {
        if (!known.has(key)) total += sec;
        known.add(key);
      };
      once(`${name} ${config.encoder} ${config.flow}`, stages.flow + stages.motion + stages.shots);
      const refinement = stages.pairs + stages.training + stages.inference + stages.warpFlow;
      once(`${name} ${JSON.stringify({ ...config, crf: false })}`, stages.cut + refinement);
      total += stages.masks;
    }
  return total;
}

/** A line over numbers where the rows are some, else bars. */
function plotOf(plan: EvaluatedPlan): Promise<string> {
  const cells = plan.cells.filter(({ J }) => J !== null);
  const value = (row: string) => Number(row.replace(/^[^0-9.-]*/, ''));
  const numeric =
    cells.length > 2 && cells.every(({ row }) => /\d$/.test(row) && Number.isFinite(value(row)));
  const seriesOf = (row: string, column: string) => (/^[ατ]/.test(row) ? row[0]! : column);
  const points = cells.flatMap(({ row, column, J, paper }): PlotPoint[] => {
    const x = numeric ? value(row) : row;
    const series = seriesOf(row, column);
    return [{ x, y: J, series }, ...(paper === null ? [] : [{ x, y: paper, series: `${series} (paper)` }])];
  });
  const options = { title: plan.title, xTitle: plan.rowTitle, yTitle: 'J' };
  return numeric ? linePlot(points, options) : barPlot(points, options);
}

async function writePlan(
  plan: EvaluatedPlan,
  outDir: string,
): Promise<{ table: ResultTable; files: string[] }> {
  const table = planTable(plan);
  const files = {
    [`${plan.id}.md`]: markdownTable(table),
    [`${plan.id}.tex`]: latexTable(table),
    [`${plan.id}.csv`]: csvTable(table),
    [`${plan.id}-sequences.csv`]: csvTable(sequenceTable(plan)),
    [`${plan.id}.svg`]: await plotOf(plan),
  };
  const paths = Object.entries(files).map(([name, text]) => [join(outDir, name), text] as const);
  for (const [path, text] of paths) await writeFileAtomically(path, text);
  return { table, files: paths.map(([path]) => path) };
}

/** The refined runs of a plan by the flow of the base configuration, or of any; null where none was refined. */
const refinedRuns = ({ cells }: EvaluatedPlan): string | null =>
  cells.find(({ config, runsDir }) => runsDir !== null && !config.crf)?.runsDir ?? null;

/**
 * Evaluates tables of the paper and grids of options, and writes each as Markdown, LaTeX, CSV and SVG, with figure 3
 * where masks were refined. Features come from the cache; an interrupted ablation goes on where it was.
 *
 * @param elsewhere runs whole sequences on other machines; this one does all where it is not given.
 */
export async function ablate(
  options: AblateOptions,
  services: RunServices,
  elsewhere?: RunSequences,
): Promise<AblationReport> {
  const { outDir, rule, root } = options;
  const plans = await plansOf(options);
  const sequences = await sequencesOf(options);
  const results = await openResults(join(outDir, 'ablation.json'), `${root} ${rule}`, services.notify);
  const parts = services.progress.split(
    Object.fromEntries(plans.map((plan) => [plan.id, Math.max(1, estimateSec([plan], sequences))])),
  );
  const evaluated: EvaluatedPlan[] = [];
  const tables: ResultTable[] = [];
  const files: string[] = [];
  for (const plan of plans) {
    const own = { ...services, progress: parts[plan.id]! };
    const done = await runPlan(plan, { sequences, rule, outDir }, results, own, elsewhere);
    evaluated.push(done);
    const written = await writePlan(done, outDir);
    tables.push(written.table);
    files.push(...written.files);
    const runs = refinedRuns(done);
    const path = join(outDir, 'figure-3.jpg');
    const figure = runs === null ? null : await writeFigure3(sequences, (name) => join(runs, name), path);
    if (figure !== null) {
      tables.push(figure);
      files.push(path);
    }
  }
  return { plans: evaluated, tables, files };
}
