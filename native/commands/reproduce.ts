import { silentProgress } from '../base/context.ts';
import { join } from 'node:path';
import type { RunConfig } from '../api/run-config.ts';
import { writeFileAtomically } from '../base/atomic-file.ts';
import { FodvidError } from '../base/errors.ts';
import { runClip } from '../pipeline/run-clip.ts';
import type { RunServices } from '../pipeline/run-types.ts';
import { paperTable1, publishedSource } from '../report/paper-figures.ts';
import { markdownTable, type ResultTable } from '../report/result-table.ts';
import { pullModel } from '../weights/library/models.ts';
import { ablate, type AblateOptions, estimateSec, plansOf, sequencesOf } from './ablation/ablate.ts';
import { tableNumbers } from './ablation/ablation-plan.ts';
import { evalDataset } from './eval-dataset.ts';

/** What is reproduced, on what. */
export interface ReproduceOptions extends Omit<AblateOptions, 'tables' | 'vary'> {
  /** Whether weights that are missing are downloaded first. */
  readonly pull: boolean;
}

/** The tables that were made, beside the paper's figures. */
export interface ReproductionReport {
  readonly tables: readonly ResultTable[];
  readonly files: readonly string[];
  /** What could not be made, as sentences. */
  readonly failed: readonly string[];
}

/** How long each table takes at most, in seconds on two cores. */
export interface TableEstimate {
  readonly table: string;
  readonly sec: number;
}

const networks = ['dino-vits8', 'dino-vits16', 'dino-vitb8', 'dino-vitb16', 'arflow', 'gmflow'] as const;

/** Downloads the weights of the paper's networks; those that cannot be had are named, and the rest goes on. */
async function pullAll({ signal, notify }: RunServices): Promise<void> {
  for (const id of networks)
    try {
      await pullModel(id, { signal, progress: silentProgress });
    } catch (error) {
      if (!(error instanceof FodvidError) || error.kind === 'cancelled') throw error;
      notify(`${id}: ${error.withAdvice}`);
    }
}

/** The plans of tables 2 to 4 with the estimate of each; table 1 is one run of every sequence. */
export async function estimates(options: ReproduceOptions): Promise<TableEstimate[]> {
  const sequences = await sequencesOf({ ...options, tables: ['2'], vary: [] });
  const own = { id: 'table-1', title: '', rowTitle: '', missing: [] };
  const cell = { row: '', column: '', config: options.config, paper: null };
  const first = { table: '1', sec: estimateSec([{ ...own, cells: [cell] }], sequences) };
  const others = await Promise.all(
    tableNumbers.map(async (table) => ({
      table,
      sec: estimateSec(await plansOf({ ...options, tables: [table], vary: [] }), sequences),
    })),
  );
  return [first, ...others];
}

/** Table 1: the whole method on every sequence, beside the figures of the paper's table. */
async function table1(options: ReproduceOptions, services: RunServices) {
  const { outDir, rule, config, dataset, root } = options;
  const data = { dataset, root, rule, config, ...(options.sequences && { sequences: options.sequences }) };
  const more = {
    ...(options.set !== undefined && { set: options.set }),
    ...(options.resolution !== undefined && { resolution: options.resolution }),
  };
  const report = await evalDataset(
    { ...data, ...more },
    { ...services, outDir: join(outDir, 'table-1'), runClip },
  );
  const names = Object.keys(report.sequences);
  const table: ResultTable = {
    title: 'Table 1: unsupervised methods, J',
    head: ['method', 'J', 'flow and remarks'],
    rows: [
      ...paperTable1.map(({ method, J, note }) => [method, J, note.replace(/; table 1 .*$/, '')]),
      ['this program', report.mean.J, describe(config)],
    ],
    notes: [
      `The last row is measured here, on ${names.length} sequence${names.length === 1 ? '' : 's'} (${names.join(', ')}); all others: ${publishedSource}.`,
    ],
  };
  const failed = Object.entries(report.failed).map(([name, error]) => `table 1, ${name}: ${error}`);
  return { table, failed };
}

const describe = ({ encoder, flow, warpFlow, refine }: RunConfig): string =>
  `encoder ${encoder}, flow ${flow}${refine ? `, refined along ${warpFlow}` : ''}`;

/**
 * Makes tables 1 to 4 of the paper unattended: weights are pulled where they are missing, everything is kept and resumed,
 * and `reproduction.md` holds our figures beside the paper's.
 */
export async function reproduce(
  options: ReproduceOptions,
  services: RunServices,
): Promise<ReproductionReport> {
  if (options.pull) await pullAll(services);
  const parts = services.progress.split({ ablation: 3, whole: 2 });
  const whole = await table1(options, { ...services, progress: parts.whole });
  const ablation = await ablate(
    { ...options, tables: tableNumbers, vary: [] },
    { ...services, progress: parts.ablation },
  );
  const tables = [whole.table, ...ablation.tables];
  const path = join(options.outDir, 'reproduction.md');
  await writeFileAtomically(
    path,
    `# The paper's tables, made again\n\n${tables.map(markdownTable).join('\n')}`,
  );
  const failed = [...whole.failed, ...ablation.plans.flatMap((plan) => plan.failed)];
  return { tables, files: [path, ...ablation.files], failed };
}
