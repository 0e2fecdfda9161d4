/** The eigenpair of a symmetric tridiagonal matrix: `vector` is of unit length. */
export interface TridiagonalPair {
  readonly value: number;
  readonly vector: Float64Array;
}

/**
 * The largest eigenvalue and its vector of the symmetric tridiagonal matrix with `diagonal` [m] and `offDiagonal`
 * [m - 1] (further entries are ignored): bisection by Sturm's sequence to the last bit, then inverse iteration. O(m),
 * where QL for all pairs is O(m³).
 */
export function largestTridiagonalPair(
  diagonal: ArrayLike<number>,
  offDiagonal: ArrayLike<number>,
): TridiagonalPair {
  const size = diagonal.length;
  const [low, high] = gershgorinBounds(diagonal, offDiagonal);
  const value = bisectLargest(diagonal, offDiagonal, low, high);
  // A shift of a few units in the last place keeps the factors regular and costs no accuracy.
  const norm = Math.max(Math.abs(low), Math.abs(high), 1e-200);
  const vector = new Float64Array(size).map((_, i) => 1 + ((i * 7) % 11) / 11);
  for (let turn = 0; turn < 3; turn++) {
    solveShifted(diagonal, offDiagonal, value, norm * Number.EPSILON, vector);
    const length = Math.hypot(...blockNorms(vector));
    for (let i = 0; i < size; i++) vector[i]! /= length;
  }
  return { value, vector };
}

/** Norms of short stretches, for Math.hypot takes no thousands of arguments. */
function blockNorms(vector: Float64Array): number[] {
  const norms: number[] = [];
  for (let start = 0; start < vector.length; start += 256)
    norms.push(Math.hypot(...vector.subarray(start, start + 256)));
  return norms;
}

function gershgorinBounds(diagonal: ArrayLike<number>, offDiagonal: ArrayLike<number>): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < diagonal.length; i++) {
    const before = i > 0 ? Math.abs(offDiagonal[i - 1]!) : 0;
    const after = i + 1 < diagonal.length ? Math.abs(offDiagonal[i]!) : 0;
    low = Math.min(low, diagonal[i]! - before - after);
    high = Math.max(high, diagonal[i]! + before + after);
  }
  return [low, high];
}

/** Whether all eigenvalues are below `shift`: all pivots of T - shift are negative (Sturm). */
function allBelow(diagonal: ArrayLike<number>, offDiagonal: ArrayLike<number>, shift: number): boolean {
  let pivot = 1;
  for (let i = 0; i < diagonal.length; i++) {
    const coupling = i > 0 ? offDiagonal[i - 1]! ** 2 / pivot : 0;
    pivot = diagonal[i]! - shift - coupling;
    if (pivot >= 0) return false;
  }
  return true;
}

function bisectLargest(
  diagonal: ArrayLike<number>,
  offDiagonal: ArrayLike<number>,
  low: number,
  high: number,
): number {
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;
    if (allBelow(diagonal, offDiagonal, middle)) high = middle;
    else low = middle;
  }
}

/** Solves (T - shift) x = b in place by Gaussian elimination with row exchanges; pivots are at least `tiny`. */
function solveShifted(
  diagonal: ArrayLike<number>,
  offDiagonal: ArrayLike<number>,
  shift: number,
  tiny: number,
  b: Float64Array,
): void {
  const size = diagonal.length;
  const pivots = new Float64Array(size);
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  // The row being eliminated: entries at columns i and i + 1.
  let head = diagonal[0]! - shift;
  let next = size > 1 ? offDiagonal[0]! : 0;
  for (let i = 0; i + 1 < size; i++) {
    const under = offDiagonal[i]!;
    const below = diagonal[i + 1]! - shift;
    const beyond = i + 2 < size ? offDiagonal[i + 1]! : 0;
    if (Math.abs(head) >= Math.abs(under)) {
      pivots[i] = Math.abs(head) < tiny ? tiny : head;
      first[i] = next;
      const factor = under / pivots[i]!;
      head = below - factor * next;
      next = beyond;
      b[i + 1]! -= factor * b[i]!;
    } else {
      pivots[i] = under;
      first[i] = below;
      second[i] = beyond;
      const factor = head / under;
      head = next - factor * below;
      next = -factor * beyond;
      const own = b[i]!;
      b[i] = b[i + 1]!;
      b[i + 1] = own - factor * b[i]!;
    }
  }
  pivots[size - 1] = Math.abs(head) < tiny ? tiny : head;
  for (let i = size - 1; i >= 0; i--) {
    const one = i + 1 < size ? first[i]! * b[i + 1]! : 0;
    const two = i + 2 < size ? second[i]! * b[i + 2]! : 0;
    b[i] = (b[i]! - one - two) / pivots[i]!;
  }
}
