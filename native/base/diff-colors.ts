/**
 * Colours of what a mask gained, lost and kept, RGB 0..255: of the palette of Okabe and Ito, which colour-blind people can tell
 * apart.
 */
export const diffColors = {
  gained: [86, 180, 233],
  lost: [230, 120, 0],
  kept: [150, 150, 150],
} as const satisfies Readonly<Record<string, readonly [number, number, number]>>;
