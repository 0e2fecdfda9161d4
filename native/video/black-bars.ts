import type { RgbImage } from '../raster/types.ts';

/** The version of the decision; part of the key under which found bars are kept. */
export const blackBarsVersion = 1;

/** Widths of the bars at the picture's borders, as shares of its height (top, bottom) and width (left, right). */
export interface BlackBars {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The brightest channel, 0..255, that counts as black: above the noise of compressed bars, below what people see. */
const blackest = 28;

/** Finds the bars of a clip: `push` all frames, of one size. */
export interface BlackBarDetector {
  push(frame: RgbImage): void;
  /** The rows and columns at the borders in which nothing was ever seen; none where nothing was seen at all. */
  bars(): BlackBars;
}

const grow = (brightest: Uint8Array, at: number, level: number) => {
  if (level > brightest[at]!) brightest[at] = level;
};

/** The shares of black lines before the first and behind the last line in which something was seen. */
function margins(brightest: Uint8Array): readonly [before: number, after: number] {
  const isSeen = (level: number) => level > blackest;
  const last = brightest.findLastIndex(isSeen);
  if (last < 0) return [0, 0];
  return [brightest.findIndex(isSeen) / brightest.length, 1 - (last + 1) / brightest.length];
}

/**
 * Letterbox and pillarbox bars do not move when the camera does, and so seem to move against it; but nothing is ever
 * seen in them. Neither is an object that is seen ever taken for one.
 */
export function createBlackBarDetector(): BlackBarDetector {
  let rows = new Uint8Array(0);
  let columns = new Uint8Array(0);
  return {
    push({ widthPx, heightPx, data }) {
      if (rows.length === 0) [rows, columns] = [new Uint8Array(heightPx), new Uint8Array(widthPx)];
      for (let y = 0, i = 0; y < heightPx; y++)
        for (let x = 0; x < widthPx; x++, i += 3) {
          const level = Math.max(data[i]!, data[i + 1]!, data[i + 2]!);
          if (level <= blackest) continue;
          grow(rows, y, level);
          grow(columns, x, level);
        }
    },
    bars() {
      const [top, bottom] = margins(rows);
      const [left, right] = margins(columns);
      return { top, bottom, left, right };
    },
  };
}
