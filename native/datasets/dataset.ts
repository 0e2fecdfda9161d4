import { join } from 'node:path';
import { failedError } from '../base/errors.ts';
import { contentsOf, folderNames, imagePaths, isFolder } from './folder-listing.ts';
import { matchToFrames } from './frame-matching.ts';
import { type AnnotatedFrame, holdsMasks, listMaskFolder, readMaskFiles } from './mask-folder.ts';
import { readImageSize } from '../raster/image-file.ts';

/** A layout: where the frames and the ground truth of sequence `*` lie under the root. */
interface Layout {
  readonly frames: string;
  readonly truth: string;
}

/** The data sets by name, each with its published layout first and then the layouts that others repack it to. */
const layouts = {
  davis16: [
    { frames: 'JPEGImages/480p/*', truth: 'Annotations/480p/*' },
    { frames: 'JPEGImages/1080p/*', truth: 'Annotations/1080p/*' },
  ],
  segtrackv2: [
    { frames: 'JPEGImages/*', truth: 'GroundTruth/*' },
    { frames: 'JPEGImages/*', truth: 'Annotations/*' },
  ],
  fbms59: [
    { frames: 'Testset/*', truth: 'Testset/*/GroundTruth' },
    { frames: '*', truth: '*/GroundTruth' },
    { frames: 'JPEGImages/*', truth: 'Annotations/*' },
  ],
  folders: [
    { frames: 'frames/*', truth: 'masks/*' },
    { frames: 'JPEGImages/*', truth: 'Annotations/*' },
  ],
} as const satisfies Record<string, readonly Layout[]>;

/** A data set that can be read. */
export type DatasetName = keyof typeof layouts;

/** The data sets that can be read. */
export const datasetNames: readonly DatasetName[] = ['davis16', 'segtrackv2', 'fbms59', 'folders'];

/** The resolutions in which DAVIS 2016 was published. */
export const davisResolutions = ['480p', '1080p'] as const;
export type DavisResolution = (typeof davisResolutions)[number];

/** Layouts to look for, of DAVIS 2016 the one of the resolution that was asked for. */
const layoutsOf = (dataset: DatasetName, resolution: DavisResolution): readonly Layout[] =>
  dataset === 'davis16'
    ? layouts.davis16.filter(({ frames }) => frames.includes(`/${resolution}/`))
    : layouts[dataset];

/** One sequence: all its frames in order, and the ground truth of those that have it (FBMS-59: only some). */
export interface DatasetSequence {
  readonly name: string;
  readonly framesFolder: string;
  readonly frames: readonly string[];
  readonly groundTruth: readonly AnnotatedFrame[];
}

const place = (root: string, pattern: string, sequence: string): string =>
  join(root, pattern.replace('*', sequence));

/** Sequences of a data set: those with frames and ground truth, and what has only one of the two. */
export interface SequenceNames {
  readonly names: readonly string[];
  readonly withoutTruth: readonly string[];
  readonly withoutFrames: readonly string[];
}

/** Names of the folders that stand for the sequences in a pattern; none where its base is missing. */
async function foldersIn(root: string, pattern: string): Promise<string[]> {
  const base = join(root, pattern.slice(0, pattern.indexOf('*')));
  return (await isFolder(base)) ? folderNames(base) : [];
}

/** The sequences of a layout under a root. */
async function sequencesOf(root: string, { frames, truth }: Layout): Promise<SequenceNames> {
  const names = await foldersIn(root, frames);
  const annotated = await Promise.all(names.map((name) => holdsMasks(place(root, truth, name))));
  // Where a sequence's folder holds both, every folder without ground truth is one of something else.
  const apart = truth.endsWith('*');
  return {
    names: names.filter((_, i) => annotated[i]),
    withoutTruth: apart ? names.filter((_, i) => annotated[i] !== true) : [],
    withoutFrames: apart ? (await foldersIn(root, truth)).filter((name) => !names.includes(name)) : [],
  };
}

async function findLayout(dataset: DatasetName, root: string, resolution: DavisResolution) {
  if (!(await isFolder(root)))
    throw failedError(`The ${dataset} root ${root} is not a readable folder; check --root.`, {
      stage: 'datasets',
    });
  const known = layoutsOf(dataset, resolution);
  for (const layout of known) {
    const sequences = await sequencesOf(root, layout);
    if (sequences.names.length > 0) return { layout, ...sequences };
  }
  const { frames, truth } = known[0]!;
  throw failedError(
    `${root} does not have the layout of ${dataset} (${frames} with ${truth}; found ${await contentsOf(root)}); ` +
      'give the folder that holds them as --root.',
    { stage: 'datasets' },
  );
}

/** Names of the sequences of a data set that have frames and ground truth, in natural order. */
export const listSequences = async (dataset: DatasetName, root: string): Promise<readonly string[]> =>
  (await findSequences(dataset, root)).names;

/** The sequences of a data set, also those that lack frames or ground truth, in natural order. */
export const findSequences = (
  dataset: DatasetName,
  root: string,
  resolution: DavisResolution = '480p',
): Promise<SequenceNames> => findLayout(dataset, root, resolution);

/**
 * Opens a sequence: lists its frames and matches its ground truth to them. Throws a `failed` error that says what
 * was found where the root, the sequence, its frames or a frame of its ground truth is missing.
 */
export async function openSequence(
  dataset: DatasetName,
  root: string,
  name: string,
  resolution: DavisResolution = '480p',
): Promise<DatasetSequence> {
  const { layout, names } = await findLayout(dataset, root, resolution);
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
  const groundTruth = matchToFrames(name, frames, truth);
  if (dataset === 'davis16') checkComplete(name, frames, groundTruth);
  await checkSizes(name, frames, groundTruth);
  return { name, framesFolder, frames, groundTruth };
}

/** DAVIS 2016 has a ground truth for every frame: one that is missing was not unpacked. */
function checkComplete(name: string, frames: readonly string[], truth: readonly AnnotatedFrame[]): void {
  const annotated = new Set(truth.map(({ frameIndex }) => frameIndex));
  const missing = frames.find((_, index) => !annotated.has(index));
  if (missing === undefined) return;
  throw failedError(
    `The frame ${missing} of “${name}” has no ground truth (${truth.length} masks for ${frames.length} frames); ` +
      'unpack the annotations again, or give the data set as “folders” if it is sparse on purpose.',
    { stage: 'datasets', clip: name },
  );
}

/** A ground truth of another size than its frame comes from another release of the data set. */
async function checkSizes(
  name: string,
  frames: readonly string[],
  truth: readonly AnnotatedFrame[],
): Promise<void> {
  const first = truth[0];
  if (first === undefined) return;
  const frame = await readImageSize(frames[first.frameIndex]!);
  const mask = await readMaskFiles(first);
  if (frame.widthPx === mask.widthPx && frame.heightPx === mask.heightPx) return;
  throw failedError(
    `The ground truth ${first.files[0]!} is ${mask.widthPx} × ${mask.heightPx} but its frame is ` +
      `${frame.widthPx} × ${frame.heightPx}; take both from the same release and resolution.`,
    { stage: 'datasets', clip: name },
  );
}
