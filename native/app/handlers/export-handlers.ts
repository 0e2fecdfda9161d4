import { statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { EngineHandlers } from '../../api/contract.ts';
import { exportFormats } from '../../api/exports.ts';
import { toolPresets } from '../../api/tool-presets.ts';
import { errorWords } from '../../base/error-words.ts';
import { failedError } from '../../base/errors.ts';
import { createProgress, type ProgressEvent } from '../../base/progress.ts';
import { throttled } from '../../base/throttle.ts';
import { formats } from '../../export/export-formats.ts';
import { estimatedBytes, estimatedSec, freeBytes } from '../../runs/exports/estimate.ts';
import { chosenFormats, exportRun } from '../../runs/exports/export-run.ts';
import { exportPlaces } from '../../runs/exports/exports-folder.ts';
import { readRunMatte, writeRunMatte } from '../../runs/mattes/matte-file.ts';
import { openMatteSource } from '../../runs/mattes/matte-source.ts';
import type { Run } from '../../runs/run.ts';
import type { EngineParts } from '../engine-parts.ts';
import type { RunDesk } from '../review/run-desk.ts';

type ExportHandlers = Pick<
  EngineHandlers,
  'export.run' | 'export.formats' | 'export.estimate' | 'matte.get' | 'matte.set'
>;

const progressMs = 100;

/** The formats and tools as windows show them. */
const offered = {
  formats: exportFormats.map((id) => {
    const { title, description, kind } = formats.find((format) => format.id === id)!;
    return { id, title, description, kind };
  }),
  tools: toolPresets.map((tool) => ({ ...tool, formats: [...tool.formats], sidecars: [...tool.sidecars] })),
};

/** The run's mattes; throws where its clip is gone. */
async function matteSourceOf(run: Run, { store }: EngineParts) {
  const clip = await run.openClip();
  if (clip === null)
    throw failedError(`The clip ${run.report.clip} was moved or deleted; put it back to export its mattes.`, {
      words: errorWords('clip-gone', { clip: run.report.clip }),
    });
  return openMatteSource(run, clip, store);
}

/** The calls about mattes and files for editing tools. */
export function exportHandlers(parts: EngineParts, desk: RunDesk): ExportHandlers {
  const { access, history, emit } = parts;
  const folderOf = async (run: Run, outDir: string | null) =>
    outDir === null ? run.folder.exportsDir : await access.writable(outDir);
  return {
    'export.formats': () => Promise.resolve(offered),
    'export.estimate': async ({ runId, outDir: chosen, request }) => {
      const run = await history.get(runId);
      const outDir = await folderOf(run, chosen);
      const { report } = run;
      const frames = (request.to ?? report.frameCount - 1) - (request.from ?? 0) + 1;
      const wanted = chosenFormats(request);
      const name = (await run.openClip())?.name ?? 'clip';
      return {
        sizeBytes: estimatedBytes(wanted, report, Math.max(0, frames)),
        freeBytes: await freeBytes(outDir, statfs),
        timeSec: estimatedSec(wanted, report, Math.max(0, frames), availableParallelism()),
        outDir,
        places: exportPlaces(request, name, outDir),
      };
    },
    'export.run': async ({ runId, outDir, request }, signal) => {
      const run = await history.get(runId);
      const dir = await folderOf(run, outDir);
      const events = throttled(progressMs, ({ done, total, etaSec }: ProgressEvent) =>
        emit('export.progress', { runId, format: request.formats.join(', '), done, total, etaSec }),
      );
      const progress = createProgress((event) => events.offer(event));
      const outcome = await exportRun(await matteSourceOf(run, parts), request, dir, { signal, progress });
      events.flush();
      return { paths: [...outcome.paths], notices: [...outcome.notices] };
    },
    'matte.get': async ({ runId }) => readRunMatte((await history.get(runId)).folder),
    'matte.set': async ({ runId, matte }) => {
      const { run, review, scores } = await desk.open(runId);
      await writeRunMatte(run.folder, matte);
      // Another revision has other mattes and cutouts.
      desk.changed(runId, { truthDir: review.truthDir, scores });
      return {};
    },
  };
}
