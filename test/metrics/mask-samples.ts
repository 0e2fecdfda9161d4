import type { Mask } from '../../native/raster/types.ts';

/** A mask from a drawing: `#` is foreground, one string per row. */
export function drawnMask(...rows: string[]): Mask {
  const data = Uint8Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0));
  return { widthPx: rows[0]!.length, heightPx: rows.length, data };
}

/** A mask whose pixels are foreground where `inside` says so. */
export function maskWhere(
  widthPx: number,
  heightPx: number,
  inside: (x: number, y: number) => boolean,
): Mask {
  const data = new Uint8Array(widthPx * heightPx);
  for (let i = 0; i < data.length; i++) data[i] = inside(i % widthPx, Math.floor(i / widthPx)) ? 1 : 0;
  return { widthPx, heightPx, data };
}

/** Random numbers 0..1 that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A mask whose pixels are foreground with this probability, the same in every run. */
export function randomMask(widthPx: number, heightPx: number, share: number, seed: number): Mask {
  const random = seededRandom(seed);
  return maskWhere(widthPx, heightPx, () => random() < share);
}
