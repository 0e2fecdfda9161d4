/** How a matte is made of a soft mask; pixels are those of the source. */
export interface MatteOptions {
  /** How far the matte may leave the soft mask for the colours at its edge: 0 keeps the soft mask, 1 follows them. */
  readonly detail: number;
  /** Pixels by which the edge moves outwards; negative chokes the matte. */
  readonly growPx: number;
  /** Deviation of a blur over the whole edge, in pixels. */
  readonly featherPx: number;
  /** 0.5 leaves the edge as it was measured, 0 makes it hard, 1 stretches it. */
  readonly edgeSoftness: number;
  /** Holes in the object up to this many pixels across are closed. */
  readonly holePx: number;
  /** Specks outside up to this many pixels across are removed. */
  readonly speckPx: number;
}

/** How far the unknown band around an edge reaches to each side. */
export interface BandWidths {
  /** Half the width of the unknown band at a sharp edge. */
  readonly sharpPx: number;
  /** The most that it is widened to where things are blurred or thin. */
  readonly widestPx: number;
}

/** The band's widths for a picture with this diagonal: what a soft mask misses grows with the picture. */
export function bandWidths(diagonalPx: number): BandWidths {
  const sharpPx = Math.max(3, Math.round(0.005 * diagonalPx));
  return { sharpPx, widestPx: Math.round(2.2 * sharpPx) };
}
