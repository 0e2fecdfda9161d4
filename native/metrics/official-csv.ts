import { meanOfKnown } from './statistics.ts';
import type { ScoreReport, SequenceReport } from './score-report.ts';

/** The two files of the official evaluation program, by name. */
export interface OfficialCsv {
  readonly global: string;
  readonly perSequence: string;
}

/** A number as the program's `float_format="%.3f"` writes it; what is no number stays empty. */
const field = (value: number): string => (Number.isNaN(value) ? '' : value.toFixed(3));

/**
 * The report as `evaluation_method.py` of davis2017-evaluation writes it: `global_results-*.csv` and
 * `per-sequence_results-*.csv`, in which the one object of a sequence is called `<sequence>_1`.
 */
export function officialCsv({ sequences }: Pick<ScoreReport, 'sequences'>): OfficialCsv {
  const reports = Object.values(sequences);
  const mean = (pick: (report: SequenceReport) => number) => meanOfKnown(reports.map(pick));
  const [j, f] = [mean(({ J }) => J.mean), mean(({ F }) => F.mean)];
  const values = [
    (j + f) / 2,
    j,
    mean(({ J }) => J.recall),
    mean(({ J }) => J.decay),
    f,
    mean(({ F }) => F.recall),
    mean(({ F }) => F.decay),
  ];
  const rows = Object.entries(sequences).map(([name, { J, F }]) =>
    [`${name}_1`, field(J.mean), field(F.mean)].join(','),
  );
  return {
    global: `J&F-Mean,J-Mean,J-Recall,J-Decay,F-Mean,F-Recall,F-Decay\n${values.map(field).join(',')}\n`,
    perSequence: ['Sequence,J-Mean,F-Mean', ...rows, ''].join('\n'),
  };
}
