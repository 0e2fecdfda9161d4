import type { Measure } from './run-series.ts';

/** One colour for each measure, the same in every strip, chart and table; told apart by colour-blind people, seen on light and dark. */
export const measureColor: Readonly<Record<Measure, string>> = {
  J: '#3f86d9',
  F: '#d98324',
  confidence: '#8a70d6',
  stability: '#1f9e89',
  area: '#8d929e',
};

/** Values that ask for a look. */
export const lowColor = '#d9534a';
