/** How every chart looks: its curves speak, its axes stand back. */
export const chartLook = {
  skipAnimation: true,
  hideLegend: true,
  grid: { horizontal: true },
  margin: { left: 8, right: 24, top: 12, bottom: 4 },
  sx: {
    '& .MuiChartsAxis-root :is(.MuiChartsAxis-line, .MuiChartsAxis-tick)': {
      stroke: 'var(--mui-palette-text-disabled)',
    },
    '& .MuiChartsAxis-root :is(.MuiChartsAxis-tickLabel, .MuiChartsAxis-label)': {
      fill: 'var(--mui-palette-text-secondary)',
    },
    '& .MuiChartsAxis-tickLabel': { fontVariantNumeric: 'tabular-nums' },
  },
} as const;

/** The name of an axis, no larger than its numbers. */
export const axisLabelStyle = { fontSize: 12, fontWeight: 500 } as const;
