import { silentProgress } from '../../base/context.ts';
import { statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import { dirname } from 'node:path';
import type { z } from 'zod';
import type { preflightReport } from '../../api/queue.ts';
import type { RunConfig } from '../../api/run-config.ts';
import { chosenPart } from '../../runs/chosen-part.ts';
import { probeMemory } from '../../runs/probe-memory.ts';
import type { Store } from '../../store/store.ts';
import { examineClip } from '../../video/probe-clip.ts';
import { estimateRun, type MeasuredRun } from './run-estimate.ts';

type PreflightReport = z.infer<typeof preflightReport>;

/** What a preflight is told about the place where the clip will run. */
export interface PreflightPlace {
  readonly outDir: string;
  readonly store: Store;
  readonly past: readonly MeasuredRun[];
}

/** Free bytes on the disk of a folder, which need not be there yet. */
async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    const parent = dirname(folder);
    return parent === folder ? 0 : freeBytes(parent);
  }
}

/** Examines a clip (a video that the store does not know is decoded once) and estimates its run; throws the sentence of one that cannot be run. */
export async function preflight(
  clipPath: string,
  config: RunConfig,
  { outDir, store, past }: PreflightPlace,
  signal: AbortSignal,
): Promise<PreflightReport> {
  const examined = await examineClip(
    clipPath,
    { signal, progress: silentProgress },
    { memory: probeMemory(store) },
  );
  const { clip } = examined;
  const { name, frameCount, widthPx, heightPx, durationSec } = clip;
  const estimate = estimateRun(clip, chosenPart(examined, config).frameCount, config, past);
  const figures = {
    estimatedTimeSec: estimate.timeSec,
    estimatedMemoryBytes: estimate.memoryBytes,
    estimatedDiskBytes: estimate.diskBytes,
    freeMemoryBytes: freemem(),
    freeDiskBytes: Math.min(await freeBytes(outDir), await freeBytes(store.folder)),
  };
  return {
    clip: clip.path,
    name,
    frameCount,
    widthPx,
    heightPx,
    durationSec,
    ...figures,
    warnings: [
      ...(figures.estimatedDiskBytes > figures.freeDiskBytes ? (['disk'] as const) : []),
      ...(figures.estimatedMemoryBytes > figures.freeMemoryBytes ? (['memory'] as const) : []),
      ...(estimate.measured ? [] : (['unmeasured'] as const)),
    ],
  };
}
