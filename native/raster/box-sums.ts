/**
 * Sums over (2 r + 1)² windows of a plane [H, W], clipped at its border, into `sums`: separable, by running sums.
 * `columns` is scratch of [W].
 */
export function boxSums(
  plane: Float32Array,
  widthPx: number,
  heightPx: number,
  radiusPx: number,
  sums: Float32Array,
): void {
  const lines = new Float32Array(plane.length);
  for (let row = 0; row < plane.length; row += widthPx) {
    let sum = 0;
    for (let x = 0; x < Math.min(radiusPx, widthPx); x++) sum += plane[row + x]!;
    for (let x = 0; x < widthPx; x++) {
      if (x + radiusPx < widthPx) sum += plane[row + x + radiusPx]!;
      if (x > radiusPx) sum -= plane[row + x - radiusPx - 1]!;
      lines[row + x] = sum;
    }
  }
  const columns = new Float64Array(widthPx);
  const add = (y: number, sign: 1 | -1) => {
    const row = y * widthPx;
    for (let x = 0; x < widthPx; x++) columns[x]! += sign * lines[row + x]!;
  };
  for (let y = 0; y < Math.min(radiusPx, heightPx); y++) add(y, 1);
  for (let y = 0; y < heightPx; y++) {
    if (y + radiusPx < heightPx) add(y + radiusPx, 1);
    if (y > radiusPx) add(y - radiusPx - 1, -1);
    sums.set(columns, y * widthPx);
  }
}

/** Means over (2 r + 1)² windows of a plane [H, W], clipped at its border. */
export function boxMeans(
  plane: Float32Array,
  widthPx: number,
  heightPx: number,
  radiusPx: number,
): Float32Array {
  const means = new Float32Array(plane.length);
  boxSums(plane, widthPx, heightPx, radiusPx, means);
  const inside = (at: number, length: number) =>
    Math.min(at + radiusPx, length - 1) - Math.max(at - radiusPx, 0) + 1;
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) means[i]! /= inside(x, widthPx) * inside(y, heightPx);
  return means;
}
