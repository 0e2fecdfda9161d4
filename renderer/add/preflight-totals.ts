import type { PreflightRow } from './use-preflight.ts';

/** What a person should know of a clip before the start. */
export type Warning = Exclude<PreflightRow, { error: string }>['warnings'][number];

/** What all clips together would take: one runs after the other, so the times and the disk add up. */
export interface PreflightTotals {
  readonly clips: number;
  readonly timeSec: number;
  readonly diskBytes: number;
  /** Null until a clip has been looked at. */
  readonly freeMemoryBytes: number | null;
  readonly freeDiskBytes: number | null;
}

/** Sums up the clips that can be run. */
export function preflightTotals(rows: readonly PreflightRow[]): PreflightTotals {
  const good = rows.flatMap((row) => ('error' in row ? [] : [row]));
  const sum = (value: (row: (typeof good)[number]) => number) =>
    good.reduce((total, row) => total + value(row), 0);
  const last = good.at(-1);
  return {
    clips: good.length,
    timeSec: sum((row) => row.estimatedTimeSec),
    diskBytes: sum((row) => row.estimatedDiskBytes),
    freeMemoryBytes: last?.freeMemoryBytes ?? null,
    freeDiskBytes: last?.freeDiskBytes ?? null,
  };
}

/** The warnings that several clips share, to be said once. */
export function sharedWarnings(rows: readonly PreflightRow[]): ReadonlySet<Warning> {
  const counts = new Map<Warning, number>();
  for (const row of rows)
    for (const warning of 'error' in row ? [] : row.warnings)
      counts.set(warning, (counts.get(warning) ?? 0) + 1);
  return new Set([...counts].flatMap(([warning, count]) => (count > 1 ? [warning] : [])));
}
