import { resolveRunConfig } from '../../native/api/run-config.ts';
import { parseReport, type RunReport } from '../../native/runs/report.ts';
import { runFolder } from '../../native/runs/run-folder.ts';

/** The report of a run that was never made. */
export function runReport(report: Partial<RunReport> & Pick<RunReport, 'clip' | 'outDir'>): RunReport {
  const frameCount = report.frameCount ?? 3;
  const made = {
    frameCount,
    computedFrameCount: frameCount,
    widthPx: 4,
    heightPx: 4,
    config: resolveRunConfig({}),
    timeSec: 0.1,
    masksDir: runFolder(report.outDir).masksDir,
    ...report,
  };
  return parseReport(JSON.stringify(made))!;
}
