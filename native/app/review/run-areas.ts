import { readFile } from 'node:fs/promises';
import { areasKey } from '../../runs/keys/review-keys.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import { foregroundShare } from '../../metrics/region-similarity.ts';
import { decodeMaskPng } from '../../raster/image-file.ts';
import type { Run } from '../../runs/run.ts';
import type { Store } from '../../store/store.ts';

const atOnce = 4;

/** The foreground's share, 0..1, of a mask file; 0 where there is none. */
async function areaOf(...paths: readonly string[]): Promise<number> {
  for (const path of paths) {
    const bytes = await readFile(path).catch(() => null);
    if (bytes === null) continue;
    return foregroundShare(await decodeMaskPng(bytes));
  }
  return 0;
}

/** The foreground's share, 0..1, of the run's own masks: as its report tells, else counted once and kept in the cache. */
export async function ownAreas(runId: number, run: Run, store: Store): Promise<number[]> {
  const { report, folder } = run;
  const told = report.perFrame;
  if (told?.length === report.frameCount) {
    const areas = told.map(({ area }) => area);
    if (areas.every((area) => area !== null)) return areas;
  }
  const key = areasKey(report.runKey, runId);
  const known = store.getBlob(key);
  if (known !== undefined) return Array.from(new Float32Array(known.slice().buffer));
  const indices = Array.from({ length: report.frameCount }, (_, index) => index);
  const areas: number[] = [];
  for await (const area of orderedMap(indices, atOnce, (index) =>
    areaOf(folder.originalMask(index), folder.mask(index)),
  ))
    areas.push(area);
  const bytes = new Uint8Array(Float32Array.from(areas).buffer);
  store.putBlobs([{ key, stage: 'areas', bytes }]);
  return areas;
}
