/** Keys' cubic convolution with PyTorch's a = -0.75: the weights of the four neighbours of a point. */
function cubicWeights(fraction: number): readonly [number, number, number, number] {
  const a = -0.75;
  const near = (t: number): number => ((a + 2) * t - (a + 3)) * t * t + 1;
  const far = (t: number): number => ((a * t - 5 * a) * t + 8 * a) * t - 4 * a;
  return [far(fraction + 1), near(fraction), near(1 - fraction), far(2 - fraction)];
}

/** For one axis: the four source indices (held at the border) and weights of each of `length` resampled points. */
function axisTaps(side: number, length: number, scale: number) {
  return Array.from({ length }, (_, i) => {
    const source = (i + 0.5) / scale - 0.5;
    const base = Math.floor(source);
    const indices = [-1, 0, 1, 2].map((offset) => Math.min(side - 1, Math.max(0, base + offset)));
    return { indices, weights: cubicWeights(source - base) };
  });
}

/**
 * DINO's positional table for a grid of rows × cols patches: `table` [side², dim] resampled bicubically as the original
 * does. Its scale factor is (rows + 0.1) / side, against rounding; the sampling points follow that factor, so 0.1 is
 * part of the result. A grid of the trained size is left as it is. Returns [rows · cols, dim].
 */
export function resamplePositions(
  table: Float32Array,
  side: number,
  dim: number,
  rows: number,
  cols: number,
): Float32Array {
  if (rows === side && cols === side) return table;
  const vertical = axisTaps(side, rows, (rows + 0.1) / side);
  const horizontal = axisTaps(side, cols, (cols + 0.1) / side);
  const stretched = new Float64Array(side * cols * dim); // [side, cols, dim]
  for (let y = 0; y < side; y++)
    horizontal.forEach(({ indices, weights }, x) =>
      indices.forEach((from, tap) =>
        accumulate(stretched, (y * cols + x) * dim, table, (y * side + from) * dim, weights[tap]!, dim),
      ),
    );
  const result = new Float64Array(rows * cols * dim);
  vertical.forEach(({ indices, weights }, y) =>
    indices.forEach((from, tap) =>
      accumulate(result, y * cols * dim, stretched, from * cols * dim, weights[tap]!, cols * dim),
    ),
  );
  return Float32Array.from(result);
}

/** target[at ...] += weight · source[from ...], `count` elements. */
function accumulate(
  target: Float64Array,
  at: number,
  source: Float32Array | Float64Array,
  from: number,
  weight: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) target[at + i]! += weight * source[from + i]!;
}
