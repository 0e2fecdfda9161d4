import { Box } from '@mui/material';
import { BarChart } from '@mui/x-charts/BarChart';
import { Fragment, useState } from 'react';
import type { RunDetails } from '../../native/api/runs.ts';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { ChartFrame } from './chart-frame.tsx';
import { runColor, runLabel } from './chart-data.ts';
import { axisLabelStyle, chartLook } from './chart-look.ts';
import { histogram, summaryOf } from '../measures/distribution.ts';
import { measureColor } from '../measures/measure-colors.ts';
import { MeasureSelect } from './measure-select.tsx';
import { judgingMeasure, knownMeasures, measures, seriesOf, type Measure } from '../measures/run-series.ts';

const binCount = 20;

function SummaryTable({
  runs,
  measure,
}: {
  readonly runs: readonly RunDetails[];
  readonly measure: Measure;
}) {
  const { metrics } = useMessages();
  const formats = useFormats();
  const names = ['mean', 'median', 'lowest', 'highest', 'belowHalf'] as const;
  const shown = (name: (typeof names)[number], value: number | null) => {
    if (value === null) return '–';
    return name === 'belowHalf' ? formats.percent(value, 1) : formats.number(value, 3);
  };
  return (
    <Box
      sx={{
        width: 250,
        flexShrink: 0,
        overflowY: 'auto',
        px: 2.5,
        py: 1.5,
        borderLeft: 1,
        borderColor: 'divider',
      }}
    >
      {runs.map((run) => {
        const summary = summaryOf(seriesOf(run.frames, measure));
        return (
          <Box
            key={run.summary.id}
            component="dl"
            sx={{
              m: 0,
              mb: 2,
              display: 'grid',
              gridTemplateColumns: '1fr auto',
              rowGap: 0.5,
              typography: 'body2',
              fontVariantNumeric: 'tabular-nums',
            }}
          >
            <Box component="dt" sx={{ gridColumn: '1 / 3', fontWeight: 600, overflowWrap: 'anywhere' }}>
              {runLabel(run, runs)}
            </Box>
            {names.map((name) => (
              <Fragment key={name}>
                <Box component="dt" sx={{ color: 'text.secondary' }}>
                  {metrics.summaryOf[name]}
                </Box>
                <Box component="dd" sx={{ m: 0 }}>
                  {shown(name, summary[name])}
                </Box>
              </Fragment>
            ))}
          </Box>
        );
      })}
    </Box>
  );
}

/** How many frames have which value. */
export function DistributionTab({ runs }: { readonly runs: readonly RunDetails[] }) {
  const { metrics } = useMessages();
  const formats = useFormats();
  const [chosen, setChosen] = useState<Measure | null>(null);
  const frames = runs.flatMap((run) => run.frames);
  const known = measures.filter((measure) => knownMeasures(frames).includes(measure));
  const measure = chosen !== null && known.includes(chosen) ? chosen : (judgingMeasure(frames) ?? 'area');
  const bins = runs.map((run) => histogram(seriesOf(run.frames, measure), binCount));
  const color = (index: number) => (runs.length === 1 ? measureColor[measure] : runColor(index));
  const legend = runs.map((run, index) => ({ label: runLabel(run, runs), color: color(index) }));
  return (
    <Box sx={{ flex: 1, minHeight: 0, display: 'flex' }}>
      <ChartFrame
        title={metrics.measures[measure].name}
        legend={legend}
        controls={<MeasureSelect value={measure} offered={known} onChange={setChosen} />}
      >
        <BarChart
          {...chartLook}
          xAxis={[
            {
              scaleType: 'band',
              data: Array.from({ length: binCount }, (_, bin) => bin / binCount),
              valueFormatter: (from: number) =>
                `${formats.number(from, 2)}–${formats.number(from + 1 / binCount, 2)}`,
              tickLabelInterval: (_, index) => index % 2 === 0,
              label: metrics.measures[measure].name,
              labelStyle: axisLabelStyle,
              categoryGapRatio: 0.12,
              height: 52,
            },
          ]}
          yAxis={[{ width: 52, label: metrics.countAxis, labelStyle: axisLabelStyle, tickMinStep: 1 }]}
          series={bins.map((counts, index) => ({
            data: counts.map(({ count }) => count),
            label: legend[index]!.label,
            color: color(index),
          }))}
        />
      </ChartFrame>
      <SummaryTable runs={runs} measure={measure} />
    </Box>
  );
}
