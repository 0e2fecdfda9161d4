import type { FrameRange } from '../../native/base/frame-indices.ts';

/** Where frames lie on a strip: frame f takes the CSS pixels [f, f + 1) * widthPx / frameCount. */
export interface StripLayout {
  readonly frameCount: number;
  readonly widthPx: number;
}

/** The frame under a place of the strip; places beyond its ends give the first and the last. */
export const frameAt = ({ frameCount, widthPx }: StripLayout, x: number): number =>
  widthPx <= 0 ? 0 : Math.min(frameCount - 1, Math.max(0, Math.floor((x / widthPx) * frameCount)));

/** The middle of a frame on the strip. */
export const frameCenter = ({ frameCount, widthPx }: StripLayout, frame: number): number =>
  ((frame + 0.5) / frameCount) * widthPx;

/** The left edge of a frame on the strip. */
export const frameStart = ({ frameCount, widthPx }: StripLayout, frame: number): number =>
  (frame / frameCount) * widthPx;

/** The shot that a frame belongs to; `sceneCuts` are the first frames of shots after the first, ascending. */
export function shotOf(frame: number, sceneCuts: readonly number[], frameCount: number): FrameRange {
  const first = sceneCuts.findLast((cut) => cut <= frame) ?? 0;
  const next = sceneCuts.find((cut) => cut > frame) ?? frameCount;
  return { first, last: next - 1 };
}

/** The frame after a key of a slider of frames; null where the key moves nothing. */
export function frameAfterKey(frame: number, key: string, frameCount: number): number | null {
  const page = Math.max(1, Math.round(frameCount / 10));
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: frame - 1,
    ArrowDown: frame - 1,
    ArrowRight: frame + 1,
    ArrowUp: frame + 1,
    PageDown: frame - page,
    PageUp: frame + page,
    Home: 0,
    End: frameCount - 1,
  };
  const moved = moves[key];
  return moved === undefined ? null : Math.min(frameCount - 1, Math.max(0, moved));
}

/**
 * The frames at which a ruler has its numbers: those that are called by round ones (the first is called `firstFrame`), at
 * least `apartPx` from each other.
 */
export function rulerFrames({ frameCount, widthPx }: StripLayout, apartPx: number, firstFrame = 0): number[] {
  const fewest = (apartPx / Math.max(1, widthPx)) * frameCount;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, fewest)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= fewest) ?? power * 10;
  const begin = Math.ceil(firstFrame / step) * step - firstFrame;
  const length = Math.max(0, Math.ceil((frameCount - begin) / step));
  return Array.from({ length }, (_, index) => begin + index * step);
}
