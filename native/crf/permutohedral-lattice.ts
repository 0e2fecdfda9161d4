import { KEY_SIZE, LatticeTable, NONE, packedKey } from './lattice-table.ts';

/** Position (x, y) and colour (r, g, b), each divided by the kernel's standard deviation. */
const DIMENSIONS = 5;
/** Corners of the simplex around a point, and axes along which the lattice is blurred. */
const CORNERS = DIMENSIONS + 1;
/** What brings the blur of the lattice to a standard deviation of one. */
const SCALES = Array.from(
  { length: DIMENSIONS },
  (_, i) => (CORNERS * Math.sqrt(2 / 3)) / Math.sqrt((i + 1) * (i + 2)),
);
/** Pixels to a point of the lattice in natural pictures, about. */
const PIXELS_PER_POINT = 8;

/** A Gaussian filter of values that change little by little: Σⱼ exp(-½ |fᵢ - fⱼ|²) values[j], up to one factor. */
export interface GaussianFilter {
  /** Takes the values of all N points and gives the filtered ones, [N]. */
  apply(values: Float32Array): Float32Array;
  /** Adds to the values of some points, and gives the filtered values of these, in their order. */
  change(points: Int32Array, additions: Float32Array): Float32Array;
}

/** Where the points lie in the lattice: the corners of each one's simplex and its weights there, [N, 6] each. */
interface Embedding {
  readonly corners: Int32Array;
  readonly weights: Float32Array;
  readonly table: LatticeTable;
}

/** Scratch of the embedding of one point. */
function createSimplex() {
  const elevated = new Float64Array(CORNERS);
  const base = new Int32Array(CORNERS);
  const rank = new Int32Array(CORNERS);
  const weights = new Float64Array(CORNERS + 1);

  /** The point's place in the hyperplane of the lattice, in which all coordinates sum to 0. */
  function elevate(features: Float32Array, offset: number): void {
    let sum = 0;
    for (let i = DIMENSIONS; i > 0; i--) {
      const scaled = features[offset + i - 1]! * SCALES[i - 1]!;
      elevated[i] = sum - i * scaled;
      sum += scaled;
    }
    elevated[0] = sum;
  }

  /** The nearest point of remainder 0, and the order of the differences to it. */
  function findSimplex(): void {
    let sum = 0;
    for (let i = 0; i < CORNERS; i++) {
      const cells = Math.round(elevated[i]! / CORNERS);
      base[i] = cells * CORNERS;
      sum += cells;
      rank[i] = 0;
    }
    for (let i = 0; i < DIMENSIONS; i++)
      for (let j = i + 1; j < CORNERS; j++)
        if (elevated[i]! - base[i]! < elevated[j]! - base[j]!) rank[i]!++;
        else rank[j]!++;
    if (sum !== 0) bringIntoPlane(sum);
  }

  /** Where rounding has left the hyperplane, the coordinates that were rounded most go to their other neighbour. */
  function bringIntoPlane(sum: number): void {
    for (let i = 0; i < CORNERS; i++) {
      rank[i]! += sum;
      if (rank[i]! < 0) {
        base[i]! += CORNERS;
        rank[i]! += CORNERS;
      } else if (rank[i]! > DIMENSIONS) {
        base[i]! -= CORNERS;
        rank[i]! -= CORNERS;
      }
    }
  }

  function weigh(): void {
    weights.fill(0);
    for (let i = 0; i < CORNERS; i++) {
      const share = (elevated[i]! - base[i]!) / CORNERS;
      weights[DIMENSIONS - rank[i]!]! += share;
      weights[CORNERS - rank[i]!]! -= share;
    }
    weights[0]! += 1 + weights[CORNERS]!;
  }

  return {
    base,
    rank,
    weights,
    place(features: Float32Array, offset: number): void {
      elevate(features, offset);
      findSimplex();
      weigh();
    },
  };
}

/**
 * For each axis the key of the step along it: one more on all others, one less than all of them on itself. A simplex's corners
 * follow one another by these steps, along the axis that is ranked last, then the last but one, and so on.
 */
const STEPS = Int32Array.from(
  Array.from({ length: CORNERS }, (_, axis) =>
    packedKey(Array.from({ length: CORNERS }, (__, i) => (i === axis ? -DIMENSIONS : 1))),
  ).flat(),
);

function embed(features: Float32Array): Embedding {
  const count = features.length / DIMENSIONS;
  const corners = new Int32Array(count * CORNERS);
  const weights = new Float32Array(count * CORNERS);
  const table = new LatticeTable(count / PIXELS_PER_POINT);
  const simplex = createSimplex();
  const { base, rank } = simplex;
  const lastBase = new Int32Array(CORNERS);
  const lastRank = new Int32Array(CORNERS).fill(NONE);
  const axisOfRank = new Int32Array(CORNERS);
  for (let n = 0, at = 0; n < count; n++, at += CORNERS) {
    simplex.place(features, n * DIMENSIONS);
    let same = true;
    for (let i = 0; i < CORNERS; i++) {
      weights[at + i] = simplex.weights[i]!;
      same &&= base[i] === lastBase[i] && rank[i] === lastRank[i];
    }
    // Neighbouring pixels often share their simplex: then nothing has to be looked up.
    if (same) {
      for (let i = at; i < at + CORNERS; i++) corners[i] = corners[i - CORNERS]!;
      continue;
    }
    for (let i = 0; i < CORNERS; i++) {
      axisOfRank[rank[i]!] = i;
      lastBase[i] = base[i]!;
      lastRank[i] = rank[i]!;
    }
    let [a, b, c] = packedKey(base);
    corners[at] = table.add(a, b, c);
    for (let remainder = 1; remainder < CORNERS; remainder++) {
      const step = axisOfRank[CORNERS - remainder]! * KEY_SIZE;
      a = (a + STEPS[step]!) | 0;
      b = (b + STEPS[step + 1]!) | 0;
      c += STEPS[step + 2]!;
      corners[at + remainder] = table.add(a, b, c);
    }
  }
  return { corners, weights, table };
}

/** For each axis and point the two neighbours along it, [6, M, 2]; number M stands for those that are not there. */
function findNeighbours(table: LatticeTable): Int32Array {
  const { count, keys } = table;
  const neighbours = new Int32Array(CORNERS * count * 2);
  for (let axis = 0, k = 0; axis < CORNERS; axis++) {
    const [a, b, c] = [STEPS[axis * KEY_SIZE]!, STEPS[axis * KEY_SIZE + 1]!, STEPS[axis * KEY_SIZE + 2]!];
    for (let at = 0; at < count * KEY_SIZE; at += KEY_SIZE)
      for (let sign = 1; sign >= -1; sign -= 2) {
        const found = table.lookUp(
          (keys[at]! + sign * a) | 0,
          (keys[at + 1]! + sign * b) | 0,
          keys[at + 2]! + sign * c,
        );
        neighbours[k++] = found === NONE ? count : found;
      }
  }
  return neighbours;
}

/**
 * Gaussian filtering of N points in five dimensions in time linear in N (Adams, Baek and Davis, "Fast high-dimensional
 * filtering using the permutohedral lattice", 2010): values are put on the lattice, blurred along its axes, and read again.
 *
 * @param features [N, 5], divided by the standard deviation in each dimension.
 */
export function permutohedralFilter(features: Float32Array): GaussianFilter {
  const { corners, weights, table } = embed(features);
  const neighbours = findNeighbours(table);
  const points = table.count;
  // One more for what is not there, always 0.
  const splatted = new Float32Array(points + 1);
  let lattice = new Float32Array(points + 1);
  let blurred = new Float32Array(points + 1);

  function splat(point: number, value: number): void {
    const start = point * CORNERS;
    for (let k = start; k < start + CORNERS; k++) splatted[corners[k]!]! += weights[k]! * value;
  }

  function blur(): void {
    lattice.set(splatted);
    for (let axis = 0, k = 0; axis < CORNERS; axis++) {
      for (let point = 0; point < points; point++, k += 2)
        blurred[point] = lattice[point]! + 0.5 * (lattice[neighbours[k]!]! + lattice[neighbours[k + 1]!]!);
      [lattice, blurred] = [blurred, lattice];
      lattice[points] = 0;
    }
  }

  function slice(point: number): number {
    const start = point * CORNERS;
    let sum = 0;
    for (let k = start; k < start + CORNERS; k++) sum += weights[k]! * lattice[corners[k]!]!;
    return sum;
  }

  return {
    apply(values) {
      splatted.fill(0);
      for (let n = 0; n < values.length; n++) splat(n, values[n]!);
      blur();
      const filtered = new Float32Array(values.length);
      for (let n = 0; n < filtered.length; n++) filtered[n] = slice(n);
      return filtered;
    },
    change(changed, additions) {
      for (let i = 0; i < changed.length; i++) splat(changed[i]!, additions[i]!);
      blur();
      const filtered = new Float32Array(changed.length);
      for (let i = 0; i < filtered.length; i++) filtered[i] = slice(changed[i]!);
      return filtered;
    },
  };
}
