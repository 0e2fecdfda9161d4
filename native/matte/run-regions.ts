/** A run of foreground or background pixels of a line, and the region that it belongs to. */
interface Runs {
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly value: Uint8Array;
  /** The first run of each line, and one past the last. */
  readonly line: Int32Array;
  readonly count: number;
}

/** The first place from `from` on that holds `value`; the length where none does. */
export function indexFrom(mask: Buffer, value: number, from: number): number {
  const at = mask.indexOf(value, from);
  return at < 0 ? mask.length : at;
}

/** The same bytes as a buffer, in which a value is found many times as fast as in an array. */
export const searchable = ({ buffer, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, length);

function runsOf(mask: Uint8Array, widthPx: number, heightPx: number): Runs {
  const starts: number[] = [];
  const ends: number[] = [];
  const values: number[] = [];
  const line = new Int32Array(heightPx + 1);
  // Where the next pixel of each value is: most lines have one run, and are not looked through.
  const next = [-1, -1];
  const bytes = searchable(mask);
  for (let y = 0; y < heightPx; y++) {
    line[y] = starts.length;
    const rowEnd = (y + 1) * widthPx;
    for (let from = y * widthPx; from < rowEnd;) {
      const value = mask[from]!;
      const other = 1 - value;
      if (next[other]! < from) next[other] = indexFrom(bytes, other, from);
      const end = Math.min(next[other]!, rowEnd);
      starts.push(from);
      ends.push(end);
      values.push(value);
      from = end;
    }
  }
  line[heightPx] = starts.length;
  return {
    start: Int32Array.from(starts),
    end: Int32Array.from(ends),
    value: Uint8Array.from(values),
    line,
    count: starts.length,
  };
}

/** The root of a disjoint set's member; paths are halved on the way. */
export function rootOf(parent: Int32Array | number[], member: number): number {
  let at = member;
  while (parent[at] !== at) {
    parent[at] = parent[parent[at]!]!;
    at = parent[at]!;
  }
  return at;
}

/** Joins runs of one value that touch between lines: sides and corners for the foreground, sides for the background. */
function joinRuns({ start, end, value, line, count }: Runs, widthPx: number): Int32Array {
  const parent = Int32Array.from({ length: count }, (_, run) => run);
  for (let y = 1; y + 1 < line.length; y++) {
    let above = line[y - 1]!;
    for (let run = line[y]!; run < line[y + 1]!; run++) {
      const corner = value[run]!;
      const from = start[run]! - widthPx - corner;
      const to = end[run]! - widthPx + corner;
      while (above < line[y]! && end[above]! <= from) above++;
      for (let k = above; k < line[y]! && start[k]! < to; k++)
        if (value[k] === corner) parent[rootOf(parent, run)] = rootOf(parent, k);
    }
  }
  return parent;
}

/**
 * The regions of a mask (0 or 1, [H, W]): the number of each pixel's region from 1, 0 in the background, and how many there
 * are. What touches by a side or a corner is one region.
 */
export function labelRegions(
  mask: Uint8Array,
  widthPx: number,
  heightPx: number,
): { readonly labels: Int32Array; readonly count: number } {
  const runs = runsOf(mask, widthPx, heightPx);
  const parent = joinRuns(runs, widthPx);
  const numbers = new Int32Array(runs.count);
  const labels = new Int32Array(mask.length);
  let count = 0;
  for (let run = 0; run < runs.count; run++) {
    if (runs.value[run] === 0) continue;
    const root = rootOf(parent, run);
    if (numbers[root] === 0) numbers[root] = ++count;
    labels.fill(numbers[root]!, runs.start[run], runs.end[run]);
  }
  return { labels, count };
}

/**
 * Closes holes and removes specks of a mask (0 or 1, [H, W]) whose area is at most that of a square of `holePx` or
 * `speckPx` to a side. A hole is a region of background that does not reach the picture's border.
 */
export function cleanMask(
  mask: Uint8Array,
  widthPx: number,
  heightPx: number,
  { holePx, speckPx }: { readonly holePx: number; readonly speckPx: number },
): Uint8Array {
  const runs = runsOf(mask, widthPx, heightPx);
  const parent = joinRuns(runs, widthPx);
  const area = new Float64Array(runs.count);
  for (let run = 0; run < runs.count; run++) {
    const root = rootOf(parent, run);
    area[root]! += runs.end[run]! - runs.start[run]!;
    const row = runs.start[run]! - (runs.start[run]! % widthPx);
    const atBorder =
      row === 0 ||
      row === (heightPx - 1) * widthPx ||
      runs.start[run] === row ||
      runs.end[run] === row + widthPx;
    if (atBorder && runs.value[run] === 0) area[root] = Infinity;
  }
  const cleaned = mask.slice();
  for (let run = 0; run < runs.count; run++) {
    const value = runs.value[run]!;
    const limit = value === 0 ? holePx * holePx : speckPx * speckPx;
    if (area[rootOf(parent, run)]! <= limit) cleaned.fill(1 - value, runs.start[run], runs.end[run]);
  }
  return cleaned;
}
