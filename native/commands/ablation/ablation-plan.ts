import {
  embeddedCutDefaults,
  paperCutDefaults,
  type Encoder,
  type Flow,
  type RunConfig,
} from '../../api/run-config.ts';
import { usageError } from '../../base/errors.ts';
import { paperTable2, paperTable3, paperTable4 } from '../../report/paper-figures.ts';

/** One configuration that is evaluated, with the figure that the paper has for it. */
export interface PlannedCell {
  readonly row: string;
  readonly column: string;
  readonly config: RunConfig;
  /** J, 0..1; null where the paper has none. */
  readonly paper: number | null;
}

/** A table that is made by evaluating configurations. */
export interface AblationPlan {
  readonly id: string;
  readonly title: string;
  /** What the rows are, as the head of their column. */
  readonly rowTitle: string;
  readonly cells: readonly PlannedCell[];
  /** Which of the plan's networks are missing, as sentences. */
  readonly missing: readonly string[];
}

/** The tables of the paper that can be made. */
export const tableNumbers = ['2', '3', '4'] as const;
export type TableNumber = (typeof tableNumbers)[number];

/** Which networks' weights are on this machine. */
export type Available = (id: Encoder | Flow) => boolean;

const names: Readonly<Record<Encoder | Flow, string>> = {
  embedded: 'built-in',
  'dino-vits8': 'ViT-S/8',
  'dino-vits16': 'ViT-S/16',
  'dino-vitb8': 'ViT-B/8',
  'dino-vitb16': 'ViT-B/16',
  arflow: 'ARFlow',
  gmflow: 'GMFlow',
};

const cutOf = (encoder: Encoder) => (encoder === 'embedded' ? embeddedCutDefaults : paperCutDefaults);
const missingSentence = (id: Encoder | Flow): string =>
  `${names[id]}: the weights are not on this machine (fodvid models pull ${id}).`;

function table2(base: RunConfig, available: Available): AblationPlan {
  const encoders: readonly Encoder[] = ['embedded', 'dino-vits8', 'dino-vits16', 'dino-vitb8', 'dino-vitb16'];
  const present = encoders.filter(available);
  return {
    id: 'table-2',
    title: 'Table 2: the encoder of the graph cut, J',
    rowTitle: 'encoder',
    cells: present.map((encoder) => ({
      row: names[encoder],
      column: 'J',
      config: { ...base, encoder, ...cutOf(encoder), refine: false, crf: false },
      paper: paperTable2[encoder] ?? null,
    })),
    missing: encoders.filter((encoder) => !present.includes(encoder)).map(missingSentence),
  };
}

/** Nine values around the built-in encoder's own, in the paper's steps. */
const around = (middle: number, step: number): number[] =>
  Array.from({ length: 9 }, (_, i) => Number((middle + (i - 4) * step).toFixed(2)));

function table3(base: RunConfig): AblationPlan {
  const embedded = base.encoder === 'embedded';
  const taus = embedded ? around(embeddedCutDefaults.tau, 0.05) : paperTable3.tau.map(([value]) => value);
  const alphas = embedded
    ? around(embeddedCutDefaults.alpha, 0.05)
    : paperTable3.alpha.map(([value]) => value);
  const paper = (pairs: readonly (readonly [number, number])[], value: number) =>
    embedded ? null : (pairs.find(([known]) => known === value)?.[1] ?? null);
  const plain = { ...base, refine: false, crf: false };
  return {
    id: 'table-3',
    title: 'Table 3: the threshold τ and the weight α of appearance, J of the graph cut',
    rowTitle: 'value',
    cells: [
      ...taus.map((tau) => ({
        row: `τ = ${tau.toFixed(2)}`,
        column: 'J',
        config: { ...plain, tau, alpha: cutOf(base.encoder).alpha },
        paper: paper(paperTable3.tau, tau),
      })),
      ...alphas.map((alpha) => ({
        row: `α = ${alpha.toFixed(2)}`,
        column: 'J',
        // The paper's figure for alpha 0.7 is the one for tau 0.2.
        config: { ...plain, alpha, tau: embedded ? embeddedCutDefaults.tau : 0.2 },
        paper: paper(paperTable3.alpha, alpha),
      })),
    ],
    missing: [],
  };
}

function table4(base: RunConfig, available: Available): AblationPlan {
  const flows: readonly Flow[] = ['embedded', 'gmflow', 'arflow'];
  const present = flows.filter(available);
  const columns = [
    ['graph cut', { refine: false, crf: false }],
    ['refined', { refine: true, crf: false }],
    ['refined, CRF', { refine: true, crf: true }],
  ] as const;
  return {
    id: 'table-4',
    title: 'Table 4: the flow of the graph cut, J after each step',
    rowTitle: 'flow',
    cells: present.flatMap((flow) =>
      columns.map(([column, steps], i) => ({
        row: names[flow],
        column,
        config: { ...base, flow, ...steps },
        paper: paperTable4[flow]?.[i] ?? null,
      })),
    ),
    missing: flows.filter((flow) => !present.includes(flow)).map(missingSentence),
  };
}

/** The plan of a table of the paper, on the networks that are there. */
export function tablePlan(table: TableNumber, base: RunConfig, available: Available): AblationPlan {
  if (table === '2') return table2(base, available);
  return table === '3' ? table3(base) : table4(base, available);
}

/** The plan's weights are there or not by name; throws a usage error for a table that there is none of. */
export function checkedTable(name: string): TableNumber {
  const known = tableNumbers.find((table) => table === name);
  if (known === undefined)
    throw usageError(`The option table is '${name}'; it must be one of ${tableNumbers.join(', ')}.`);
  return known;
}
