import type { Mask } from '../../raster/types.ts';
import { packMask } from '../packed-mask.ts';

/** A closed contour: corners of pixels, (row, column) pairs one after the other, the first again at the end. */
export interface Contour {
  readonly points: readonly number[];
  /** Whether it bounds a hole of the foreground. */
  readonly isHole: boolean;
}

/** A run of pixel edges between two corners at which curves meet, or around a curve that meets no other. */
interface Line {
  readonly from: number;
  readonly to: number;
  /** Corners from `from` to `to`, both included. */
  readonly corners: readonly number[];
}

/** The directions in which edges leave a corner, in the toolkit's order: right, down, left, up. */
const STEPS = 4;
const opposite = (direction: number): number => (direction + 2) % STEPS;

/** The grid of pixel corners of a mask, (H + 1) × (W + 1), with the edges between foreground and background. */
interface EdgeGrid {
  readonly mask: Mask;
  readonly cols: number;
  /** By how many corners each direction leads on. */
  readonly stride: readonly number[];
  /** Per corner one bit for each direction in which an edge leaves it. */
  readonly edges: Uint8Array;
  /** The upper ends of the vertical edges, in reading order. */
  readonly verticals: readonly number[];
}

/** Marks the horizontal edges between two rows of a packed mask, the corners of the lower row's upper side. */
function markHorizontal(edges: Uint8Array, corner: number, differing: number): void {
  for (let bits = differing; bits !== 0; bits &= bits - 1) {
    const left = corner + onlyDirection(bits & -bits);
    edges[left]! |= 1;
    edges[left + 1]! |= 4;
  }
}

/** The edges of a mask; 32 pixels at a time, most of which have none. */
function findEdges(mask: Mask): EdgeGrid {
  const { words, wordsPerRow, heightPx } = packMask(mask);
  const cols = mask.widthPx + 1;
  const edges = new Uint8Array(cols * (heightPx + 1));
  const verticals: number[] = [];
  for (let y = 0, row = 0; y <= heightPx; y++, row += wordsPerRow)
    for (let k = 0; k < wordsPerRow; k++) {
      const corner = y * cols + 32 * k;
      const here = y < heightPx ? words[row + k]! : 0;
      markHorizontal(edges, corner, here ^ (y > 0 ? words[row - wordsPerRow + k]! : 0));
      const before = k > 0 && y < heightPx ? words[row + k - 1]! >>> 31 : 0;
      for (let bits = here ^ ((here << 1) | before); bits !== 0; bits &= bits - 1)
        markVertical(corner + onlyDirection(bits & -bits));
      // A row that fills its last word may be foreground to its end.
      if (k === wordsPerRow - 1 && mask.widthPx % 32 === 0 && here < 0) markVertical(corner + 32);
    }
  return { mask, cols, stride: [1, cols, -1, -cols], edges, verticals };

  function markVertical(corner: number): void {
    edges[corner]! |= 2;
    edges[corner + cols]! |= 8;
    verticals.push(corner);
  }
}

/** The pixel to the lower right of a corner. */
function pixelOf({ mask, cols }: EdgeGrid, corner: number): number {
  const row = Math.floor(corner / cols);
  const col = corner % cols;
  return row < mask.heightPx && col < mask.widthPx ? mask.data[row * mask.widthPx + col]! : 0;
}

/** Follows edges, erasing them, from a corner in a direction to the next corner that `ends` marks. */
function follow(grid: EdgeGrid, start: number, first: number, ends: (corner: number) => boolean): number[] {
  const { edges, stride } = grid;
  const corners = [start];
  let corner = start;
  let direction = first;
  for (;;) {
    edges[corner]! &= ~(1 << direction);
    corner += stride[direction]!;
    edges[corner]! &= ~(1 << opposite(direction));
    corners.push(corner);
    if (ends(corner)) return corners;
    direction = onlyDirection(edges[corner]!);
  }
}

const onlyDirection = (bits: number): number => 31 - Math.clz32(bits);

/** Lines between corners where four edges meet, in the order in which the toolkit finds them. */
function linesBetweenJunctions(grid: EdgeGrid): { lines: Line[]; junctions: number[] } {
  // Where four edges meet, one goes down.
  const junctions = grid.verticals.filter((corner) => grid.edges[corner] === 15);
  const isJunction = new Set(junctions);
  const lines: Line[] = [];
  for (const junction of junctions.toReversed())
    for (let direction = STEPS - 1; direction >= 0; direction--) {
      if ((grid.edges[junction]! & (1 << direction)) === 0) continue;
      const corners = follow(grid, junction, direction, (corner) => isJunction.has(corner));
      lines.push({ from: junction, to: corners.at(-1)!, corners });
    }
  return { lines, junctions };
}

/** The corner next to `junction` on a line; of a loop that of its beginning. */
const neighbourOn = (line: Line, junction: number): number =>
  line.from === junction ? line.corners[1]! : line.corners.at(-2)!;

const otherEnd = (line: Line, junction: number): number => (line.from === junction ? line.to : line.from);

/**
 * Joins lines into simple closed curves, as the toolkit's `lines2jordan` does: at a junction it turns, never goes
 * straight on, and a curve that comes back to a junction which it has passed is cut off there.
 */
function joinLines(lines: readonly Line[], junctions: readonly number[], cols: number): number[][] {
  const open = new Map(junctions.map((junction) => [junction, new Set<number>()]));
  lines.forEach(({ from, to }, id) => {
    open.get(from)!.add(id);
    open.get(to)!.add(id);
  });
  const curves: number[][] = [];
  const take = (id: number): void => {
    const { from, to } = lines[id]!;
    open.get(from)!.delete(id);
    open.get(to)!.delete(id);
  };
  const aligned = (a: number, b: number): boolean =>
    Math.floor(a / cols) === Math.floor(b / cols) || a % cols === b % cols;
  for (const begin of junctions.toReversed())
    while (open.get(begin)!.size > 0) {
      const path: { junction: number; id: number }[] = [];
      let junction = begin;
      let id = Math.min(...open.get(begin)!);
      do {
        take(id);
        path.push({ junction, id });
        junction = otherEnd(lines[id]!, junction);
        const cycle = path.findIndex((passed) => passed.junction === junction);
        if (cycle >= 0) {
          curves.push(cornersOf(path.splice(cycle), lines));
          if (path.length === 0) break;
          id = path.at(-1)!.id;
        }
        const last = neighbourOn(lines[id]!, junction);
        const choices = [...open.get(junction)!].sort((a, b) => a - b);
        id = choices.find((choice) => !aligned(neighbourOn(lines[choice]!, junction), last)) ?? choices[0]!;
      } while (path.length > 0);
    }
  return curves;
}

function cornersOf(path: readonly { junction: number; id: number }[], lines: readonly Line[]): number[] {
  const corners = [path[0]!.junction];
  for (const { junction, id } of path) {
    const line = lines[id]!;
    const ordered = line.from === junction ? line.corners : line.corners.toReversed();
    corners.push(...ordered.slice(1));
  }
  return corners;
}

/** Curves that meet no other, each from the upper end of its first vertical edge. */
function* separateCurves(grid: EdgeGrid): Generator<number[]> {
  for (const corner of grid.verticals)
    if ((grid.edges[corner]! & 2) !== 0) yield follow(grid, corner, 1, (reached) => reached === corner);
}

/** Whether a curve bounds a hole: the pixel to the right of its first vertical edge lies inside it. */
function boundsHole(grid: EdgeGrid, corners: readonly number[]): boolean {
  let first = Infinity;
  for (let i = 1; i < corners.length; i++)
    if (Math.abs(corners[i]! - corners[i - 1]!) === grid.cols)
      first = Math.min(first, corners[i]!, corners[i - 1]!);
  return pixelOf(grid, first) === 0;
}

/**
 * The closed contours of a mask along the edges of its pixels, those of holes included, in the toolkit's order (`mask2poly` of the DAVIS 2016
 * toolkit): foreground that touches the picture's border is closed there.
 */
export function maskContours(mask: Mask): Contour[] {
  const grid = findEdges(mask);
  const { lines, junctions } = linesBetweenJunctions(grid);
  // The toolkit numbers curves without junctions after the others, and goes through them from the last to the first.
  const curves = [...[...separateCurves(grid)].reverse(), ...joinLines(lines, junctions, grid.cols)];
  return curves.map((corners) => ({
    points: corners.flatMap((corner) => [Math.floor(corner / grid.cols), corner % grid.cols]),
    isHole: boundsHole(grid, corners),
  }));
}
