/** The mask file of a frame: masks/00000.png. */
export const maskFileName = (index: number): string => `${String(index).padStart(5, '0')}.png`;
