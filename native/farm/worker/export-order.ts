import type { StageContext } from '../../base/context.ts';
import { runClip } from '../../pipeline/run-clip.ts';
import type { RunServices } from '../../pipeline/run-types.ts';
import { exportFolder, finishedReport, hasAllFlows } from '../../runs/exports/export-folder.ts';
import { openRun } from '../../runs/run.ts';
import { join, relative } from 'node:path';
import type { ClipEnd, ClipOrder } from './clip-order.ts';

/** Exports a finished run; what this machine's cache lacks of it is first computed again, so that the mattes are the same. */
export async function workOffExport(
  { clip, outDir }: Pick<ClipOrder, 'clip' | 'outDir'>,
  { runDir, request }: NonNullable<ClipOrder['exporting']>,
  services: RunServices,
): Promise<ClipEnd> {
  const { store, signal, progress } = services;
  const report = await finishedReport(runDir);
  const isCached = hasAllFlows(openRun(report, runDir), store);
  const { again, exporting } = progress.split({ again: isCached ? 0.01 : 10, exporting: 1 });
  if (!isCached) await runClip(clip, join(outDir, 'run'), report.config, { ...services, progress: again });
  const context: StageContext = { signal, progress: exporting };
  const files = join(outDir, 'exports');
  const { paths, notices } = await exportFolder({ runDir, request, outDir: files, clip }, store, context);
  return {
    kind: 'done',
    digest: report.digests['clip'] ?? '',
    frameCount: report.frameCount,
    computedFrameCount: isCached ? 0 : report.frameCount,
    provider: report.provider,
    exported: { paths: paths.map((path) => relative(files, path)), notices },
  };
}
