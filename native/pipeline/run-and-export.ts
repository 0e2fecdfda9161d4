import { exportOf } from '../api/exports.ts';
import { failedError } from '../base/errors.ts';
import { exportRun } from '../runs/exports/export-run.ts';
import { lackingFormats } from '../runs/exports/exports-folder.ts';
import { openMatteSource } from '../runs/mattes/matte-source.ts';
import type { RunReport } from '../runs/report.ts';
import { openRun } from '../runs/run.ts';
import { runClip } from './run-clip.ts';
import type { RunClip, RunServices } from './run-types.ts';

/** Writes the exports that a run's configuration names; those of a run that was there already only where they lack. */
async function writeExports(
  report: RunReport,
  { store, signal, progress, notify }: RunServices,
): Promise<void> {
  const run = openRun(report, report.outDir);
  const clip = await run.openClip();
  if (clip === null) throw failedError(`The clip ${report.clip} is gone; it cannot be exported.`);
  const { exportsDir } = run.folder;
  const all = exportOf(report.config.exports);
  const formats = report.computedFrameCount > 0 ? all.formats : lackingFormats(all, clip.name, exportsDir);
  if (formats.length === 0) return;
  const source = await openMatteSource(run, clip, store);
  const context = { signal, progress: progress.split({ export: 1 }).export };
  const { notices } = await exportRun(source, exportOf(formats), exportsDir, context);
  for (const sentence of notices) notify(sentence);
}

/** Runs a clip and writes the export formats that its configuration names: what `run` and the app's queue do. */
export const runAndExport: RunClip = async (clipPath, outDir, config, services) => {
  if (config.exports.length === 0) return runClip(clipPath, outDir, config, services);
  const [running, exporting] = services.progress.divide([10, config.exports.length]);
  const report = await runClip(clipPath, outDir, config, { ...services, progress: running! });
  await writeExports(report, { ...services, progress: exporting! });
  return report;
};
