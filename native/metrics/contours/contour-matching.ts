import { metricKernels, type MetricKernels } from './metric-kernels.ts';

/** Costs of matching each of `rows` points to each of `cols` points, row by row. */
export interface MatchingCosts {
  readonly rows: number;
  readonly cols: number;
  readonly costs: Float32Array;
}

/** Where in the matrix the numbering of both contours begins. */
interface Shift {
  readonly row: number;
  readonly col: number;
}

/** Matched points, as indices of cells, from the end of the path to its beginning. */
type Path = readonly number[];

const UP = 0;
const LEFT = 1;
const DIAGONAL = 2;

/** For each cell the step by which the cheapest path reaches it, [rows, cols]. */
function plainSteps({ rows, cols, costs }: MatchingCosts, shift: Shift): Uint8Array {
  const came = new Uint8Array(rows * cols);
  let above = new Float64Array(cols);
  let here = new Float64Array(cols);
  const columns = Int32Array.from({ length: cols }, (_, x) => (x + shift.col) % cols);
  for (let y = 0; y < rows; y++) {
    const start = ((y + shift.row) % rows) * cols;
    for (let x = 0; x < cols; x++) {
      if (x === 0 && y === 0) continue;
      let best = y > 0 ? above[x]! : Infinity;
      let step = UP;
      if (x > 0) {
        const left = here[x - 1]!;
        if (left < best) {
          best = left;
          step = LEFT;
        }
        const diagonal = y > 0 ? above[x - 1]! : Infinity;
        if (diagonal <= best) {
          best = diagonal;
          step = DIAGONAL;
        }
      }
      here[x] = best + costs[start + columns[x]!]!;
      came[y * cols + x] = step;
    }
    [above, here] = [here, above];
    here.fill(0);
  }
  return came;
}

/** The same by the kernels, in their memory. */
function simdSteps(
  { rows, cols, costs }: MatchingCosts,
  shift: Shift,
  { module, room }: MetricKernels,
): Uint8Array {
  const [costsAt, lineAt, cameAt] = room(4 * rows * cols, 8 * cols, rows * cols) as [number, number, number];
  new Float32Array(module.memory.buffer, costsAt, rows * cols).set(costs);
  module.cheapestPath(costsAt, rows, cols, shift.row, shift.col, lineAt, cameAt);
  return new Uint8Array(module.memory.buffer, cameAt, rows * cols);
}

/**
 * The cheapest monotone path from the first cell to the last one, steps of one down, right or both; the first cell costs
 * nothing (`match_dijkstra`). The matrix is read from `shift` on, wrapping around.
 */
function cheapestPath(matrix: MatchingCosts, shift: Shift, kernels: MetricKernels | null): Path {
  const came = kernels === null ? plainSteps(matrix, shift) : simdSteps(matrix, shift, kernels);
  return pathBack(came, matrix.rows, matrix.cols, shift);
}

function pathBack(came: Uint8Array, rows: number, cols: number, shift: Shift): Path {
  const path: number[] = [];
  let [y, x] = [rows - 1, cols - 1];
  for (;;) {
    path.push(((y + shift.row) % rows) * cols + ((x + shift.col) % cols));
    if (x === 0 && y === 0) return path;
    const step = came[y * cols + x];
    if (step !== LEFT) y--;
    if (step !== UP) x--;
  }
}

/** The cheapest cell of a path, its first one left out; of equal ones the nearest to the end. */
function cheapestCell(path: Path, costs: Float32Array): number {
  let [cell, least] = [path[0]!, Infinity];
  for (const candidate of path.slice(0, -1))
    if (costs[candidate]! < least) [cell, least] = [candidate, costs[candidate]!];
  return cell;
}

/** Of the cells that `groupOf` puts together, the cheapest one each; of equal ones the first. */
function cheapestOfEach(cells: Path, costs: Float32Array, groupOf: (cell: number) => number): number[] {
  const best = new Map<number, number>();
  for (const cell of cells) {
    const group = groupOf(cell);
    const known = best.get(group);
    if (known === undefined || costs[cell]! < costs[known]!) best.set(group, cell);
  }
  return [...best].sort(([a], [b]) => a - b).map(([, cell]) => cell);
}

/**
 * The mean cost of the matching of two closed contours (DAVIS 2016 toolkit, `t_stability`): the cheapest path through the
 * matrix is found, once from the contours' own beginnings and again from behind its best match; of points that were
 * matched more than once the cheapest match stays.
 *
 * @param kernels null: by TypeScript alone, to the same bits.
 */
export function meanMatchingCost(matrix: MatchingCosts, kernels = metricKernels()): number {
  const { rows, cols, costs } = matrix;
  const anchor = cheapestCell(cheapestPath(matrix, { row: 0, col: 0 }, kernels), costs);
  const shift = { row: (Math.floor(anchor / cols) + 1) % rows, col: ((anchor % cols) + 1) % cols };
  const path = cheapestPath(matrix, shift, kernels);
  const byRow = cheapestOfEach(path, costs, (cell) => Math.floor(cell / cols));
  const pairs = cheapestOfEach(byRow, costs, (cell) => cell % cols);
  return pairs.reduce((sum, cell) => sum + costs[cell]!, 0) / pairs.length;
}
