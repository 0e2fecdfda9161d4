import { copyFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type StageContext, silentContext } from '../../base/context.ts';
import { failedError, usageError } from '../../base/errors.ts';
import { writeThenRename } from '../../base/atomic-file.ts';
import { readStateDict } from '../formats/weight-file.ts';
import { modelPath, readPins } from './model-folder.ts';
import { candidatesOf, recogniseNetwork, requireStructure } from './recognise.ts';
import { findModel, type ModelEntry } from './registry.ts';
import { digestFile, type FileDigests, judgeDigests, requireTrust, type Trust } from './verify.ts';
import { type ModelOptions, type ModelPlace, pinned, placeOf, type VerifiedModel } from './model-place.ts';

/** How `importModel` takes a file. */
interface ImportOptions extends ModelOptions {
  /** The model that the file is; told by its content where this is not given. */
  readonly as?: string;
  /** Takes the file although its digest is not the published or pinned one. */
  readonly trust?: boolean;
}

/** Copies a file that the user fetched into the model folder, after the same checks as a download. */
export async function importModel(
  file: string,
  context: StageContext = silentContext,
  options: ImportOptions = {},
): Promise<VerifiedModel> {
  const place = placeOf(options);
  const told = options.as === undefined ? null : findModel(options.as, place.registry);
  const network = recogniseNetwork(basename(file), await readStateDict(file));
  const digests = await digestFile(file, context);
  const entry = told ?? choose(file, candidatesOf(network, place.registry), digests, network.family);
  requireStructure(basename(file), network, entry);
  const trust = options.trust === true ? 'told' : await trustImport(place, entry, digests);
  await writeThenRename(modelPath(place.folder, entry), (temporaryPath) => copyFile(file, temporaryPath));
  return pinned(place, entry, digests, trust);
}

async function trustImport(place: ModelPlace, entry: ModelEntry, digests: FileDigests): Promise<Trust> {
  const pin = (await readPins(place.folder)).get(entry.id)?.sha256 ?? null;
  return requireTrust(
    entry,
    judgeDigests(entry, digests, pin),
    'it was not imported.',
    'Use it with --weights FILE, or import it with --trust if you know where it comes from.',
  );
}

/** Of several entries with one structure: the one whose digest or file name it is, or the only one without a digest. */
function choose(
  file: string,
  candidates: readonly ModelEntry[],
  digests: FileDigests,
  family: string,
): ModelEntry {
  if (candidates.length === 0)
    throw failedError(
      `${basename(file)} is a network of the family ${family}, but of a size that no known model has.`,
      { advice: 'Use it with --weights FILE.' },
    );
  const exact = candidates.find(
    (entry) => entry.digest.kind !== 'pin-on-first-use' && judgeDigests(entry, digests, null).trust !== null,
  );
  const byStart = candidates.find(
    ({ digest }) =>
      digest.kind === 'pin-on-first-use' &&
      digest.sha256Start !== undefined &&
      digests.sha256.startsWith(digest.sha256Start),
  );
  const byName = candidates.filter((entry) => entry.file === basename(file));
  const only = byName.length === 1 ? byName[0] : candidates.length === 1 ? candidates[0] : undefined;
  const chosen = exact ?? byStart ?? only;
  if (chosen !== undefined) return chosen;
  throw usageError(
    `${basename(file)} fits ${candidates.map(({ id }) => id).join(' and ')}; say which it is.`,
    { advice: 'Name it with --as ID.' },
  );
}
