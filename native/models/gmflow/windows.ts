/** Windows per axis in which attention is computed (`attn_splits` of the one-scale configuration). */
export const attentionSplits = 2;

/** The tokens of a feature map, of which both sides are divided by `attentionSplits`. */
export interface TokenGrid {
  readonly rows: number;
  readonly cols: number;
}

/** By how many tokens a shifted layer's windows are moved along an axis: half a window. */
const shiftOf = (length: number): number => Math.floor(length / attentionSplits / 2);

/**
 * The tokens (as indices row by row) window after window; `shifted` windows begin half a window later on both axes and
 * go around at the ends.
 */
export function windowOrder({ rows, cols }: TokenGrid, shifted: boolean): Int32Array {
  const [height, width] = [rows / attentionSplits, cols / attentionSplits];
  const [down, right] = shifted ? [shiftOf(rows), shiftOf(cols)] : [0, 0];
  return Int32Array.from({ length: rows * cols }, (_, i) => {
    const { row, col } = placeInWindows(i, height, width);
    return ((row + down) % rows) * cols + ((col + right) % cols);
  });
}

/** Row and column of the i-th token, window after window, in the map that the windows tile. */
function placeInWindows(i: number, height: number, width: number): { row: number; col: number } {
  const window = Math.floor(i / (height * width));
  const inside = i % (height * width);
  return {
    row: Math.floor(window / attentionSplits) * height + Math.floor(inside / width),
    col: (window % attentionSplits) * width + (inside % width),
  };
}

/** Which places of a list in order `from` bring it into order `to`. */
export function reordering(from: Int32Array, to: Int32Array): Int32Array {
  const placeOf = new Int32Array(from.length);
  from.forEach((token, place) => (placeOf[token] = place));
  return to.map((token) => placeOf[token]!);
}

/** Numbers per token of `regionCodes`. */
export const regionCodeLength = 4;

/**
 * Codes of the tokens in shifted window order [windows, tokens per window, 4]: the product of two tokens' codes is 4
 * where they are neighbours in the picture too, 0 where only the going around brought them into one window. With a and
 * b, +1 or -1, for the side of the picture's end on which row and column lie, the code is (1, a, b, a b).
 */
export function regionCodes({ rows, cols }: TokenGrid): Float32Array {
  const [height, width] = [rows / attentionSplits, cols / attentionSplits];
  const side = (at: number, length: number): number => (at < length - shiftOf(length) ? 1 : -1);
  const codes = new Float32Array(rows * cols * regionCodeLength);
  for (let i = 0; i < rows * cols; i++) {
    const { row, col } = placeInWindows(i, height, width);
    const [a, b] = [side(row, rows), side(col, cols)];
    codes.set([1, a, b, a * b], i * regionCodeLength);
  }
  return codes;
}
