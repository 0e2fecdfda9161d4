import { failedError } from '../base/errors.ts';
import { exportMasks, exportsIn, findFormat, isExported } from '../runs/export-masks.ts';
import { reopenClip } from '../runs/reopen-clip.ts';
import { runClip } from './run-clip.ts';
import { readReport } from '../runs/run-record.ts';
import type { RunClip, RunReport, RunServices } from './run-types.ts';

/** Writes the exports that a run's configuration names; those of a run that was there already only where they lack. */
async function writeExports(report: RunReport, { signal, progress }: RunServices): Promise<void> {
  const facts = readReport(JSON.stringify(report));
  const clip = facts === null ? null : await reopenClip(facts);
  if (clip === null) throw failedError(`The clip ${report.clip} is gone; it cannot be exported.`);
  const job = { clip, masksDir: report.masksDir, outDir: exportsIn(report.outDir) };
  const wanted = report.config.exports
    .map(findFormat)
    .filter((format) => report.computedFrameCount > 0 || !isExported(job, format));
  const parts = progress.split(Object.fromEntries(wanted.map(({ id }) => [id, 1])));
  for (const format of wanted) await exportMasks(job, format, { signal, progress: parts[format.id]! });
}

/** Runs a clip and writes the export formats that its configuration names: what `run` and the app's queue do. */
export const runAndExport: RunClip = async (clipPath, outDir, config, services) => {
  if (config.exports.length === 0) return runClip(clipPath, outDir, config, services);
  const parts = services.progress.split({ run: 10, exports: config.exports.length });
  const report = await runClip(clipPath, outDir, config, { ...services, progress: parts.run });
  await writeExports(report, { ...services, progress: parts.exports });
  return report;
};
