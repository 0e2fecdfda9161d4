import { type StageContext, silentContext } from '../../base/context.ts';
import { errorWords } from '../../base/error-words.ts';
import { FodvidError, failedError } from '../../base/errors.ts';
import { modelPath, readPins } from './model-folder.ts';
import { findModel, type ModelEntry } from './registry.ts';
import { digestFile, judgeDigests, requireTrust } from './verify.ts';
import {
  byHand,
  importCommand,
  checkStructure,
  listModels,
  type ModelOptions,
  type ModelPlace,
  type ModelStatus,
  pinned,
  placeOf,
  sizeOf,
  type VerifiedModel,
} from './model-place.ts';

/** What `verifyModels` found for one model. */
interface Verification {
  readonly id: string;
  readonly path: string;
  readonly outcome: 'verified' | 'pinned' | 'wrong' | 'missing';
  readonly message: string;
}

/** Hashes and checks the models' files again: those of `ids`, or all that are here. */
export async function verifyModels(
  ids: readonly string[] = [],
  context: StageContext = silentContext,
  options: ModelOptions = {},
): Promise<Verification[]> {
  const place = placeOf(options);
  const asked = ids.map((id) => findModel(id, place.registry).id);
  const statuses = await listModels(options);
  const results: Verification[] = [];
  for (const status of statuses.filter(({ entry, state }) =>
    asked.length > 0 ? asked.includes(entry.id) : state === 'present',
  ))
    results.push(await verifyOne(place, status, context));
  return results;
}

async function verifyOne(
  place: ModelPlace,
  { entry, path, state }: ModelStatus,
  context: StageContext,
): Promise<Verification> {
  if (state !== 'present') return { id: entry.id, path, outcome: 'missing', message: byHand(entry) };
  const pin = (await readPins(place.folder)).get(entry.id);
  const digests = await digestFile(path, context);
  try {
    await checkStructure(path, entry);
    if (pin !== undefined && pin.sha256 === digests.sha256)
      return {
        id: entry.id,
        path,
        outcome: 'verified',
        message: `SHA-256 ${digests.sha256} as when it was accepted`,
      };
    const again = 'remove it and download it again.';
    const advice = `Remove it with "fodvid models remove ${entry.id}".`;
    if (pin !== undefined)
      throw failedError(
        `The file has changed: its SHA-256 is ${digests.sha256}, and it was ${pin.sha256}; ${again}`,
        { advice },
      );
    const trust = requireTrust(entry, judgeDigests(entry, digests, null), again, advice);
    await pinned(place, entry, digests, trust);
    return {
      id: entry.id,
      path,
      outcome: 'pinned',
      message: `SHA-256 ${digests.sha256}, kept from now on (${trust})`,
    };
  } catch (error) {
    if (!(error instanceof FodvidError) || error.kind !== 'failed') throw error;
    return { id: entry.id, path, outcome: 'wrong', message: error.message };
  }
}

/** The model if its file is here: by its pin and size (hashing is `verify`'s), or checked and pinned on first use. */
export async function resolvePresent(
  place: ModelPlace,
  entry: ModelEntry,
  context: StageContext,
): Promise<VerifiedModel | null> {
  const path = modelPath(place.folder, entry);
  const sizeBytes = await sizeOf(path);
  if (sizeBytes === null) return null;
  const pin = (await readPins(place.folder)).get(entry.id);
  if (pin?.sizeBytes === sizeBytes) return { id: entry.id, path, ...pin, trust: 'pinned', hint: null };
  const { outcome, message } = await verifyOne(place, { entry, path, state: 'present', sizeBytes }, context);
  const fresh = (await readPins(place.folder)).get(entry.id);
  if (outcome === 'wrong' || fresh === undefined)
    throw failedError(`The weights ${path} cannot be used. ${message}`, {
      advice: `Remove them with "fodvid models remove ${entry.id}".`,
    });
  return { id: entry.id, path, ...fresh, trust: 'first-use', hint: null };
}

/**
 * The verified files of the models `ids`, by id. Throws, offline as online, an error that names every missing file
 * and both ways to get it: `models pull`, or a download by hand and `models import`.
 */
export async function requireModels(
  ids: readonly string[],
  context: StageContext = silentContext,
  options: ModelOptions = {},
): Promise<ReadonlyMap<string, VerifiedModel>> {
  const place = placeOf(options);
  const found = new Map<string, VerifiedModel>();
  const missing: ModelEntry[] = [];
  for (const id of new Set(ids)) {
    const entry = findModel(id, place.registry);
    const model = await resolvePresent(place, entry, context);
    if (model === null) missing.push(entry);
    else found.set(id, model);
  }
  if (missing.length > 0) throw missingError(place.folder, missing);
  return found;
}

function missingError(folder: string, missing: readonly ModelEntry[]) {
  const pulled = missing.filter(({ urls }) => urls.length > 0).map(({ id }) => id);
  const lines = missing.map(
    (entry) =>
      `  ${entry.id}: ${entry.file}, about ${Math.round(entry.approximateBytes / 1e6)} MB, ${entry.licence}. ${byHand(entry)}`,
  );
  const pull =
    pulled.length > 0 ? `Run "fodvid models pull ${pulled.join(' ')}" where there is a network, or` : 'Run';
  const imports = missing.map(importCommand).join(' and ');
  return failedError(`Weights are missing in ${folder}.\n${lines.join('\n')}`, {
    words: errorWords('weights-missing', { models: missing.map(({ id }) => id).join(', '), folder }),
    advice: `${pull} ${imports} with files that you have.`,
  });
}
