import type { BlackBars } from '../video/black-bars.ts';
import type { ClipGeometry } from './clip-geometry.ts';

/** The shots of a clip, between which nothing is compared, and what of the picture never shows anything. */
export interface Shots {
  /** The number of each frame's shot. */
  readonly shotOf: Uint32Array;
  /** Black bars, as shares of the picture's height and width. */
  readonly bars: BlackBars;
}

/** Neighbours that a frame's flow leads to (paper, Algorithm 1). */
const OFFSETS = [-2, -1, 1, 2] as const;

/** The offsets, ascending, of those neighbours of frame `index` that exist and belong to its shot. */
export function neighbourOffsets({ shotOf }: Shots, index: number): number[] {
  return OFFSETS.filter((offset) => shotOf[index + offset] === shotOf[index]);
}

/** The first frames of all shots but the first. */
export const sceneCutsOf = ({ shotOf }: Shots): number[] =>
  Array.from(shotOf.keys()).filter((index) => index > 0 && shotOf[index] !== shotOf[index - 1]);

/** The shots that begin at these frames, ascending, and at 0. */
export function shotsFromCuts(cuts: readonly number[], frameCount: number, bars: BlackBars): Shots {
  const shotOf = new Uint32Array(frameCount);
  cuts.forEach((cut, shot) => shotOf.fill(shot + 1, cut));
  return { shotOf, bars };
}

/** The patches of the grid that lie within the picture, without black bars and `margin` patches beside these. */
export function pictureOf(
  { geometry: { grid }, shots: { bars } }: { readonly geometry: ClipGeometry; readonly shots: Shots },
  margin: number,
) {
  const first = (share: number, cells: number) => {
    const covered = Math.round(share * cells);
    return covered === 0 ? 0 : covered + margin;
  };
  const [top, left] = [first(bars.top, grid.rows), first(bars.left, grid.cols)];
  const size = {
    rows: grid.rows - first(bars.bottom, grid.rows) - top,
    cols: grid.cols - first(bars.right, grid.cols) - left,
  };
  return {
    ...size,
    has(node: number): boolean {
      const row = Math.floor(node / grid.cols) - top;
      const col = (node % grid.cols) - left;
      return row >= 0 && row < size.rows && col >= 0 && col < size.cols;
    },
  };
}
