import { LineChart } from '@mui/x-charts/LineChart';
import type { RunDetails } from '../../native/api/runs.ts';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { ChartFrame } from './chart-frame.tsx';
import { lossPoints, runColor, runLabel } from './chart-data.ts';
import { axisLabelStyle, chartLook } from './chart-look.ts';
import { Hint } from './hint.tsx';

/** Both losses of the refinement's training, over its steps (Algorithm 1). */
export function LearningTab({ runs }: { readonly runs: readonly RunDetails[] }) {
  const { metrics } = useMessages();
  const formats = useFormats();
  const trained = runs.filter((run) => run.learningCurve.length > 0);
  const run = trained[0];
  if (run === undefined) return <Hint text={metrics.noLearning} />;
  const losses = [
    { name: metrics.lossOwn, key: 'lossOwn' },
    { name: metrics.lossWarped, key: 'lossWarped' },
  ] as const;
  const lines = trained.slice(0, 3).flatMap((each, index) =>
    losses.map(({ name, key }, which) => ({
      label: trained.length === 1 ? name : `${runLabel(each, trained)}: ${name}`,
      color: runColor(index * 2 + which),
      ...lossPoints(each.learningCurve, key),
    })),
  );
  return (
    <ChartFrame title={metrics.tabs.learning} legend={lines}>
      <LineChart
        {...chartLook}
        xAxis={[
          {
            data: lines.reduce<number[]>(
              (longest, { steps }) => (steps.length > longest.length ? steps : longest),
              [],
            ),
            scaleType: 'linear',
            label: metrics.stepAxis,
            labelStyle: axisLabelStyle,
            tickMinStep: 1,
            height: 52,
          },
        ]}
        yAxis={[{ min: 0, width: 56, label: metrics.lossAxis, labelStyle: axisLabelStyle }]}
        series={lines.map(({ label, color, means }) => ({
          data: means,
          label,
          color,
          showMark: false,
          curve: 'linear' as const,
          valueFormatter: (value: number | null) => (value === null ? '–' : formats.number(value, 4)),
        }))}
      />
    </ChartFrame>
  );
}
