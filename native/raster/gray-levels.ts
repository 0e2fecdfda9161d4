/** A soft mask or an alpha, 0..1, as gray levels 0..255. */
export const grayLevels = (shares: ArrayLike<number>): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(shares, (share) => Math.round(255 * share));

/** What gray levels 0..255 stand for, 0..1. */
export const sharesOfGray = (levels: ArrayLike<number>): Float32Array<ArrayBuffer> =>
  Float32Array.from(levels, (level) => level / 255);

/** A matte's level where it is opaque: mattes are kept as 16-bit levels. */
export const MOST_LEVEL = 65535;
