import { publishedSource } from '../../report/paper-figures.ts';
import type { Cell, ResultTable } from '../../report/result-table.ts';
import type { EvaluatedCell, EvaluatedPlan } from './run-plan.ts';

const unique = (values: readonly string[]): string[] => [...new Set(values)];

const cellOf = ({ cells }: EvaluatedPlan, row: string, column: string): EvaluatedCell | undefined =>
  cells.find((cell) => cell.row === row && cell.column === column);

/** How many sequences, and which. */
const countOf = (names: readonly string[]): string =>
  `${names.length} sequence${names.length === 1 ? '' : 's'} (${names.join(', ')})`;

function notesOf({ sequences, rule, missing, failed, cells }: EvaluatedPlan): string[] {
  const rules = rule === 'official' ? 'first and last frames left out' : 'all frames';
  return [
    `J in percent, mean over ${countOf(sequences)}, ${rules}.`,
    ...(cells.some(({ paper }) => paper !== null)
      ? [`Figures of the paper: ${publishedSource}, on its 20 validation sequences.`]
      : []),
    ...missing,
    ...failed,
  ];
}

/** The table of a plan: a row for each row, ours beside the paper's where it has figures. */
export function planTable(plan: EvaluatedPlan): ResultTable {
  const rows = unique(plan.cells.map(({ row }) => row));
  const columns = unique(plan.cells.map(({ column }) => column));
  const paperHas = (column: string) =>
    plan.cells.some((cell) => cell.column === column && cell.paper !== null);
  const head = [
    plan.rowTitle,
    ...columns.flatMap((column) => [column, ...(paperHas(column) ? [`${column} (paper)`] : [])]),
  ];
  const body = rows.map((row): Cell[] => [
    row,
    ...columns.flatMap((column) => {
      const cell = cellOf(plan, row, column);
      return [cell?.J ?? null, ...(paperHas(column) ? [cell?.paper ?? null] : [])];
    }),
  ]);
  return { title: plan.title, head, rows: body, notes: notesOf(plan) };
}

/** J of every cell by sequence, for a file beside the table. */
export function sequenceTable({ title, cells, sequences, rowTitle }: EvaluatedPlan): ResultTable {
  return {
    title: `${title}, by sequence`,
    head: [rowTitle, 'column', ...sequences, 'mean'],
    rows: cells.map(({ row, column, bySequence, J }) => [
      row,
      column,
      ...sequences.map((name) => bySequence[name]?.J ?? null),
      J,
    ]),
    notes: [],
  };
}
