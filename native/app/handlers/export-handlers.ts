import type { EngineHandlers } from '../../api/contract.ts';
import { failedError } from '../../base/errors.ts';
import { formats } from '../../export/formats.ts';
import { exportMasks, findFormat } from '../../runs/export-masks.ts';
import { exportsIn } from '../../runs/export-masks.ts';
import type { EngineParts } from '../engine-parts.ts';
import { openRun } from '../review/opened-run.ts';
import { throttled } from '../../base/throttle.ts';

type ExportHandlers = Pick<EngineHandlers, 'export.run' | 'export.formats'>;

const progressMs = 100;

/** The calls about files for editing tools. */
export function exportHandlers({ access, history, emit }: EngineParts): ExportHandlers {
  return {
    'export.formats': () =>
      Promise.resolve({
        formats: formats.map(({ id, title, description }) => ({ id, title, description })),
      }),
    'export.run': async ({ runId, format: id, outDir }, signal) => {
      const format = findFormat(id);
      const run = openRun(await history.get(runId));
      const dir = outDir === null ? exportsIn(run.record.outDir) : await access.writable(outDir);
      const clip = await run.clip();
      if (clip === null)
        throw failedError(
          `The clip ${run.record.clip} was moved or deleted; put it back to export its masks.`,
        );
      const events = throttled(progressMs, ([done, total]: readonly [number, number]) =>
        emit('export.progress', { runId, format: id, done, total }),
      );
      const progress = { report: (done: number, total: number) => events.offer([done, total]) };
      const job = { clip, masksDir: run.masksDir, outDir: dir };
      const path = await exportMasks(job, format, { signal, progress });
      events.flush();
      return { paths: [path] };
    },
  };
}
