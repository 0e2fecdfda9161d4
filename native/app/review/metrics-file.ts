import { csvField } from '../../base/csv.ts';
import type { RunDetails } from '../../api/runs.ts';

const header = 'run,clip,frame,time_sec,J,F,confidence,stability,area,locked,fixed,alpha,tau,refined';

/** RFC 4180; a text that a spreadsheet would take for a formula is kept a text. */
function field(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toFixed(6);
  const text = /^[=+\-@\t\r]/.test(String(value)) ? `'${String(value)}` : String(value);
  return csvField(text);
}

/** All frames of runs as CSV, a line each. */
export function metricsCsv(runs: readonly RunDetails[]): string {
  const lines = runs.flatMap(({ summary, frames, timesSec }) => {
    const { id, name, config, refined, firstFrame } = summary;
    const settings = [config.alpha, config.tau, refined];
    return frames.map(({ J, F, confidence, stability, area, locked, fixed }, frame) => {
      const facts = [J, F, confidence, stability, area, locked, fixed];
      return [id, name, firstFrame + frame, timesSec[frame]!, ...facts, ...settings].map(field).join(',');
    });
  });
  return [header, ...lines, ''].join('\r\n');
}

/** All frames of runs as JSON, with what each run is. */
export function metricsJson(runs: readonly RunDetails[]): string {
  const tables = runs.map(({ summary, frames, timesSec, truthDir, versions }) => ({
    ...summary,
    truthDir,
    versions,
    frames: frames.map((facts, frame) => ({
      frame: summary.firstFrame + frame,
      timeSec: timesSec[frame]!,
      ...facts,
    })),
  }));
  return `${JSON.stringify({ runs: tables }, null, 2)}\n`;
}
