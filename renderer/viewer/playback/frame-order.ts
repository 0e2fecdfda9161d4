import type { FrameRange } from '../../../native/base/frame-indices.ts';

/** A whole number within a range. */
export const clampFrame = (frame: number, { first, last }: FrameRange): number =>
  Math.min(last, Math.max(first, Math.round(frame)));

/** What the order of loading depends on. */
export interface Heading {
  readonly frame: number;
  /** 1 forwards, -1 backwards, 0 standing: both ways, forwards a little more. */
  readonly direction: -1 | 0 | 1;
  readonly range: FrameRange;
  /** Whether the first frame follows the last. */
  readonly loop: boolean;
}

const wrap = (frame: number, { first, last }: FrameRange) => {
  const length = last - first + 1;
  return first + ((((frame - first) % length) + length) % length);
};

/** How far the `step`-th frame to load lies from here: ahead first, and one behind for each `aheadPerBehind` ahead. */
function* distances(direction: -1 | 0 | 1): Generator<number> {
  const aheadPerBehind = direction === 0 ? 2 : 8;
  const sign = direction === 0 ? 1 : direction;
  yield 0;
  for (let ahead = 1, behind = 0; ; ahead++) {
    yield sign * ahead;
    if (ahead % aheadPerBehind === 0) yield -sign * ++behind;
  }
}

/** Up to `count` different frames in the order in which they are needed: this one, then ahead in the direction of play. */
export function loadOrder({ frame, direction, range, loop }: Heading, count: number): number[] {
  const wanted = Math.min(count, range.last - range.first + 1);
  const frames = new Set<number>();
  for (const distance of distances(direction)) {
    if (frames.size >= wanted) break;
    const next = frame + distance;
    if (loop) frames.add(wrap(next, range));
    else if (next >= range.first && next <= range.last) frames.add(next);
  }
  return [...frames];
}

/** The cached frame nearest to the wanted one, within `reach` frames; undefined where there is none. */
export function nearestFrame(
  frame: number,
  reach: number,
  isThere: (frame: number) => boolean,
): number | undefined {
  for (let distance = 0; distance <= reach; distance++) {
    if (isThere(frame - distance)) return frame - distance;
    if (isThere(frame + distance)) return frame + distance;
  }
  return undefined;
}
