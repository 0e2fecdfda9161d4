import { diffColors } from '../../base/diff-colors.ts';
import { failedError } from '../../base/errors.ts';
import type { Mask, RgbImage } from '../../raster/types.ts';

/** Colours of Okabe and Ito's palette, which colour-blind people tell apart too: [R, G, B]. */
const tint = diffColors.gained; // sky blue
const outlineColour = [240, 228, 66] as const; // yellow
const tintShare = 0.28;
/** What a refinement changed: gained pixels are tinted more, lost ones orange. */
const gainedShare = 0.6;
const lostShare = 0.45;
/** Outside: what remains of the light, and how much of the colour is taken out. */
const dimming = 0.38;
const graying = 0.65;
/** Outline width as a share of the height: 2 pixels at 480p. */
const outlineShare = 2 / 480;

/** Whether one of the four neighbours inside the picture is background. */
function isEdge({ data, widthPx, heightPx }: Mask, x: number, y: number): boolean {
  const i = y * widthPx + x;
  return (
    (x > 0 && data[i - 1] === 0) ||
    (x + 1 < widthPx && data[i + 1] === 0) ||
    (y > 0 && data[i - widthPx] === 0) ||
    (y + 1 < heightPx && data[i + widthPx] === 0)
  );
}

/** Half widths of a disc's rows, from -radius to +radius. */
const discRows = (radius: number) =>
  Array.from({ length: 2 * radius + 1 }, (_, row) =>
    Math.floor(Math.sqrt((radius + 0.5) ** 2 - (row - radius) ** 2)),
  );

/** Marks with 1 all pixels within `radius` of the foreground's edge. */
function markEdge(mask: Mask, radius: number): Uint8Array {
  const { widthPx, heightPx, data } = mask;
  const marked = new Uint8Array(data.length);
  const rows = discRows(radius);
  const stamp = (x: number, y: number) => {
    for (const [row, half] of rows.entries()) {
      const at = y + row - radius;
      if (at < 0 || at >= heightPx) continue;
      const start = at * widthPx;
      marked.fill(1, start + Math.max(0, x - half), start + Math.min(widthPx, x + half + 1));
    }
  };
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++) if (data[y * widthPx + x] !== 0 && isEdge(mask, x, y)) stamp(x, y);
  return marked;
}

/** Bits behind the point of the tables' numbers. */
const fraction = 16;

/** `value` of each of the 256 levels: look-ups of whole numbers take a fifth of the time that the products do. */
const table = (value: (level: number) => number) =>
  Int32Array.from({ length: 256 }, (_, level) => Math.round(value(level) * (1 << fraction)));

/** The dimmed background: most of the light and of the colour taken out. */
const [grayR, grayG, grayB] = [0.2126, 0.7152, 0.0722].map((weight) =>
  table((level) => weight * level * graying * dimming),
) as [Int32Array, Int32Array, Int32Array];
const keptColour = table((level) => level * (1 - graying) * dimming);

/** Looks of the pixels inside a mask, now or before: a share of each channel is replaced by the colour's. */
const tinted = (colour: readonly number[], share: number) =>
  colour.map((of) => table((level) => level * (1 - share) + of * share)) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
const keptLook = tinted(tint, tintShare);
const gainedLook = tinted(tint, gainedShare);
const lostLook = tinted(diffColors.lost, lostShare);

/**
 * The source with the background dimmed and grayed, the foreground tinted sky blue, and a yellow outline around it,
 * 2 pixels wide at 480p and in proportion elsewhere; the outline lies outside the object. Where `before`, an earlier
 * mask, is given, the pixels that came since are of a fuller blue, those that went orange. The masks have the source's
 * size, or a sentence is thrown.
 */
export function drawOverlay(source: RgbImage, mask: Mask, before?: Mask): RgbImage {
  const { widthPx, heightPx } = source;
  for (const each of before === undefined ? [mask] : [mask, before])
    if (each.widthPx !== widthPx || each.heightPx !== heightPx)
      throw failedError(
        `The mask has ${each.widthPx}x${each.heightPx} pixels, its frame ${widthPx}x${heightPx}; they must be alike.`,
      );
  const earlier = (before ?? mask).data;
  const now = mask.data;
  const from = source.data;
  const data = new Uint8Array(from.length);
  for (let pixel = 0, i = 0; pixel < now.length; pixel++, i += 3) {
    const r = from[i]!;
    const g = from[i + 1]!;
    const b = from[i + 2]!;
    if (now[pixel] === 0 && earlier[pixel] === 0) {
      const gray = grayR[r]! + grayG[g]! + grayB[b]!;
      data[i] = (keptColour[r]! + gray) >> fraction;
      data[i + 1] = (keptColour[g]! + gray) >> fraction;
      data[i + 2] = (keptColour[b]! + gray) >> fraction;
    } else {
      const look = now[pixel] === 0 ? lostLook : earlier[pixel] === 0 ? gainedLook : keptLook;
      data[i] = look[0][r]! >> fraction;
      data[i + 1] = look[1][g]! >> fraction;
      data[i + 2] = look[2][b]! >> fraction;
    }
  }
  const edge = markEdge(mask, Math.max(1, Math.round(heightPx * outlineShare)));
  for (let pixel = edge.indexOf(1); pixel >= 0; pixel = edge.indexOf(1, pixel + 1))
    if (now[pixel] === 0) data.set(outlineColour, 3 * pixel);
  return { widthPx, heightPx, data };
}
