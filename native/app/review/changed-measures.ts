import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { maskMeasuresKey } from '../../runs/keys/review-keys.ts';
import type { MaskMeasures } from '../../pipeline/mask-measures.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import { neighbourOffsets } from '../../runs/shots.ts';
import type { Store } from '../../store/store.ts';
import type { PicturePool } from '../media/picture-pool.ts';
import type { ReviewedRun } from './run-desk.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** The frames whose mask files a person's choice, not the run, has made: fixed ones, and locked ones under a rerun. */
async function changedFrames({ run, fixes }: ReviewedRun): Promise<Set<number>> {
  const kept = new Set(await readdir(run.folder.originalMasksDir).catch(() => []));
  const withOriginal = Array.from({ length: run.report.frameCount }, (_, index) => index).filter((index) =>
    kept.has(run.folder.maskName(index)),
  );
  return new Set([...fixes.fixed.keys(), ...withOriginal]);
}

/**
 * Measures what a person's changes to masks change: area and stability of the changed frames, and the stability of
 * those that follow one. It is computed from the mask files and the cached flow, and kept in the cache under the
 * content of both. Without the flow the stability is unknown.
 */
export function createChangedMeasures(store: Store, pool: PicturePool) {
  async function measure(
    { run }: ReviewedRun,
    index: number,
  ): Promise<readonly [number, MaskMeasures] | null> {
    const { folder, geometry, keys, shots } = run;
    const offsets = neighbourOffsets(shots, index);
    const mask = await readFile(folder.mask(index)).catch(() => null);
    if (mask === null) return null;
    const flowKey = keys.flow(index);
    const previous = offsets.includes(-1) ? await readFile(folder.mask(index - 1)).catch(() => null) : null;
    const inputs = [flowKey, sha256(mask), previous === null ? 'first' : sha256(previous)];
    const key = maskMeasuresKey(inputs);
    const known = store.getBlob(key);
    if (known !== undefined) return [index, fromBytes(known)];
    const bytes = previous === null ? undefined : store.getBlob(flowKey);
    const flows = { offsets, size: geometry.flow, bytes: bytes ?? new Uint8Array(0) };
    const comparable = bytes === undefined ? null : previous;
    const measures = await pool.measures({ mask, previous: comparable, flows });
    if (comparable === previous) store.putBlobs([{ key, stage: 'maskMeasures', bytes: toBytes(measures) }]);
    return [index, measures];
  }

  return async (reviewed: ReviewedRun): Promise<ReadonlyMap<number, MaskMeasures>> => {
    const { frameCount } = reviewed.run.report;
    const changed = await changedFrames(reviewed);
    const concerned = Array.from({ length: frameCount }, (_, index) => index).filter(
      (index) => changed.has(index) || changed.has(index - 1),
    );
    const found = new Map<number, MaskMeasures>();
    for await (const measured of orderedMap(concerned, pool.parallelism, (index) => measure(reviewed, index)))
      if (measured !== null) found.set(...(measured as [number, MaskMeasures]));
    return found;
  };
}

/** Stability, not a number where there is none, and area. */
const toBytes = ({ stability, area }: MaskMeasures) =>
  new Uint8Array(Float64Array.of(stability ?? NaN, area).buffer);

function fromBytes(bytes: Uint8Array): MaskMeasures {
  const [stability = NaN, area = 0] = new Float64Array(bytes.slice().buffer);
  return { stability: Number.isNaN(stability) ? null : stability, area };
}
