/** The sector by angle of a direction along an axis, back in TypeScript: WebAssembly has no arcus tangent. */
declare function sectorByAngle(dRow: f64, dCol: f64): i32;

const ANGLES: i32 = 12;
/** Bytes from one histogram to the next: 64 numbers of 16 bits. */
const STRIDE_SHIFT: usize = 7;
/** Below this slope against an axis rounding decides the sector. */
const ALONG_AXIS: f64 = 1e-9;

/** The distances of all pairs i < j of `count` points, row by row, as doubles; returns their sum. */
export function pairDistances(rows: usize, cols: usize, count: i32, distances: usize): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) {
    const row = load<f64>(rows + ((<usize>i) << 3));
    const col = load<f64>(cols + ((<usize>i) << 3));
    for (let j = i + 1; j < count; j++, distances += 8) {
      const dr = load<f64>(rows + ((<usize>j) << 3)) - row;
      const dc = load<f64>(cols + ((<usize>j) << 3)) - col;
      const distance = Math.sqrt(dr * dr + dc * dc);
      store<f64>(distances, distance);
      sum += distance;
    }
  }
  return sum;
}

/** The sector of a direction that is not along an axis: the quadrant, and in it the third. */
function sectorByQuadrant(dRow: f64, dCol: f64, row: f64, col: f64): i32 {
  const third = i32(col * Math.sqrt(3) >= row) + i32(col >= row * Math.sqrt(3));
  const right = dCol > 0;
  const below = select<i32>(third, 11 - third, right);
  const above = select<i32>(5 - third, 6 + third, right);
  return select<i32>(below, above, dRow > 0);
}

/** Adds one to a histogram's bin. */
function raise(counts: usize, point: i32, bin: i32): void {
  const at = counts + ((<usize>point) << STRIDE_SHIFT) + ((<usize>bin) << 1);
  store<u16>(at, load<u16>(at) + 1);
}

/**
 * Adds every pair i < j of `count` points to the histograms of both, [count, 64] numbers of 16 bits, by sector and ring
 * (5, relative to the mean distance), and to their sums, [count] of 32 bits.
 */
export function countPairs(
  rows: usize,
  cols: usize,
  count: i32,
  distances: usize,
  mean: f64,
  counts: usize,
  sums: usize,
): void {
  for (let i = 0; i < count; i++) {
    const row = load<f64>(rows + ((<usize>i) << 3));
    const col = load<f64>(cols + ((<usize>i) << 3));
    let own = 0;
    for (let j = i + 1; j < count; j++, distances += 8) {
      const share = load<f64>(distances) / mean;
      const ring =
        i32(share < 0.125) +
        i32(share < 0.25000000000000006) +
        i32(share < 0.5000000000000001) +
        i32(share < 1) +
        i32(share < 2) -
        1;
      if (ring < 0) continue;
      const dr = load<f64>(rows + ((<usize>j) << 3)) - row;
      const dc = load<f64>(cols + ((<usize>j) << 3)) - col;
      const ar = abs(dr);
      const ac = abs(dc);
      let there: i32;
      let back: i32;
      if (ar <= ALONG_AXIS * ac || ac <= ALONG_AXIS * ar) {
        there = sectorByAngle(dr, dc);
        back = sectorByAngle(0 - dr, 0 - dc);
      } else {
        there = sectorByQuadrant(dr, dc, ar, ac);
        back = there + ANGLES / 2;
        back -= select<i32>(ANGLES, 0, back >= ANGLES);
      }
      raise(counts, i, ring * ANGLES + there);
      raise(counts, j, ring * ANGLES + back);
      own++;
      const sum = sums + ((<usize>j) << 2);
      store<i32>(sum, load<i32>(sum) + 1);
    }
    const sum = sums + ((<usize>i) << 2);
    store<i32>(sum, load<i32>(sum) + own);
  }
}
