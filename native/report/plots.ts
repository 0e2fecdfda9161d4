import { parse, View } from 'vega';
import { compile, type Config, type TopLevelSpec } from 'vega-lite';

/** A point of a plot; `series` is what is told apart by colour. */
export interface PlotPoint {
  readonly x: number | string;
  /** A share, 0..1; null leaves a gap. */
  readonly y: number | null;
  readonly series: string;
}

/** What a plot shows. */
export interface PlotOptions {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly widthPx?: number;
  readonly heightPx?: number;
  /** Values of y that a line shows which is not measured here. */
  readonly yDomain?: readonly [number, number];
}

const config: Config = {
  font: 'Inter, Helvetica, Arial, sans-serif',
  background: 'white',
  axis: { labelFontSize: 11, titleFontSize: 11, gridColor: '#e4e7eb', domainColor: '#9aa5b1' },
  title: { fontSize: 13, anchor: 'start' },
  legend: { labelFontSize: 11, titleFontSize: 11 },
  view: { stroke: null },
  range: { category: ['#1f6feb', '#d9822b', '#2e9d62', '#9254c8', '#c9483b', '#5b6b7b'] },
};

/** A Vega-Lite specification as an SVG document, drawn without a browser. */
async function svgOf(spec: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

const shares = ({ yTitle, yDomain }: PlotOptions) => ({
  field: 'y',
  type: 'quantitative' as const,
  title: yTitle,
  axis: { format: '.0%' },
  scale: yDomain === undefined ? { zero: false } : { domain: [...yDomain] },
});

const seriesColour = { field: 'series', type: 'nominal' as const, title: null };

/** Lines over a number, one for each series, with their points. */
export function linePlot(points: readonly PlotPoint[], options: PlotOptions): Promise<string> {
  const { title, xTitle, widthPx = 420, heightPx = 240 } = options;
  return svgOf({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config,
    title,
    width: widthPx,
    height: heightPx,
    data: { values: [...points] },
    mark: { type: 'line', point: points.length < 60, strokeWidth: 1.5 },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: xTitle, scale: { zero: false } },
      y: shares(options),
      color: seriesColour,
    },
  });
}

/** Bars for each name, side by side for each series, in the order of the points. */
export function barPlot(points: readonly PlotPoint[], options: PlotOptions): Promise<string> {
  const { title, xTitle, heightPx = 240 } = options;
  const names = [...new Set(points.map(({ x }) => x))];
  const series = [...new Set(points.map((point) => point.series))];
  return svgOf({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config,
    title,
    width: Math.max(260, names.length * (12 * series.length + 18)),
    height: heightPx,
    data: { values: [...points] },
    mark: { type: 'bar' },
    encoding: {
      x: { field: 'x', type: 'nominal', title: xTitle, sort: names.map(String), axis: { labelAngle: -35 } },
      xOffset: { field: 'series', sort: series },
      y: { ...shares(options), scale: { domain: [...(options.yDomain ?? [0, 1])] } },
      color: { ...seriesColour, sort: series },
    },
  });
}
