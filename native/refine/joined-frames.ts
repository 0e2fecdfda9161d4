import type { TrainingFrames } from './training-batch.ts';

/** The frames of one clip and how many there are, usable or not. */
export interface ClipFrames {
  readonly frames: TrainingFrames;
  readonly count: number;
}

/**
 * The frames of several clips as those of one, clip after clip: one network learns from all of them (paper, section
 * 3.1). Neighbours stay within their clip.
 */
export function joinFrames(clips: readonly ClipFrames[]): TrainingFrames {
  const starts = clips.map((_, k) => clips.slice(0, k).reduce((sum, { count }) => sum + count, 0));
  const placeOf = (frame: number) => {
    const k = starts.findLastIndex((start) => start <= frame);
    return { frames: clips[k]!.frames, index: frame - starts[k]! };
  };
  const read =
    <T>(from: (frames: TrainingFrames, index: number) => T) =>
    (frame: number): T => {
      const { frames, index } = placeOf(frame);
      return from(frames, index);
    };
  return {
    usable: clips.flatMap(({ frames }, k) => frames.usable.map((index) => starts[k]! + index)),
    neighbours: read((frames, index) => frames.neighbours(index)),
    input: read((frames, index) => frames.input(index)),
    target: read((frames, index) => frames.target(index)),
    flow: (frame, offset) => read((frames, index) => frames.flow(index, offset))(frame),
  };
}
