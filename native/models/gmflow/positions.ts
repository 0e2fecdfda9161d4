const temperature = 10_000;
const epsilon = 1e-6;

/**
 * The sine position table of a grid whose `splits` × `splits` windows each count from their own corner: [H, W, C],
 * the first half of the channels for rows, the second for columns, sines and cosines in turn.
 */
export function positionTable(rows: number, cols: number, channels: number, splits: number): Float32Array {
  const half = channels / 2;
  const vertical = axisTable(rows / splits, half);
  const horizontal = axisTable(cols / splits, half);
  const table = new Float32Array(rows * cols * channels);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < cols; x++) {
      const at = (y * cols + x) * channels;
      table.set(vertical[y % (rows / splits)]!, at);
      table.set(horizontal[x % (cols / splits)]!, at + half);
    }
  return table;
}

/** For each of `length` places, counted from 1 and scaled to a full turn: its sines and cosines at all frequencies. */
function axisTable(length: number, channels: number): Float32Array[] {
  return Array.from({ length }, (_, i) => {
    const turn = ((i + 1) / (length + epsilon)) * 2 * Math.PI;
    return Float32Array.from({ length: channels }, (_, c) => {
      const angle = turn / temperature ** ((2 * Math.floor(c / 2)) / channels);
      return c % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    });
  });
}
