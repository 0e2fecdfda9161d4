import sharp from 'sharp';
import type { OverlayOptions, Sharp } from 'sharp';
import type { RasterSize, RgbImage } from '../../raster/types.ts';

/** One row of a contact sheet: the same kind of picture for every sampled frame. */
export interface ContactRow {
  readonly label: string;
  readonly images: readonly RgbImage[];
}

/** What stands around the pictures. */
export interface ContactSheetOptions {
  /** Heading above all rows. */
  readonly title?: string;
  /** One per column, "frame 12" say. */
  readonly columnLabels?: readonly string[];
  /** Width of one picture. */
  readonly cellWidthPx?: number;
}

const margin = 16;
const gap = 6;
const labelWidth = 104;
const titleHeight = 34;
const columnLabelHeight = 24;
const ground = { r: 24, g: 26, b: 30 };
const ink = '#c9ced6';

/** A picture reduced to the size of a cell, off this thread. */
export async function cellPicture(
  { widthPx, heightPx, data }: RgbImage,
  cell: RasterSize,
): Promise<RgbImage> {
  return fitted(sharp(data, { raw: { width: widthPx, height: heightPx, channels: 3 } }), cell);
}

/** A mask's PNG as a picture of the size of a cell, white on black. */
export const cellMask = (png: Uint8Array, cell: RasterSize): Promise<RgbImage> => fitted(sharp(png), cell);

/** Stretched to the cell; what does not have the cell's shape is the caller's to fit in. */
async function fitted(image: Sharp, { widthPx, heightPx }: RasterSize): Promise<RgbImage> {
  const data = await image.resize(widthPx, heightPx, { fit: 'fill' }).toColourspace('srgb').raw().toBuffer();
  return { widthPx, heightPx, data: new Uint8Array(data) };
}

interface Layout extends RasterSize {
  readonly cell: RasterSize;
  /** Left edge of a column, top edge of a row. */
  left(column: number): number;
  top(row: number): number;
}

/** All cells have the shape of the first picture. */
function layOut(rows: readonly ContactRow[], options: ContactSheetOptions): Layout {
  const first = rows[0]?.images[0];
  if (first === undefined) throw new RangeError('a contact sheet needs a picture');
  const columns = Math.max(...rows.map((row) => row.images.length));
  const cellWidth = options.cellWidthPx ?? 240;
  const cellHeight = Math.max(1, Math.round((cellWidth * first.heightPx) / first.widthPx));
  const head =
    margin +
    (options.title === undefined ? 0 : titleHeight) +
    (options.columnLabels === undefined ? 0 : columnLabelHeight);
  const left = (column: number) => margin + labelWidth + column * (cellWidth + gap);
  const top = (row: number) => head + row * (cellHeight + gap);
  return {
    cell: { widthPx: cellWidth, heightPx: cellHeight },
    widthPx: left(columns) - gap + margin,
    heightPx: top(rows.length) - gap + margin,
    left,
    top,
  };
}

const escapeXml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${String(character.codePointAt(0))};`);

/** Longer words are cut, so that a label never covers its row's first picture. */
const shorten = (text: string, letters: number) =>
  text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;

/** All labels as one transparent layer. */
function labelLayer(rows: readonly ContactRow[], options: ContactSheetOptions, layout: Layout): Buffer {
  const { cell, widthPx, heightPx } = layout;
  const text = (x: number, y: number, sizePx: number, words: string, more = '') =>
    `<text x="${x}" y="${y}" font-size="${sizePx}" fill="${ink}" ${more}>${escapeXml(words)}</text>`;
  const texts = [
    ...(options.title === undefined
      ? []
      : [text(margin, margin + 17, 17, options.title, 'font-weight="600"')]),
    ...(options.columnLabels ?? []).map((words, column) =>
      text(layout.left(column) + cell.widthPx / 2, layout.top(0) - 8, 13, words, 'text-anchor="middle"'),
    ),
    ...rows.map(({ label }, row) =>
      text(margin, layout.top(row) + cell.heightPx / 2 + 5, 14, shorten(label, 14)),
    ),
  ];
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" ` +
      `font-family="Inter, Roboto, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif">${texts.join('')}</svg>`,
  );
}

async function placePicture(
  image: RgbImage,
  left: number,
  top: number,
  cell: RasterSize,
): Promise<OverlayOptions> {
  const raw = { width: image.widthPx, height: image.heightPx, channels: 3 } as const;
  const input = await sharp(image.data, { raw })
    .resize(cell.widthPx, cell.heightPx, { fit: 'contain', background: ground })
    .raw()
    .toBuffer();
  return { input, left, top, raw: { width: cell.widthPx, height: cell.heightPx, channels: 3 } };
}

/**
 * One picture of many: each row a kind (frame, flow, mask, overlay), each column a sampled frame, with labels left
 * and above. Pictures of other shapes than the first are fitted in. Labels need a font on the machine; without one
 * the pictures stand alone.
 */
export async function drawContactSheet(
  rows: readonly ContactRow[],
  options: ContactSheetOptions = {},
): Promise<RgbImage> {
  const layout = layOut(rows, options);
  const placed = rows.flatMap(({ images }, row) =>
    images.map((image, column) => placePicture(image, layout.left(column), layout.top(row), layout.cell)),
  );
  const { widthPx, heightPx } = layout;
  const sheet = await sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: ground } })
    .composite([
      ...(await Promise.all(placed)),
      { input: labelLayer(rows, options, layout), left: 0, top: 0 },
    ])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { widthPx, heightPx, data: new Uint8Array(sheet) };
}
