import type { Mask, RasterSize } from '../raster/types.ts';
import { labelRegions, rootOf } from './run-regions.ts';
import { spread } from './solid-mask.ts';

/** Raised when other parts of the same soft masks are spurious. */
export const spuriousPartsVersion = 1;

/** Shares of foreground, 0..255, count as foreground from here. */
const FOREGROUND = 128;
/** What is up to twice as far apart is one part, in pixels. */
const JOINED_PX = 2;
/** A part is spurious below this extent (see `extentOf`), */
const NEGLIGIBLE = 0.04;
/** and below this one where it is farther away from the object, in square roots of the object's area, than */
const SMALL = 0.1;
const FAR = 1.5;

/** What is connected in a frame. */
interface Part {
  readonly pixels: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The parts of a frame's soft mask. */
export interface FrameParts {
  /** Of each pixel in or beside a part the part's number from 1; 0 elsewhere. */
  readonly labels: Int32Array;
  /** By their numbers, from 1. */
  readonly parts: readonly Part[];
}

/** What is connected in a soft mask: shares of foreground, [H * W] of 0..255. */
export function partsOf(shares: Uint8Array, size: RasterSize): FrameParts {
  const { widthPx, heightPx } = size;
  const found: Mask = { ...size, data: shares.map((share) => Number(share >= FOREGROUND)) };
  const { labels, count } = labelRegions(spread(found, 1, JOINED_PX).data, widthPx, heightPx);
  const parts = Array.from({ length: count }, () => ({
    ...{ pixels: 0, left: widthPx, top: heightPx, right: -1, bottom: -1 },
  }));
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      if (found.data[i] === 0) continue;
      const part = parts[labels[i]! - 1]!;
      part.pixels++;
      part.left = Math.min(part.left, x);
      part.right = Math.max(part.right, x);
      part.top = Math.min(part.top, y);
      part.bottom = y;
    }
  return { labels, parts };
}

/** How far two parts' boxes are apart, in pixels. */
const gapOf = (a: Part, b: Part): number =>
  Math.hypot(
    Math.max(a.left - b.right, b.left - a.right, 0),
    Math.max(a.top - b.bottom, b.top - a.bottom, 0),
  );

/** A part of the shot in one frame: what of it is seen there. */
interface Seen {
  readonly pixels: number;
  readonly labels: readonly number[];
  readonly parts: readonly Part[];
}

/** What is connected in space and time, by the frames in which it is seen. */
type Track = ReadonlyMap<number, Seen>;

const pixelsOf = (track: Track): number => [...track.values()].reduce((sum, { pixels }) => sum + pixels, 0);

/** The frames in which a part is seen beside the object. */
const besideObject = (track: Track, object: Track) =>
  [...track].flatMap(([frame, seen]) => {
    const beside = object.get(frame);
    return beside === undefined ? [] : [{ seen, beside }];
  });

/**
 * Follows the parts of a shot's soft masks: what overlaps from one frame to the next is one part. Those that are spurious are
 * small against the largest, the object, or seen in few of its frames: a piece of ground that comes into the picture, say. A
 * limb that is apart in some frames is connected in others.
 */
export class PartTracks {
  readonly #parent: number[] = [];
  readonly #seen: { readonly frame: number; readonly label: number; readonly part: Part }[] = [];
  #before: { readonly labels: Int32Array; readonly firstPart: number } | null = null;
  #frames = 0;

  /** Adds the next frame's parts. */
  add({ labels, parts }: FrameParts): void {
    const firstPart = this.#seen.length;
    for (const [k, part] of parts.entries()) {
      this.#parent.push(firstPart + k);
      this.#seen.push({ frame: this.#frames, label: k + 1, part });
    }
    const before = this.#before;
    if (before !== null)
      for (let i = 0; i < labels.length; i++)
        if (labels[i] !== 0 && before.labels[i] !== 0)
          this.#join(firstPart + labels[i]! - 1, before.firstPart + before.labels[i]! - 1);
    this.#before = { labels, firstPart };
    this.#frames++;
  }

  #join(part: number, other: number): void {
    this.#parent[rootOf(this.#parent, part)] = rootOf(this.#parent, other);
  }

  #tracks(): Track[] {
    const tracks = new Map<number, Map<number, Seen>>();
    for (const [k, { frame, label, part }] of this.#seen.entries()) {
      const root = rootOf(this.#parent, k);
      const track = tracks.get(root) ?? new Map<number, Seen>();
      const { pixels, labels, parts } = track.get(frame) ?? { pixels: 0, labels: [], parts: [] };
      track.set(frame, {
        pixels: pixels + part.pixels,
        labels: [...labels, label],
        parts: [...parts, part],
      });
      tracks.set(root, track);
    }
    return [...tracks.values()].sort((a, b) => pixelsOf(b) - pixelsOf(a));
  }

  /** Of each frame, in order, the numbers of its spurious parts; none in frames that do not show the object. */
  spurious(): number[][] {
    const found = Array.from({ length: this.#frames }, (): number[] => []);
    const [object, ...others] = this.#tracks();
    if (object === undefined) return found;
    for (const track of others) {
      if (!isSpurious(track, object)) continue;
      for (const [frame, { labels }] of track) if (object.has(frame)) found[frame]!.push(...labels);
    }
    return found;
  }
}

/** A part's area over the object's, on average over all frames of the object. */
const extentOf = (track: Track, object: Track): number =>
  besideObject(track, object).reduce((sum, { seen, beside }) => sum + seen.pixels / beside.pixels, 0) /
  object.size;

/** How far a part is from the object, on average, in square roots of the object's area. */
function distanceOf(track: Track, object: Track): number {
  const gaps = besideObject(track, object).map(({ seen, beside }) => {
    const gap = Math.min(...seen.parts.flatMap((part) => beside.parts.map((other) => gapOf(part, other))));
    return gap / Math.sqrt(beside.pixels);
  });
  return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
}

function isSpurious(track: Track, object: Track): boolean {
  const extent = extentOf(track, object);
  return extent < NEGLIGIBLE || (extent < SMALL && distanceOf(track, object) > FAR);
}

/** A soft mask without some of its parts, and without what fades out around them. */
export function withoutParts(
  shares: Uint8Array,
  size: RasterSize,
  { labels }: FrameParts,
  gone: readonly number[],
): Uint8Array {
  const isGone = (label: number) => gone.includes(label);
  const region: Mask = { ...size, data: Uint8Array.from(labels, (label) => Number(isGone(label))) };
  const around = spread(region, 1, 2 * JOINED_PX).data;
  return shares.map((share, i) => (around[i] === 1 && (labels[i] === 0 || isGone(labels[i]!)) ? 0 : share));
}
