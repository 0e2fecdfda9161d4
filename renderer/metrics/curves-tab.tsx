import { useState } from 'react';
import type { RunDetails } from '../../native/api/runs.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { navigate } from '../routing/use-route.ts';
import { ChartFrame } from './chart-frame.tsx';
import { runColor, runLabel, seriesOfRuns } from './chart-data.ts';
import { FrameChart, type FrameLine } from './frame-chart.tsx';
import { measureColor } from '../measures/measure-colors.ts';
import { MeasureSelect } from './measure-select.tsx';
import { judgingMeasure, knownMeasures, measures, seriesOf, type Measure } from '../measures/run-series.ts';

/** One run: all measures over its frames. Several: one measure, a line for each run. */
export function CurvesTab({ runs }: { readonly runs: readonly RunDetails[] }) {
  const { metrics } = useMessages();
  const [chosen, setChosen] = useState<Measure | null>(null);
  const [run] = runs;
  const known = measures.filter((measure) =>
    runs.some(({ frames }) => knownMeasures(frames).includes(measure)),
  );
  const measure =
    chosen !== null && known.includes(chosen) ? chosen : ((run && judgingMeasure(run.frames)) ?? 'area');
  const single = runs.length === 1 && run !== undefined;
  const lines: FrameLine[] = single
    ? known.map((each) => ({
        label: metrics.measures[each].name,
        color: measureColor[each],
        series: seriesOf(run.frames, each),
      }))
    : seriesOfRuns(runs, measure).map((series, index) => ({
        label: runLabel(runs[index]!, runs),
        color: runColor(index),
        series,
      }));
  const title = single ? run.summary.name : metrics.measures[measure].name;
  const open = single
    ? (frame: number) => navigate({ view: 'viewer', runId: run.summary.id, frame })
    : undefined;
  return (
    <ChartFrame
      title={title}
      legend={lines}
      controls={single ? undefined : <MeasureSelect value={measure} offered={known} onChange={setChosen} />}
    >
      <FrameChart lines={lines} onFrame={open} />
    </ChartFrame>
  );
}
