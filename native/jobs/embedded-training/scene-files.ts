import { existsSync, statSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StageContext } from '../../context.ts';
import { throwIfCancelled } from '../../errors.ts';
import { removeUnfinishedFiles, writeFileAtomically } from '../../raster/atomic-file.ts';
import type { RasterSize } from '../../raster/types.ts';
import { createWorkerPool } from '../../worker-pool.ts';
import { orderedMap } from '../ordered-map.ts';
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
}

/** Where the record of a plan's scene `index` lies. */
export function scenePath(folder: string, { size, recordSize, firstSeed }: ScenePlan, index: number): string {
  const sizes = `${size.widthPx}x${size.heightPx}-${recordSize.widthPx}x${recordSize.heightPx}`;
  return join(folder, `scenes-${RENDERER_VERSION}-${sizes}`, `${firstSeed + index}.bin`);
}

/** Renders the scenes that are not there yet, on all cores; what an earlier call rendered is kept. */
export async function renderScenes(folder: string, plan: ScenePlan, context: StageContext): Promise<void> {
  const { size, recordSize, firstSeed, count } = plan;
  const expected = recordBytes(recordSize);
  const complete = (path: string) => existsSync(path) && statSync(path).size === expected;
  const missing = Array.from({ length: count }, (_, index) => index).filter(
    (index) => !complete(scenePath(folder, plan, index)),
  );
  let done = count - missing.length;
  context.progress.report(done, count);
  if (missing.length === 0) return;
  const place = join(scenePath(folder, plan, 0), '..');
  await mkdir(place, { recursive: true });
  await removeUnfinishedFiles(place);
  const pool = createWorkerPool(new URL('./scene-task.ts', import.meta.url).href);
  try {
    const rendered = orderedMap(missing, 2 * pool.threads, async (index) => {
      throwIfCancelled(context.signal);
      const task: SceneTask = { seed: firstSeed + index, size, recordSize };
      const bytes = (await pool.run('default', task, context.signal)) as Uint8Array;
      await writeFileAtomically(scenePath(folder, plan, index), bytes);
    });
    for await (const _ of rendered) context.progress.report(++done, count);
  } finally {
    await pool.dispose();
  }
}

/** A scene's record from its file. */
export async function readScene(folder: string, plan: ScenePlan, index: number): Promise<SceneRecord> {
  return decodeRecord(await readFile(scenePath(folder, plan, index)), plan.recordSize);
}
