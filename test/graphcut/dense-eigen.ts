/** Eigenpairs of a symmetric matrix by falling eigenvalue: `vectors[k]` belongs to `values[k]`. */
export interface DenseEigen {
  readonly values: number[];
  readonly vectors: number[][];
}

/** All eigenpairs of a small symmetric matrix by cyclic Jacobi rotations: slow, simple, accurate to rounding. */
export function jacobiEigen(matrix: readonly (readonly number[])[]): DenseEigen {
  const size = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v = a.map((_, i) => a.map((__, j) => Number(i === j)));
  for (let sweep = 0; sweep < 60; sweep++)
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, v, p, q);
  const order = a.map((_, i) => i).sort((i, j) => a[j]![j]! - a[i]![i]!);
  return { values: order.map((k) => a[k]![k]!), vectors: order.map((k) => v.map((row) => row[k]!)) };
}

/** One rotation in the plane (p, q) that makes a[p][q] vanish. */
function rotate(a: number[][], v: number[][], p: number, q: number): void {
  // Matrices here have norms of about 1: below this is rounding.
  if (Math.abs(a[p]![q]!) < 1e-16) return;
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cos = 1 / Math.hypot(t, 1);
  const sin = t * cos;
  for (const row of [...a, ...v]) {
    const [x, y] = [row[p]!, row[q]!];
    row[p] = cos * x - sin * y;
    row[q] = sin * x + cos * y;
  }
  const [rowP, rowQ] = [[...a[p]!], [...a[q]!]];
  for (let k = 0; k < a.length; k++) {
    a[p]![k] = cos * rowP[k]! - sin * rowQ[k]!;
    a[q]![k] = sin * rowP[k]! + cos * rowQ[k]!;
  }
}
