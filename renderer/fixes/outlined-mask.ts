/** The outline of a mask that is being tried out, RGB 0..255: of no layer's and no measure's colours. */
const outlineColor = [140, 82, 255] as const;
/** How dark the background becomes, 0..255: it recedes, and what it shows can still be made out. */
const dimAlpha = 115;
/** How much of the outline's colour lies over the foreground, 0..255: over a dark layer, too, it is seen which side it is. */
const tintAlpha = 56;
/** The longer side's share that the outline is wide: two pixels on most stages. */
const outlineShare = 1 / 320;

/** The outline's colour in CSS, for what explains it. */
export const previewOutline = `rgb(${outlineColor.join(' ')})`;

/** Where the cells of a line of a mask lie: `count` of them, `step` apart. */
interface Line {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Keeps of a line's set cells those further than `reach` from every cleared one; the picture's border clears none. */
function shrinkLine(from: Uint8Array, to: Uint8Array, { start, step, count }: Line, reach: number): void {
  let cleared = -Infinity;
  for (let index = 0; index < count; index++) {
    const at = start + index * step;
    if (from[at] === 0) cleared = index;
    to[at] = index - cleared > reach ? 1 : 0;
  }
  cleared = Infinity;
  for (let index = count - 1; index >= 0; index--) {
    const at = start + index * step;
    if (from[at] === 0) cleared = index;
    if (cleared - index <= reach) to[at] = 0;
  }
}

/** The cells of a mask that are further than `reach` from its edge, along rows and columns. */
function shrunken(mask: Uint8Array, width: number, reach: number): Uint8Array {
  const height = mask.length / width;
  const [rows, both] = [new Uint8Array(mask.length), new Uint8Array(mask.length)];
  for (let y = 0; y < height; y++) shrinkLine(mask, rows, { start: y * width, step: 1, count: width }, reach);
  for (let x = 0; x < width; x++) shrinkLine(rows, both, { start: x, step: width, count: height }, reach);
  return both;
}

/**
 * A gray mask as an outline around its foreground, which has a breath of the outline's colour, and a dimmed background;
 * RGBA like its input. A layer of any colours can be read through it.
 */
export function outlineMask(gray: Uint8ClampedArray, width: number): Uint8ClampedArray<ArrayBuffer> {
  const mask = Uint8Array.from({ length: gray.length / 4 }, (_, at) => (gray[at * 4]! > 127 ? 1 : 0));
  const reach = Math.max(1, Math.round(Math.max(width, mask.length / width) * outlineShare));
  const inner = shrunken(mask, width, reach);
  const drawn = new Uint8ClampedArray(gray.length);
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] === 0) drawn[at * 4 + 3] = dimAlpha;
    else drawn.set([...outlineColor, inner[at] === 0 ? 255 : tintAlpha], at * 4);
  }
  return drawn;
}

/** The picture of a mask that came as a PNG in base64, to lie over a frame. */
export async function outlinedMask(pngBase64: string): Promise<ImageBitmap> {
  const bytes = Uint8Array.from(atob(pngBase64), (character) => character.charCodeAt(0));
  const mask = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const { width, height } = mask;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.drawImage(mask, 0, 0);
  mask.close();
  const { data } = context.getImageData(0, 0, width, height);
  return createImageBitmap(new ImageData(outlineMask(data, width), width, height));
}
