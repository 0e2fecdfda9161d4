import { basename, join, resolve } from 'node:path';
import { contentsOf, folderNames, holdsImages } from '../datasets/folder-listing.ts';
import { holdsMasks, type MaskFiles } from '../datasets/mask-folder.ts';
import { failedError } from '../base/errors.ts';
import { runFolder } from '../runs/run-folder.ts';

/** A sequence's folders of masks. */
export interface SequencePair {
  readonly name: string;
  readonly gtFolder: string;
  readonly predFolder: string;
}

/** A frame's ground truth and its prediction. */
export interface FramePair {
  readonly truth: MaskFiles;
  readonly prediction: MaskFiles;
  /** Whether the prediction is that of the frame right after the pair's before it. */
  readonly follows: boolean;
}

/** Folders of masks by sequence; `direct` where the given folder is itself the one sequence. */
interface MaskTree {
  readonly direct: boolean;
  readonly folders: ReadonlyMap<string, string>;
}

/** Finds the sequences below a folder: a run's output, masks themselves, or one folder of masks per sequence. */
async function findMasks(folder: string, role: string): Promise<MaskTree> {
  const name = basename(resolve(folder));
  const { masksDir } = runFolder(folder);
  if (await holdsImages(masksDir)) return { direct: true, folders: new Map([[name, masksDir]]) };
  const names = await folderNames(folder, role);
  const clips = await foldersWhere(folder, names, (clip) => runFolder(clip).masksDir, holdsImages);
  if (clips.size > 0) return { direct: false, folders: clips };
  if (await holdsImages(folder)) return { direct: true, folders: new Map([[name, folder]]) };
  const sequences = await foldersWhere(folder, names, (sequence) => sequence, holdsMasks);
  if (sequences.size > 0) return { direct: false, folders: sequences };
  throw failedError(
    `The ${role} ${folder} holds no masks (found ${await contentsOf(folder)}); ` +
      'it should hold PNG masks or one folder of them per sequence.',
  );
}

async function foldersWhere(
  parent: string,
  names: readonly string[],
  place: (folder: string) => string,
  holds: (folder: string) => Promise<boolean>,
): Promise<Map<string, string>> {
  const places = names.map((name) => [name, place(join(parent, name))] as const);
  const found = await Promise.all(places.map(([, folder]) => holds(folder)));
  return new Map(places.filter((_, i) => found[i]));
}

/**
 * Pairs the sequences of a ground truth folder with those of a prediction folder, by name; where both are one
 * sequence and a folder was named directly, the names may differ. Throws a `failed` error where a folder is
 * missing or empty, or no sequence has its partner. `unscored` names ground truth without prediction, `unpaired`
 * predictions without ground truth.
 */
export async function pairSequences(
  gtDir: string,
  predDir: string,
): Promise<{ pairs: SequencePair[]; unscored: string[]; unpaired: string[] }> {
  const truth = await findMasks(gtDir, 'ground truth folder');
  const predicted = await findMasks(predDir, 'prediction folder');
  const [gtNames, predNames] = [[...truth.folders.keys()], [...predicted.folders.keys()]];
  if ((truth.direct || predicted.direct) && gtNames.length === 1 && predNames.length === 1)
    return { pairs: [pairOf(gtNames[0]!, predNames[0]!)], unscored: [], unpaired: [] };
  // A single sequence may stand before a folder of many: then its own name says which it is.
  const names = truth.direct ? gtNames : predNames;
  const isPaired = (name: string) => truth.folders.has(name) && predicted.folders.has(name);
  const paired = names.filter(isPaired);
  if (paired.length === 0)
    throw unpairedError(names[0]!, truth.direct ? predDir : gtDir, truth.direct ? predNames : gtNames);
  return {
    pairs: paired.map((name) => pairOf(name, name)),
    unscored: truth.direct ? [] : gtNames.filter((name) => !predicted.folders.has(name)),
    unpaired: names.filter((name) => !isPaired(name)),
  };

  function pairOf(name: string, predName: string): SequencePair {
    return { name, gtFolder: truth.folders.get(name)!, predFolder: predicted.folders.get(predName)! };
  }
}

const unpairedError = (name: string, otherDir: string, otherNames: readonly string[]) =>
  failedError(
    `There is no sequence “${name}” in ${otherDir} (it has ${otherNames.join(', ')}); ` +
      'name both folders of a sequence alike, or give the folder of one sequence.',
    { clip: name },
  );

/**
 * Pairs the frames of a sequence: by name where every annotated frame has a prediction of its name, otherwise by
 * order where both count the same. Throws a `failed` error that names the first missing mask.
 */
export function pairFrames(
  sequence: string,
  truth: readonly MaskFiles[],
  predictions: readonly MaskFiles[],
  predFolder: string,
): FramePair[] {
  const byName = new Map(predictions.map((prediction) => [prediction.name, prediction]));
  const missing = truth.filter(({ name }) => !byName.has(name));
  if (missing.length === 0)
    return withFollowers(
      truth,
      truth.map(({ name }) => byName.get(name)!),
      predictions,
    );
  if (truth.length === predictions.length) return withFollowers(truth, predictions, predictions);
  throw failedError(
    `${predFolder} has no mask for frame ${missing[0]!.name} of “${sequence}” ` +
      `(${predictions.length} masks for ${truth.length} annotated frames); ` +
      'complete the masks, or name them as the ground truth.',
    { clip: sequence },
  );
}

/** Pairs of ground truth and prediction, of which it is known which ones are neighbours among all predictions. */
export function withFollowers(
  truth: readonly MaskFiles[],
  chosen: readonly MaskFiles[],
  all: readonly MaskFiles[],
): FramePair[] {
  const place = new Map(all.map((prediction, i) => [prediction, i]));
  return truth.map((frame, i) => {
    const prediction = chosen[i]!;
    const before = i > 0 ? place.get(chosen[i - 1]!) : undefined;
    return {
      truth: frame,
      prediction,
      follows: before !== undefined && place.get(prediction) === before + 1,
    };
  });
}
