/** For each pixel of a raster [H, W] its nearest source, as an index; -1 where none lies within reach. */
export type NearestSource = Int32Array;

/** The squared distance, in pixels, between two pixels of a raster that is `widthPx` wide. */
export function squaredDistance(a: number, b: number, widthPx: number): number {
  const dx = (a % widthPx) - (b % widthPx);
  const dy = Math.floor(a / widthPx) - Math.floor(b / widthPx);
  return dx * dx + dy * dy;
}

/**
 * The nearest pixel for which `isSource` is not 0, for every pixel of the raster: two passes that hand on the
 * neighbours' nearest ones (Danielsson, "Euclidean distance mapping", 1980), exact but for a few pixels' fractions.
 */
export function nearestSource(isSource: Uint8Array, widthPx: number, heightPx: number): NearestSource {
  const nearest = new Int32Array(widthPx * heightPx).fill(-1);
  // Squared distances and the source's place, so that nothing is divided in the passes.
  const distance = new Float32Array(widthPx * heightPx).fill(Infinity);
  const sourceX = new Int16Array(widthPx * heightPx);
  const sourceY = new Int16Array(widthPx * heightPx);
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++)
      if (isSource[i] !== 0) {
        nearest[i] = i;
        distance[i] = 0;
        sourceX[i] = x;
        sourceY[i] = y;
      }
  const take = (i: number, x: number, y: number, from: number) => {
    if (distance[from] === Infinity) return;
    const dx = x - sourceX[from]!;
    const dy = y - sourceY[from]!;
    const far = dx * dx + dy * dy;
    if (far >= distance[i]!) return;
    distance[i] = far;
    nearest[i] = nearest[from]!;
    sourceX[i] = sourceX[from]!;
    sourceY[i] = sourceY[from]!;
  };
  for (let y = 0; y < heightPx; y++) {
    const row = y * widthPx;
    for (let x = 0; x < widthPx; x++) {
      const i = row + x;
      if (y > 0) {
        take(i, x, y, i - widthPx);
        if (x > 0) take(i, x, y, i - widthPx - 1);
        if (x + 1 < widthPx) take(i, x, y, i - widthPx + 1);
      }
      if (x > 0) take(i, x, y, i - 1);
    }
    for (let x = widthPx - 2; x >= 0; x--) take(row + x, x, y, row + x + 1);
  }
  for (let y = heightPx - 1; y >= 0; y--) {
    const row = y * widthPx;
    for (let x = widthPx - 1; x >= 0; x--) {
      const i = row + x;
      if (y + 1 < heightPx) {
        take(i, x, y, i + widthPx);
        if (x > 0) take(i, x, y, i + widthPx - 1);
        if (x + 1 < widthPx) take(i, x, y, i + widthPx + 1);
      }
      if (x + 1 < widthPx) take(i, x, y, i + 1);
    }
    for (let x = 1; x < widthPx; x++) take(row + x, x, y, row + x - 1);
  }
  return nearest;
}
