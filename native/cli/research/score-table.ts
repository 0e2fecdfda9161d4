import type { FolderScoreReport } from '../../commands/score-folder.ts';

type SequenceScores = FolderScoreReport['sequences'][string];

/** The columns that every table of scores begins with. */
export const scoreColumns = [
  'sequence',
  'frames',
  'J mean',
  'recall',
  'decay',
  'F mean',
  'recall',
  'decay',
  'T',
  'flicker',
];

/** A sequence's cells of those columns. */
export const scoreRow = (name: string, { frames, J, F, T }: SequenceScores): string[] => [
  name,
  String(frames),
  ...[J.mean, J.recall, J.decay, F.mean, F.recall, F.decay, T.mean, T.flicker].map(percent),
];

/** 0..1 as a percentage with one decimal; a dash where there is no value. */
export const percent = (value: number | null) =>
  value === null || Number.isNaN(value) ? '-' : (value * 100).toFixed(1);

/** Columns aligned by spaces: the first to the left, the others to the right; a line under the head. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
