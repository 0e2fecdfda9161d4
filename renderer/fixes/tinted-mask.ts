/** The colour of a mask that is being tried out, RGB 0..255: of no layer's and no measure's colours. */
const previewColor = [173, 120, 255] as const;
const fillAlpha = 110;

/** Whether a pixel of a mask [height, width] of 0 and 255 borders on the other side. */
function isEdge(gray: Uint8ClampedArray, at: number, x: number, width: number): boolean {
  const inside = gray[at * 4]! > 127;
  const differs = (other: number) =>
    other >= 0 && other * 4 < gray.length && gray[other * 4]! > 127 !== inside;
  return (
    (x > 0 && differs(at - 1)) ||
    (x < width - 1 && differs(at + 1)) ||
    differs(at - width) ||
    differs(at + width)
  );
}

/** A gray mask as a tint with an outline, transparent where it is 0; RGBA like its input. */
export function tintMask(gray: Uint8ClampedArray, width: number): Uint8ClampedArray<ArrayBuffer> {
  const tinted = new Uint8ClampedArray(gray.length);
  for (let at = 0; at < gray.length / 4; at++) {
    if (gray[at * 4]! <= 127) continue;
    tinted.set(previewColor, at * 4);
    tinted[at * 4 + 3] = isEdge(gray, at, at % width, width) ? 255 : fillAlpha;
  }
  return tinted;
}

/** The picture of a mask that came as a PNG in base64, tinted to lie over a frame. */
export async function tintedMask(pngBase64: string): Promise<ImageBitmap> {
  const bytes = Uint8Array.from(atob(pngBase64), (character) => character.charCodeAt(0));
  const mask = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const { width, height } = mask;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.drawImage(mask, 0, 0);
  mask.close();
  const { data } = context.getImageData(0, 0, width, height);
  return createImageBitmap(new ImageData(tintMask(data, width), width, height));
}
