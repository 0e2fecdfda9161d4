import { basename } from 'node:path';
import { readMaskFiles } from '../datasets/mask-folder.ts';
import { davisAttributes, type DavisAttribute } from '../datasets/davis16-info.ts';
import { protocols } from '../datasets/protocol.ts';
import { encodeRgbJpeg, readRgbImage } from '../raster/image-file.ts';
import { resizeRgbArea } from '../raster/resample.ts';
import { htmlReport, type ReportPicture, type ReportSection } from '../report/html-report.ts';
import { paperTable1, publishedSource } from '../report/paper-figures.ts';
import { barPlot, linePlot } from '../report/plots.ts';
import { type Cell, cellText, type ResultTable } from '../report/result-table.ts';
import { drawOverlay } from '../video/overviews/draw-overlay.ts';
import { attributesByMethod, type Comparison, type MethodScores } from './compare-methods.ts';

export { markdownTable } from '../report/result-table.ts';

const PICTURE_WIDTH_PX = 400;
const JPEG_QUALITY = 78;
/** Best and worst frames that are shown of each method. */
const SHOWN_FRAMES = 3;

/** J of every method on every sequence, with their means. */
export function sequencesTable({ methods, options: { sequences } }: Comparison): ResultTable {
  const value = (name: string): Cell[] => methods.map(({ report }) => report.sequences[name]!.J.mean);
  return {
    title: 'J by sequence',
    head: ['sequence', ...methods.map(({ name }) => name)],
    rows: [
      ...sequences.map(({ name }) => [name, ...value(name)]),
      ['mean', ...methods.map(({ report }) => report.mean.J)],
    ],
    notes: [],
  };
}

/** Means, intervals and ranks of the methods. */
export function summaryTable({ methods }: Comparison): ResultTable {
  const interval = ({ report }: MethodScores): string => {
    const ends = report.intervals.J;
    return ends === null ? '–' : `${cellText(ends[0])} to ${cellText(ends[1])}`;
  };
  return {
    title: 'Methods',
    head: ['method', 'J', '95 % interval of J', 'F', 'T', 'mean rank by J'],
    rows: methods.map((method) => [
      method.name,
      method.report.mean.J,
      interval(method),
      method.report.mean.F,
      method.report.T,
      method.meanRank.toFixed(2),
    ]),
    notes: ['Intervals: percentile bootstrap of the mean over the sequences. T: 0 is steady.'],
  };
}

function framesTable({ frames }: Comparison): ResultTable {
  return {
    title: 'Frames on which the methods differ most',
    head: ['sequence', 'frame', 'best', 'worst', 'difference of J'],
    rows: frames.map(({ sequence, frame, best, worst, difference }) => [
      sequence,
      frame,
      best,
      worst,
      difference,
    ]),
    notes: [],
  };
}

function publishedTable(): ResultTable {
  return {
    title: 'Published figures, J on the validation set of DAVIS 2016',
    head: ['method', 'J', 'note'],
    rows: paperTable1.map(({ method, J, note }) => [method, J, note.replace(/; table 1 .*$/, '')]),
    notes: [`Source: table 1 of ${publishedSource}. Not measured here, and on all 20 sequences of that set.`],
  };
}

function attributeTables(comparison: Comparison): ResultTable[] {
  const byMethod = attributesByMethod(comparison);
  const first = byMethod[0]?.attributes ?? [];
  if (first.length === 0) return [];
  return [
    {
      title: 'J by attribute',
      head: ['attribute', 'sequences', ...byMethod.map(({ name }) => name)],
      rows: first.map(({ attribute, sequences }, i) => [
        `${davisAttributes[attribute as DavisAttribute]} (${attribute})`,
        String(sequences),
        ...byMethod.map(({ attributes }) => attributes[i]!.mean),
      ]),
      notes: ['Mean over the sequences that have the attribute.'],
    },
  ];
}

function seedTables({ seeds }: Comparison): ResultTable[] {
  if (seeds.length === 0) return [];
  return [
    {
      title: 'Spread over seeds',
      head: ['method', 'runs', 'mean J', 'standard deviation'],
      rows: seeds.map(({ name, runs, mean, deviation }) => [name, String(runs), mean, deviation]),
      notes: [],
    },
  ];
}

/** A frame of a method with its mask over it. */
async function pictureOf(
  { options: { sequences } }: Comparison,
  method: MethodScores,
  name: string,
  i: number,
): Promise<ReportPicture> {
  const sequence = sequences.find((one) => one.name === name)!;
  const pair = method.pairs[name]![i]!;
  const path = sequence.frames[sequence.groundTruth[i]!.frameIndex]!;
  const [frame, mask] = await Promise.all([readRgbImage(path), readMaskFiles(pair.prediction)]);
  const size = {
    widthPx: PICTURE_WIDTH_PX,
    heightPx: Math.round((PICTURE_WIDTH_PX * frame.heightPx) / frame.widthPx),
  };
  const jpeg = await encodeRgbJpeg(resizeRgbArea(drawOverlay(frame, mask), size), JPEG_QUALITY);
  const J = method.report.sequences[name]!.J.perFrame[i]!;
  return { jpeg, caption: `${name}, ${basename(path)}: J ${cellText(J)}` };
}

/** The best and the worst frames of a method, at most one of each sequence. */
async function frameSection(comparison: Comparison, method: MethodScores): Promise<ReportSection> {
  const extremes = Object.entries(method.report.sequences).map(([name, { J }]) => ({
    name,
    best: J.perFrame.indexOf(Math.max(...J.perFrame)),
    worst: J.perFrame.indexOf(Math.min(...J.perFrame)),
    values: J.perFrame,
  }));
  const worst = extremes
    .toSorted((a, b) => a.values[a.worst]! - b.values[b.worst]!)
    .slice(0, SHOWN_FRAMES)
    .map(({ name, worst: i }) => ({ name, i }));
  const best = extremes
    .toSorted((a, b) => b.values[b.best]! - a.values[a.best]!)
    .slice(0, SHOWN_FRAMES)
    .map(({ name, best: i }) => ({ name, i }));
  return {
    title: `${method.name}: worst and best frames`,
    text: ['The worst first; at most one frame of each sequence. The foreground is tinted and outlined.'],
    pictures: await Promise.all(
      [...worst, ...best].map(({ name, i }) => pictureOf(comparison, method, name, i)),
    ),
  };
}

/** Bars of J by sequence, and J over the frames of each sequence. */
async function plotsOf({ methods, options: { sequences } }: Comparison): Promise<string[]> {
  const bars = sequences.flatMap(({ name }) =>
    methods.map((method) => ({ x: name, y: method.report.sequences[name]!.J.mean, series: method.name })),
  );
  const lines = sequences.map(({ name }) =>
    linePlot(
      methods.flatMap((method) =>
        method.report.sequences[name]!.J.perFrame.map((y, x) => ({ x, y, series: method.name })),
      ),
      { title: name, xTitle: 'frame', yTitle: 'J', widthPx: 640, heightPx: 130, yDomain: [0, 1] },
    ),
  );
  const title = { title: 'J by sequence', xTitle: '', yTitle: 'J', yDomain: [0, 1] } as const;
  return Promise.all([barPlot(bars, title), ...lines]);
}

/** The comparison as one page: tables, plots, the worst and the best frames of each method. */
export async function comparisonHtml(comparison: Comparison, title: string): Promise<string> {
  const { dataset, rule, sequences } = comparison.options;
  const protocol = protocols[dataset];
  const plots = await plotsOf(comparison);
  return htmlReport({
    title,
    subtitle: `${protocol.title}, ${sequences.length} sequences; rule “${rule}”.`,
    sections: [
      {
        title: 'Summary',
        tables: [summaryTable(comparison), ...seedTables(comparison)],
        text: [`Frames: ${protocol.frames}.`, `Objects: ${protocol.objects}.`, `Mean: ${protocol.mean}.`],
      },
      { title: 'By sequence', tables: [sequencesTable(comparison)], plots: plots.slice(0, 1) },
      ...(attributeTables(comparison).length === 0
        ? []
        : [{ title: 'By attribute', tables: attributeTables(comparison) }]),
      ...(dataset === 'davis16' ? [{ title: 'Published methods', tables: [publishedTable()] }] : []),
      { title: 'Over time', tables: [framesTable(comparison)], plots: plots.slice(1) },
      ...(await Promise.all(comparison.methods.map((method) => frameSection(comparison, method)))),
    ],
  });
}
