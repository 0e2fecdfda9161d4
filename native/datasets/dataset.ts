import { dirname, join } from 'node:path';
import { failedError } from '../base/errors.ts';
import { contentsOf, folderNames, imagePaths, isFolder } from './folder-listing.ts';
import { matchToFrames } from './frame-matching.ts';
import { holdsMasks, listMaskFolder, type MaskFiles } from './mask-folder.ts';

/** A layout: where the frames and the ground truth of sequence `*` lie under the root. */
interface Layout {
  readonly frames: string;
  readonly truth: string;
}

/** The data sets by name, each with its published layout first and then the layouts that others repack it to. */
const layouts = {
  davis16: [{ frames: 'JPEGImages/480p/*', truth: 'Annotations/480p/*' }],
  segtrackv2: [
    { frames: 'JPEGImages/*', truth: 'GroundTruth/*' },
    { frames: 'JPEGImages/*', truth: 'Annotations/*' },
  ],
  fbms59: [
    { frames: 'Testset/*', truth: 'Testset/*/GroundTruth' },
    { frames: '*', truth: '*/GroundTruth' },
    { frames: 'JPEGImages/*', truth: 'Annotations/*' },
  ],
} as const satisfies Record<string, readonly Layout[]>;

/** A data set that can be read. */
export type DatasetName = keyof typeof layouts;

/** The data sets that can be read. */
export const datasetNames: readonly DatasetName[] = ['davis16', 'segtrackv2', 'fbms59'];

/** The ground truth of one frame; `frameIndex` is its place among the sequence's frames. */
export interface AnnotatedFrame extends MaskFiles {
  readonly frameIndex: number;
}

/** One sequence: all its frames in order, and the ground truth of those that have it (FBMS-59: only some). */
export interface DatasetSequence {
  readonly name: string;
  readonly framesFolder: string;
  readonly frames: readonly string[];
  readonly groundTruth: readonly AnnotatedFrame[];
}

const place = (root: string, pattern: string, sequence: string): string =>
  join(root, pattern.replace('*', sequence));

/** The sequences of a layout under a root: folders that have both frames and a ground truth. */
async function sequencesOf(root: string, { frames, truth }: Layout): Promise<string[]> {
  const base = dirname(join(root, frames));
  if (!(await isFolder(base))) return [];
  const names = await folderNames(base);
  const annotated = await Promise.all(names.map((name) => holdsMasks(place(root, truth, name))));
  return names.filter((_, i) => annotated[i]);
}

async function findLayout(dataset: DatasetName, root: string) {
  if (!(await isFolder(root)))
    throw failedError(`The ${dataset} root ${root} is no folder that can be read; check --root.`, {
      stage: 'datasets',
    });
  for (const layout of layouts[dataset]) {
    const names = await sequencesOf(root, layout);
    if (names.length > 0) return { layout, names };
  }
  const { frames, truth } = layouts[dataset][0];
  throw failedError(
    `${root} does not have the layout of ${dataset} (${frames} with ${truth}; found ${await contentsOf(root)}); ` +
      'give the folder that holds them as --root.',
    { stage: 'datasets' },
  );
}

/** Names of the sequences of a data set that have frames and ground truth, in natural order. */
export const listSequences = async (dataset: DatasetName, root: string): Promise<readonly string[]> =>
  (await findLayout(dataset, root)).names;

/**
 * Opens a sequence: lists its frames and matches its ground truth to them. Throws a `failed` error that says what
 * was found where the root, the sequence, its frames or a frame of its ground truth is missing.
 */
export async function openSequence(
  dataset: DatasetName,
  root: string,
  name: string,
): Promise<DatasetSequence> {
  const { layout, names } = await findLayout(dataset, root);
  if (!names.includes(name))
    throw failedError(`${dataset} in ${root} has no sequence “${name}”; it has ${names.join(', ')}.`, {
      stage: 'datasets',
      clip: name,
    });
  const framesFolder = place(root, layout.frames, name);
  const frames = await imagePaths(framesFolder);
  if (frames.length === 0)
    throw failedError(`${framesFolder} holds no frames; unpack the images of “${name}” there.`, {
      stage: 'datasets',
      clip: name,
    });
  const truth = await listMaskFolder(place(root, layout.truth, name), 'ground truth folder');
  return { name, framesFolder, frames, groundTruth: matchToFrames(name, frames, truth) };
}
