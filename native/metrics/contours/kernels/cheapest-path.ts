const UP: u8 = 0;
const LEFT: u8 = 1;
const DIAGONAL: u8 = 2;

/**
 * For each cell of a matrix of costs (rows × cols floats) the step by which the cheapest monotone path reaches it, one byte a
 * cell, into `came`; the matrix is read from the shift on, wrapping around. `line` is room for `cols` doubles.
 */
export function cheapestPath(
  costs: usize,
  rows: i32,
  cols: i32,
  shiftRow: i32,
  shiftCol: i32,
  line: usize,
  came: usize,
): void {
  for (let x = 0; x < cols; x++) store<f64>(line + ((<usize>x) << 3), Infinity);
  let row = shiftRow;
  for (let y = 0; y < rows; y++) {
    const own = costs + ((<usize>row * <usize>cols) << 2);
    if (++row == rows) row = 0;
    let left: f64 = Infinity;
    let diagonal: f64 = Infinity;
    let col = shiftCol;
    let at = line;
    for (let x = 0; x < cols; x++, at += 8, came++) {
      const up = load<f64>(at);
      const across = diagonal <= up;
      const earlier = select<f64>(diagonal, up, across);
      const byLeft = left < earlier;
      let value = select<f64>(left, earlier, byLeft) + <f64>load<f32>(own + ((<usize>col) << 2));
      // The first cell costs nothing; nothing leads to it.
      if ((x | y) == 0) value = 0;
      store<u8>(came, select<u8>(LEFT, select<u8>(DIAGONAL, UP, across), byLeft));
      store<f64>(at, value);
      diagonal = up;
      left = value;
      if (++col == cols) col = 0;
    }
  }
}
