import { setImmediate } from 'node:timers/promises';
import { throwIfCancelled } from '../../base/errors.ts';
import { PartTracks, partsOf, withoutParts } from '../../matte/spurious-parts.ts';
import type { RasterSize } from '../../raster/types.ts';
import { spuriousPartsKeys } from '../../runs/keys/mask-keys.ts';
import { recall } from '../../runs/stored/recall.ts';
import type { ClipWork } from '../clip-work.ts';
import type { SharesOf } from './temporal-filter-stage.ts';

/** After so many frames others get a turn. */
const TURN_FRAMES = 20;

/** The soft masks of a shot without its spurious parts (see `PartTracks`): of the frames alone that have any, in order. */
export async function* withoutSpuriousParts(
  { frames, shares }: SharesOf,
  size: RasterSize,
  signal: AbortSignal,
): AsyncGenerator<{ readonly index: number; readonly shares: Uint8Array }> {
  const tracks = new PartTracks();
  for (const [k, index] of frames.entries()) {
    throwIfCancelled(signal);
    if (k % TURN_FRAMES === 0) await setImmediate();
    tracks.add(partsOf(shares(index), size));
  }
  for (const [k, gone] of tracks.spurious().entries()) {
    const index = frames[k]!;
    if (gone.length === 0) continue;
    const own = shares(index);
    yield { index, shares: withoutParts(own, size, partsOf(own, size), gone) };
  }
}

/** The keys of a shot's masks without spurious parts, and of the list of the frames that have any. */
type ShotKeys = ReturnType<typeof spuriousPartsKeys>;

/** The frames of a shot, counted from the first that has a mask, that have masks without spurious parts; null where the store lacks any. */
function storedPlaces({ store }: ClipWork, keys: ShotKeys): readonly number[] | null {
  const list = store.getBlob(keys.list);
  if (list === undefined) return null;
  const places = [...new Uint32Array(Uint8Array.from(list).buffer)];
  return places.every((place) => store.hasBlob(keys.mask(place))) ? places : null;
}

async function makeMasks(
  { store, geometry, signal, computed }: ClipWork,
  seen: SharesOf,
  keys: ShotKeys,
  first: number,
): Promise<readonly number[]> {
  const places: number[] = [];
  for await (const { index, shares } of withoutSpuriousParts(seen, geometry.flow, signal)) {
    places.push(index - first);
    store.putBlobs([{ key: keys.mask(index - first), stage: 'cleaned', bytes: shares }]);
    computed['cleaned'] = (computed['cleaned'] ?? 0) + 1;
  }
  const list = new Uint8Array(Uint32Array.from(places).buffer);
  store.putBlobs([{ key: keys.list, stage: 'cleaned', bytes: list }]);
  return places;
}

/**
 * The cache keys of filtered soft masks by frame, with those of masks without spurious parts in the place of some.
 *
 * @param filtered see `temporalFilterStage`.
 */
export async function spuriousPartsStage(
  work: ClipWork,
  filtered: ReadonlyMap<number, string>,
): Promise<ReadonlyMap<number, string>> {
  const cleaned = new Map(filtered);
  const shares = (index: number) => recall(work, filtered.get(index)!, 'soft mask', index);
  for (const frames of Map.groupBy(filtered.keys(), (index) => work.shots.shotOf[index]).values()) {
    const first = frames[0]!;
    const keys = spuriousPartsKeys(frames.map((index) => filtered.get(index)!));
    const places = storedPlaces(work, keys) ?? (await makeMasks(work, { frames, shares }, keys, first));
    for (const place of places) cleaned.set(first + place, keys.mask(place));
  }
  return cleaned;
}
