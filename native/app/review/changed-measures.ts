import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { silentContext } from '../../base/context.ts';
import { maskMeasuresKey } from '../../runs/keys/review-keys.ts';
import { orderedMap } from '../../base/ordered-map.ts';
import { neighbourOffsets } from '../../runs/shots.ts';
import type { PictureParts } from '../media/layer-pictures.ts';
import { shownImage } from '../media/source-frames.ts';
import type { ChangedMeasures, ConfidenceEvidence } from './changed-frame-task.ts';
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

/** The measures of a frame as it is now. */
export interface NowMeasures extends ChangedMeasures {
  /** Whether its own mask was changed, not only the one before it. */
  readonly isChanged: boolean;
}

/** The mask files of a frame's neighbours. */
async function neighbourMasks({ folder }: ReviewedRun['run'], index: number, offsets: readonly number[]) {
  const read = offsets.map(async (offset) => {
    const mask = await readFile(folder.mask(index + offset)).catch(() => null);
    return mask === null ? [] : [{ offset, mask }];
  });
  return (await Promise.all(read)).flat();
}

/**
 * Measures what a person's changes to masks change: area, stability and confidence of the changed frames, and the stability of
 * those that follow one. It is computed from the mask files, the source, and the cached flow and salience, and kept in the
 * cache under the content of the masks. What of these is gone leaves what it is needed for unknown.
 */
export function createChangedMeasures({ store, pool, sources }: PictureParts) {
  async function evidenceOf(
    { run }: ReviewedRun,
    index: number,
    neighbours: ConfidenceEvidence['neighbours'],
  ): Promise<ConfidenceEvidence | null> {
    const { geometry, keys } = run;
    const salience = store.getBlob(keys.salience(index));
    const clip = await run.openClip();
    if (salience === undefined || clip === null) return null;
    const frame = await shownImage(sources, clip, index, silentContext.signal);
    return frame === null
      ? null
      : { frame, working: geometry.working, grid: geometry.grid, salience, neighbours };
  }

  async function measure(
    reviewed: ReviewedRun,
    index: number,
    isChanged: boolean,
  ): Promise<readonly [number, ChangedMeasures] | null> {
    const { folder, geometry, keys, shots } = reviewed.run;
    const mask = await readFile(folder.mask(index)).catch(() => null);
    if (mask === null) return null;
    const offsets = neighbourOffsets(shots, index);
    const flowKey = keys.flow(index);
    const wanted = isChanged ? offsets : offsets.filter((offset) => offset === -1);
    const neighbours = await neighbourMasks(reviewed.run, index, wanted);
    const inputs = [
      String(isChanged),
      flowKey,
      sha256(mask),
      ...neighbours.map((one) => `${one.offset} ${sha256(one.mask)}`),
    ];
    const key = maskMeasuresKey(inputs);
    const known = store.getBlob(key);
    if (known !== undefined) return [index, fromBytes(known)];
    const bytes = store.getBlob(flowKey);
    const flows = { offsets, size: geometry.flow, bytes: bytes ?? new Uint8Array(0) };
    const hasFlow = bytes !== undefined;
    const previous = (hasFlow && neighbours.find(({ offset }) => offset === -1)?.mask) || null;
    const evidence = isChanged && hasFlow ? await evidenceOf(reviewed, index, neighbours) : null;
    const measures = await pool.measures({ mask, previous, flows, evidence });
    const isWhole = hasFlow && (!isChanged || evidence !== null);
    if (isWhole) store.putBlobs([{ key, stage: 'maskMeasures', bytes: toBytes(measures) }]);
    return [index, measures];
  }

  return async (reviewed: ReviewedRun): Promise<ReadonlyMap<number, NowMeasures>> => {
    const { frameCount } = reviewed.run.report;
    const changed = await changedFrames(reviewed);
    const concerned = Array.from({ length: frameCount }, (_, index) => index).filter(
      (index) => changed.has(index) || changed.has(index - 1),
    );
    const found = new Map<number, NowMeasures>();
    for await (const measured of orderedMap(concerned, pool.parallelism, (index) =>
      measure(reviewed, index, changed.has(index)),
    ))
      if (measured !== null) {
        const [index, measures] = measured;
        found.set(index, { ...measures, isChanged: changed.has(index) });
      }
    return found;
  };
}

/** Not a number stands for what is not known. */
const toBytes = ({ stability, area, trust, sharpness }: ChangedMeasures) =>
  new Uint8Array(Float64Array.of(stability ?? NaN, area, trust ?? NaN, sharpness ?? NaN).buffer);

function fromBytes(bytes: Uint8Array): ChangedMeasures {
  const values = new Float64Array(bytes.slice().buffer);
  const [stability, , trust, sharpness] = Array.from(values, (value) => (Number.isNaN(value) ? null : value));
  return {
    stability: stability ?? null,
    area: values[1]!,
    trust: trust ?? null,
    sharpness: sharpness ?? null,
  };
}
