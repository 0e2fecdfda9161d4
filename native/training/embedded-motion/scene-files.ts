import { existsSync, statSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StageContext } from '../../base/context.ts';
import { throwIfCancelled } from '../../base/errors.ts';
import { removeUnfinishedFiles, writeFileAtomically } from '../../base/atomic-file.ts';
import type { RasterSize } from '../../raster/types.ts';
import { createWorkerPool } from '../../base/worker-pool.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import { decodeRecord, recordBytes, type SceneRecord } from './scene-record.ts';
import type { SceneTask } from './scene-task.ts';

/** Raised whenever the same seed gives another record. */
const RENDERER_VERSION = 1;

/** Which scenes there shall be. */
export interface ScenePlan {
  /** The size at which scenes are rendered and their flow is estimated. */
  readonly size: RasterSize;
  readonly recordSize: RasterSize;
  readonly firstSeed: number;
  readonly count: number;
  /** The file of real pictures that scenes are made of; null for formulas alone. */
  readonly picturesPath: string | null;
}

/** Where the record of a plan's scene `index` lies. */
export function scenePath(
  folder: string,
  { size, recordSize, firstSeed, picturesPath }: ScenePlan,
  index: number,
): string {
  const sizes = `${size.widthPx}x${size.heightPx}-${recordSize.widthPx}x${recordSize.heightPx}`;
  const kind = picturesPath === null ? 'drawn' : 'pictures';
  return join(folder, `scenes-${RENDERER_VERSION}-${kind}-${sizes}`, `${firstSeed + index}.bin`);
}

/** The scenes of the plans whose records are not there yet. */
function missingScenes(folder: string, plans: readonly ScenePlan[]) {
  return plans.flatMap((plan) => {
    const expected = recordBytes(plan.recordSize);
    const scenes = Array.from({ length: plan.count }, (_, index) => {
      const { size, recordSize, picturesPath } = plan;
      const task: SceneTask = { seed: plan.firstSeed + index, size, recordSize, picturesPath };
      return { task, path: scenePath(folder, plan, index) };
    });
    return scenes.filter(({ path }) => !existsSync(path) || statSync(path).size !== expected);
  });
}

/** Renders the scenes that are not there yet, on all cores; what an earlier call rendered is kept. */
export async function renderScenes(
  folder: string,
  plans: readonly ScenePlan[],
  context: StageContext,
): Promise<void> {
  const total = plans.reduce((sum, { count }) => sum + count, 0);
  const missing = missingScenes(folder, plans);
  let done = total - missing.length;
  context.progress.report(done, total);
  if (missing.length === 0) return;
  for (const place of new Set(missing.map(({ path }) => dirname(path)))) {
    await mkdir(place, { recursive: true });
    await removeUnfinishedFiles(place);
  }
  const pool = createWorkerPool(new URL('./scene-task.ts', import.meta.url).href);
  try {
    const rendered = orderedMap(missing, 2 * pool.threads, async ({ task, path }) => {
      throwIfCancelled(context.signal);
      await writeFileAtomically(
        path,
        (await pool.run('default', task, { signal: context.signal })) as Uint8Array,
      );
      return ++done;
    });
    for await (const count of rendered) context.progress.report(count, total);
  } finally {
    await pool.dispose();
  }
}

/** A scene's record from its file. */
export async function readScene(folder: string, plan: ScenePlan, index: number): Promise<SceneRecord> {
  return decodeRecord(await readFile(scenePath(folder, plan, index)), plan.recordSize);
}
