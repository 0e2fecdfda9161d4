/** Frames that follow each other without a gap, from `first` to `last`, both included. */
export interface FrameRange {
  readonly first: number;
  readonly last: number;
}

/** How many frames a range has. */
export const rangeLength = ({ first, last }: FrameRange): number => last - first + 1;

/** The frames of a range, ascending. */
export const indicesOf = (range: FrameRange): number[] =>
  Array.from({ length: rangeLength(range) }, (_, k) => range.first + k);

/** The ranges that ascending frames make, ascending; one more begins at each frame for which `begins` holds. */
export function rangesOf(
  frames: readonly number[],
  begins: (frame: number) => boolean = () => false,
): FrameRange[] {
  const ranges: FrameRange[] = [];
  for (const frame of frames) {
    const before = ranges.at(-1);
    if (before?.last === frame - 1 && !begins(frame))
      ranges[ranges.length - 1] = { first: before.first, last: frame };
    else ranges.push({ first: frame, last: frame });
  }
  return ranges;
}

/** The ranges of a clip's frames for which `holds`, ascending. */
export const rangesWhere = (frameCount: number, holds: (frame: number) => boolean): FrameRange[] =>
  rangesOf(Array.from({ length: frameCount }, (_, frame) => frame).filter(holds));
