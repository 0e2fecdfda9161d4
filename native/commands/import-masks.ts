import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveRunConfig } from '../api/run-config.ts';
import { writeFileAtomically } from '../base/atomic-file.ts';
import { failedError, throwIfCancelled } from '../base/errors.ts';
import { silentProgress, type StageContext } from '../base/context.ts';
import type { DatasetSequence } from '../datasets/dataset.ts';
import { listMaskFolder, readMaskFiles } from '../datasets/mask-folder.ts';
import { foregroundShare } from '../metrics/region-similarity.ts';
import { writeMaskPng } from '../raster/image-file.ts';
import { runFolder } from '../runs/run-folder.ts';
import { outputDigests } from '../runs/provenance/output-digests.ts';
import { versions } from '../runs/provenance/versions.ts';
import { probeClip } from '../video/probe-clip.ts';
import { type ComparedMethod, masksOf } from './compare-methods.ts';

/** Writes the masks of another method as a run of the sequence, so that it can be viewed, scored and compared like one. */
async function importOne(
  method: ComparedMethod,
  { name, framesFolder, frames }: DatasetSequence,
  runDir: string,
  { signal }: StageContext,
): Promise<void> {
  const clip = await probeClip(framesFolder, { signal, progress: silentProgress });
  const folder = await masksOf(method, name);
  const masks = await listMaskFolder(folder, 'mask folder');
  if (masks.length !== frames.length)
    throw failedError(
      `${folder} has ${masks.length} masks for the ${frames.length} frames of “${name}”; a run has one for every frame.`,
      { clip: name },
    );
  const results = runFolder(runDir);
  const { masksDir, reportPath } = results;
  await mkdir(masksDir, { recursive: true });
  const perFrame = [];
  for (const [index, files] of masks.entries()) {
    const mask = await readMaskFiles(files);
    await writeMaskPng(results.mask(index), mask);
    perFrame.push({ confidence: null, stability: null, area: foregroundShare(mask) });
  }
  const report = {
    clip: clip.path,
    outDir: runDir,
    frameCount: clip.frameCount,
    computedFrameCount: clip.frameCount,
    widthPx: clip.widthPx,
    heightPx: clip.heightPx,
    timesSec: [...clip.timesSec],
    // The masks are another method's: `method` says so, and the configuration is only what the report must have.
    method: method.name,
    config: resolveRunConfig({ refine: false }),
    versions: versions(),
    digests: { clip: clip.digest },
    timeSec: 0,
    masksDir,
    perFrame,
    refinement: null,
    outputs: await outputDigests(runDir),
  };
  await writeFileAtomically(reportPath, `${JSON.stringify(report, null, 2)}\n`);
}

/** Imports a method's masks of these sequences as runs `outDir/<sequence>`; throws where a mask is missing. */
export async function importMasks(
  method: ComparedMethod,
  sequences: readonly DatasetSequence[],
  outDir: string,
  context: StageContext,
): Promise<string[]> {
  const runs: string[] = [];
  for (const sequence of sequences) {
    throwIfCancelled(context.signal);
    const runDir = join(outDir, sequence.name);
    await importOne(method, sequence, runDir, context);
    runs.push(runDir);
    context.progress.report(runs.length, sequences.length, sequence.name);
  }
  return runs;
}
