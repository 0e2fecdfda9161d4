import { LineChart } from '@mui/x-charts/LineChart';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { axisLabelStyle, chartLook } from './chart-look.ts';
import { chartPoints } from './chart-data.ts';
import type { Series } from '../measures/run-series.ts';

/** A line of a chart over frames. */
export interface FrameLine {
  readonly label: string;
  readonly color: string;
  readonly series: Series;
}

interface FrameChartProps {
  readonly lines: readonly FrameLine[];
  /** Whether the axis spans the values, for small changes, and not all of 0..1. */
  readonly fitted?: boolean;
  readonly onFrame?: ((frame: number) => void) | undefined;
}

const wholeRange = { min: 0, max: 1 };

/** Tenths of 0..1 between which the values lie. */
function fittedRange(values: readonly (number | null)[]): { readonly min: number; readonly max: number } {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return wholeRange;
  const lowest = known.reduce((a, b) => Math.min(a, b));
  const highest = known.reduce((a, b) => Math.max(a, b));
  return { min: Math.floor(10 * lowest) / 10, max: Math.min(1, (Math.floor(10 * highest) + 1) / 10) };
}

/** Values 0..1 of each frame as lines; a click tells the frame. */
export function FrameChart({ lines, fitted = false, onFrame }: FrameChartProps) {
  const { metrics } = useMessages();
  const formats = useFormats();
  const points = lines.map(({ series }) => chartPoints(series));
  const frames = points[0]?.frames ?? [];
  return (
    <LineChart
      {...chartLook}
      xAxis={[
        {
          data: frames,
          scaleType: 'linear',
          min: 0,
          max: frames.at(-1) ?? 1,
          label: metrics.frameAxis,
          labelStyle: axisLabelStyle,
          tickMinStep: 1,
          height: 52,
          valueFormatter: (frame: number) => formats.number(frame),
        },
      ]}
      yAxis={[{ ...(fitted ? fittedRange(points.flatMap(({ means }) => means)) : wholeRange), width: 44 }]}
      series={lines.map(({ label, color }, index) => ({
        data: points[index]!.means,
        label,
        color,
        showMark: false,
        curve: 'linear' as const,
        valueFormatter: (value: number | null) => (value === null ? '–' : formats.number(value, 3)),
      }))}
      {...(onFrame === undefined
        ? {}
        : {
            onAxisClick: (_: MouseEvent, data: { readonly axisValue: unknown } | null) => {
              if (typeof data?.axisValue === 'number') onFrame(data.axisValue);
            },
          })}
    />
  );
}
