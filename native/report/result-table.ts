import { csvField } from '../base/csv.ts';

/** A cell of a table: a measure as a share (0..1), or a text; null where there is no value. */
export type Cell = number | string | null;

/** A table of results, as a paper prints it. */
export interface ResultTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** What must be said with it: the data, what is missing, where other figures come from. */
  readonly notes: readonly string[];
}

/** A cell as text: percent with two decimals, as the paper has them; a dash where there is none. */
export const cellText = (cell: Cell): string => {
  if (cell === null || (typeof cell === 'number' && Number.isNaN(cell))) return '–';
  return typeof cell === 'number' ? (100 * cell).toFixed(2) : cell;
};

/** The table in Markdown, numbers to the right. */
export function markdownTable({ title, head, rows, notes }: ResultTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const escaped = (cell: Cell) => cellText(cell).replaceAll('|', '\\|');
  return [
    `### ${title}`,
    '',
    line(head),
    line(head.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...rows.map((row) => line(row.map(escaped))),
    '',
    ...notes.flatMap((note) => [note, '']),
  ].join('\n');
}

const latexSpecials: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '–': '--',
  α: '$\\alpha$',
  τ: '$\\tau$',
};

/** Text that LaTeX prints as it is. */
export const latexText = (text: string): string =>
  text.replace(/[&%$#_{}]/g, '\\$&').replace(/[~^–ατ]/g, (special) => latexSpecials[special]!);

/** The table as a LaTeX `table` with the rules of booktabs. */
export function latexTable({ title, head, rows, notes }: ResultTable): string {
  const line = (cells: readonly Cell[]) =>
    `  ${cells.map((cell) => latexText(cellText(cell))).join(' & ')} \\\\`;
  return [
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${latexText([`${title}.`, ...notes].join(' '))}}`,
    `  \\begin{tabular}{l${'r'.repeat(head.length - 1)}}`,
    '  \\toprule',
    line(head),
    '  \\midrule',
    ...rows.map(line),
    '  \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}

/** The table as CSV (RFC 4180): shares as they are, six decimals; empty where there is no value. */
export function csvTable({ head, rows }: ResultTable): string {
  const field = (cell: Cell) => {
    if (cell === null || (typeof cell === 'number' && Number.isNaN(cell))) return '';
    return typeof cell === 'number' ? cell.toFixed(6) : csvField(cell);
  };
  return [head.map(csvField), ...rows.map((row) => row.map(field))]
    .map((line) => `${line.join(',')}\r\n`)
    .join('');
}
