import { basename, extname, join } from 'node:path';
import { failedError } from '../base/errors.ts';
import { readLabelMask, type LabelBackground } from '../raster/label-file.ts';
import type { Mask } from '../raster/types.ts';
import { contentsOf, folderNames, holdsImages, imagePaths } from './folder-listing.ts';

/** The masks of one frame: one file, or one per object, which are united into one foreground. */
export interface MaskFiles {
  /** The file's name without its extension (and without a trailing `_gt`). */
  readonly name: string;
  readonly files: readonly string[];
  readonly background: LabelBackground;
}

/** The ground truth of one frame; `frameIndex` is its place among the sequence's frames. */
export interface AnnotatedFrame extends MaskFiles {
  readonly frameIndex: number;
}

const frameName = (path: string): string => basename(path, extname(path)).replace(/_gt$/i, '');

/** Sub-folders of a folder that hold images: the objects of a multi-object annotation, as in SegTrack v2. */
async function objectFolders(folder: string): Promise<string[]> {
  const folders = (await folderNames(folder)).map((name) => join(folder, name));
  const holding = await Promise.all(folders.map(holdsImages));
  return folders.filter((_, i) => holding[i]);
}

/** Whether a folder holds masks: directly, or one folder of them per object. */
export const holdsMasks = async (folder: string): Promise<boolean> =>
  (await holdsImages(folder)) || (await objectFolders(folder).catch(() => [])).length > 0;

/**
 * The masks of a folder by frame, in natural order: its images, or those of its object folders. Throws a `failed`
 * error where the folder is missing or empty; `role` says in the message what the folder is for.
 */
export async function listMaskFolder(folder: string, role = 'mask folder'): Promise<MaskFiles[]> {
  const own = await imagePaths(folder, role);
  if (own.length > 0) return byFrame(preferredFiles(own));
  const objects = await Promise.all((await objectFolders(folder)).map((object) => imagePaths(object)));
  if (objects.length > 0) return byFrame(objects.flat());
  throw failedError(
    `The ${role} ${folder} holds no mask (found ${await contentsOf(folder)}); it should hold PNG files.`,
    { stage: 'datasets' },
  );
}

/**
 * Where FBMS-59 gives a frame's labels as PPM, its PGM of the same name is a rendering that loses objects, and the
 * one with PROB in its name holds probabilities.
 */
function preferredFiles(files: readonly string[]): readonly string[] {
  const colour = files.filter((file) => /_gt\.ppm$/i.test(file) && !basename(file).includes('PROB'));
  return colour.length > 0 ? colour : files;
}

function byFrame(files: readonly string[]): MaskFiles[] {
  const frames = Map.groupBy(files, frameName);
  return [...frames].map(([name, sameFrame]) => ({
    name,
    files: sameFrame,
    background: sameFrame.every((file) => /_gt\.ppm$/i.test(file)) ? 'white' : 'black',
  }));
}

/** Reads the masks of a frame and unites them; throws a `failed` error where one is unreadable or of another size. */
export async function readMaskFiles({ files, background }: MaskFiles): Promise<Mask> {
  const [first, ...others] = await Promise.all(files.map((file) => readLabelMask(file, background)));
  if (first === undefined) throw failedError('A frame has no mask file; list its folder again.');
  return others.reduce((union, mask, i) => unite(union, mask, files[i + 1]!), first);
}

function unite(union: Mask, mask: Mask, file: string): Mask {
  if (mask.widthPx !== union.widthPx || mask.heightPx !== union.heightPx)
    throw failedError(
      `${file} is ${mask.widthPx} × ${mask.heightPx} but the other objects of its frame are ` +
        `${union.widthPx} × ${union.heightPx}; bring them to one size.`,
      { stage: 'datasets' },
    );
  return { ...union, data: union.data.map((value, i) => value | mask.data[i]!) };
}
