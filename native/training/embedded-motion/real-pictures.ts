import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { failedError } from '../../base/errors.ts';
import { drawsOf } from '../../scenes/draws.ts';
import { type Cutout, encodePictureBank } from '../../scenes/picture-bank.ts';
import { TEXTURE_SIDE, type Texture } from '../../scenes/textures.ts';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import { SeededRandom } from '../../base/seeded-random.ts';

/** A Debian package whose pictures scenes are made of. */
export interface PictureSource {
  readonly package: string;
  readonly licence: string;
  /** Files or folders below /usr/share; of folders, every PNG in them. */
  readonly paths: readonly string[];
}

/** Photographs, for textures. */
export const photographSources: readonly PictureSource[] = [
  {
    package: 'lomiri-wallpapers-16.04',
    licence: 'CC BY 4.0, CC BY-SA 3.0 and 4.0',
    paths: [
      'Bridge_by_Sander_Klootwijk',
      'Dragonfly_by_Bolly',
      'Picture_0B_by_freespace',
      'Picture_1A_by_freespace',
      'Wine_by_Jakkub_Mede',
      'aitzgorri_by_Aitzol_Berasategi',
      'free_by_Peter_Nerlich',
      'friends_by_Aitzol_Berasategi',
      'greentock_by_Peter_Nerlich',
      'life_by_Aitzol_Berasategi',
      'picosdeeuropa_by_Aitzol_Berasategi',
      'seeding_by_Clements_Engelhardt',
      'sunset_by_Aitzol_Berasategi',
    ].map((name) => `backgrounds/${name}.jpg`),
  },
  {
    package: 'lomiri-wallpapers-20.04',
    licence: 'CC BY-SA 4.0',
    paths: ['backgrounds/Kleiber_by_Lukas_Baubkus.jpg'],
  },
  {
    package: 'mate-backgrounds',
    licence: 'GPL 2 or later, CC BY-SA 4.0',
    paths: [
      'Aqua',
      'Blinds',
      'Dune',
      'FreshFlower',
      'Garden',
      'GreenMeadow',
      'LadyBird',
      'RainDrops',
      'Storm',
      'TwoWings',
      'Wood',
      'YellowFlower',
    ].map((name) => `backgrounds/mate/nature/${name}.jpg`),
  },
  {
    package: 'plasma-workspace-wallpapers',
    licence: 'LGPL 3 or later, CC BY-SA 4.0',
    paths: [
      'Autumn',
      'BytheWater',
      'ColdRipple',
      'EveningGlow',
      'FallenLeaf',
      'Grey',
      'Kite',
      'OneStandsOut',
      'Path',
      'summer_1am',
    ].map((name) => `wallpapers/${name}/contents/images/2560x1440.jpg`),
  },
];

/** Things with their outlines. */
export const cutoutSources: readonly PictureSource[] = [
  {
    package: 'openclipart-png',
    licence: 'public domain',
    paths: [
      'animals',
      'people',
      'transportation',
      'food/fruit',
      'plants',
      'recreation/toys',
      'recreation/sports',
    ].map((name) => `openclipart/png/${name}`),
  },
  {
    package: 'tuxpaint-stamps-default',
    licence: 'GPL 2, public domain',
    paths: [
      'animals',
      'clothes',
      'food',
      'hobbies',
      'household',
      'military',
      'people',
      'plants',
      'sports',
      'vehicles',
    ].map((name) => `tuxpaint/stamps/${name}`),
  },
];

/** Folders of drawings that are no things: signs, flags and the like. */
const NOT_THINGS = /roadsigns|aiga|symbol|label|logo|frame|border|pattern|flag|map/i;

const SHARE = '/usr/share';
/** Crops of each photograph, and the sizes that they are taken at, in its pixels. */
const CROPS = 8;
const CROP_SIDES = [600, 800, 1100, 1440];
/** Width over which a crop's opposite edges are blended, so that it repeats without a seam. */
const SEAM_PX = 64;
const CUTOUT_PX = 192;

/** Blends the margin beyond a crop's end into its beginning, along one axis. */
function seamless(source: Uint8Array, side: number): Uint8Array {
  const data = new Uint8Array(3 * TEXTURE_SIDE * TEXTURE_SIDE);
  const at = (x: number, y: number, c: number) => source[3 * (y * side + x) + c]!;
  for (let y = 0, i = 0; y < TEXTURE_SIDE; y++)
    for (let x = 0; x < TEXTURE_SIDE; x++)
      for (let c = 0; c < 3; c++, i++) {
        const fx = Math.min(x / SEAM_PX, 1);
        const fy = Math.min(y / SEAM_PX, 1);
        const line = (row: number) =>
          fx * at(x, row, c) + (fx < 1 ? (1 - fx) * at(x + TEXTURE_SIDE, row, c) : 0);
        data[i] = fy * line(y) + (fy < 1 ? (1 - fy) * line(y + TEXTURE_SIDE) : 0);
      }
  return data;
}

async function texturesOf(path: string, seed: number): Promise<Texture[]> {
  const draws = drawsOf(new SeededRandom(seed));
  const { width, height } = await sharp(path).metadata();
  const side = TEXTURE_SIDE + SEAM_PX;
  const textures: Texture[] = [];
  for (let k = 0; k < CROPS; k++) {
    const crop = Math.min(draws.pick(CROP_SIDES), width, height);
    const left = draws.count(0, width - crop);
    const top = draws.count(0, height - crop);
    const raw = await sharp(path)
      .extract({ left, top, width: crop, height: crop })
      .resize(side, side, { fit: 'fill' })
      .flop(draws.chance(0.5))
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    textures.push({ data: seamless(raw, side) });
  }
  return textures;
}

/** The largest share of a cutout's own frame that may be opaque, and the least: no pictures, no scraps. */
const OPAQUE = { least: 0.12, most: 0.88 };

/** Larger drawings take long to read and show no more. */
const LARGEST_PX = 4e6;

/** The cutout in a file; null where the file shows no single thing on nothing. */
async function cutoutOf(path: string): Promise<Cutout | null> {
  const picture = sharp(path, { failOn: 'none' });
  const { hasAlpha, width, height } = await picture.metadata();
  if (!hasAlpha || Math.min(width, height) < 40 || width * height > LARGEST_PX) return null;
  const small = await picture
    .resize(2 * CUTOUT_PX, 2 * CUTOUT_PX, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .png({ compressionLevel: 0 })
    .toBuffer();
  const trimmed = await sharp(small)
    .ensureAlpha()
    .trim({ background: { r: 0, g: 0, b: 0, alpha: 0 }, threshold: 10 })
    .resize(CUTOUT_PX, CUTOUT_PX, { fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(() => null);
  if (trimmed?.info.channels !== 4) return null;
  const { width: widthPx, height: heightPx } = trimmed.info;
  const data = new Uint8Array(trimmed.data);
  let opaque = 0;
  for (let i = 3; i < data.length; i += 4) opaque += Number(data[i]! > 127);
  const share = opaque / (widthPx * heightPx);
  const aspect = widthPx / heightPx;
  if (share < OPAQUE.least || share > OPAQUE.most || aspect > 5 || aspect < 0.2) return null;
  return { widthPx, heightPx, data };
}

/** Every PNG below a path of `/usr/share`, in the order of their names. */
async function pngsBelow(path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const name of glob('**/*.png', { cwd: join(SHARE, path) })) found.push(join(SHARE, path, name));
  return found.filter((file) => !NOT_THINGS.test(file)).sort();
}

/** Throws a sentence that names the Debian packages to install where pictures are missing. */
export function requirePictures(): void {
  const missing = [...photographSources, ...cutoutSources]
    .filter(({ paths }) => !paths.some((path) => existsSync(join(SHARE, path))))
    .map((source) => source.package);
  if (missing.length === 0) return;
  throw failedError(`Real pictures are missing; install the Debian packages ${missing.join(', ')}.`);
}

/**
 * Collects the real pictures of this machine into a file in `folder`, once, and returns its path. Throws a sentence where
 * packages are missing.
 */
export async function collectPictures(folder: string): Promise<string> {
  requirePictures();
  const path = join(folder, 'pictures-1.bin');
  if (existsSync(path)) return path;
  const photographs: Texture[] = [];
  let seed = 1;
  for (const source of photographSources)
    for (const name of source.paths) photographs.push(...(await texturesOf(join(SHARE, name), seed++)));
  const cutouts: Cutout[] = [];
  for (const source of cutoutSources)
    for (const folderPath of source.paths)
      for (const file of await pngsBelow(folderPath)) {
        const cutout = await cutoutOf(file);
        if (cutout !== null) cutouts.push(cutout);
      }
  await writeFileAtomically(path, encodePictureBank({ photographs, cutouts }));
  return path;
}
