import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { replaceFile } from '../../base/atomic-file.ts';
import { type StageContext, silentContext } from '../../base/context.ts';
import { FodvidError, failedError, usageError } from '../../base/errors.ts';
import { download } from './download.ts';
import { withLock } from './file-lock.ts';
import { modelPath, partPath, readPins, rejectedPath, writePin } from './model-folder.ts';
import { findModel, type ModelEntry } from './registry.ts';
import { digestFile, judgeDigests, requireTrust } from './verify.ts';
import {
  byHand,
  importCommand,
  checkStructure,
  type ModelOptions,
  type ModelPlace,
  pinned,
  placeOf,
  sizeOf,
  type VerifiedModel,
} from './model-place.ts';
import { resolvePresent } from './model-verify.ts';

export { importModel } from './model-import.ts';
export { listModels, type ModelOptions, type ModelStatus, type VerifiedModel } from './model-place.ts';
export { requireModels, verifyModels } from './model-verify.ts';

/** Where `entry` can be fetched: the mirror of FODVID_MODEL_MIRROR (laid out like a model folder) first. */
function addressesOf({ env }: ModelPlace, entry: ModelEntry): string[] {
  const mirror = env['FODVID_MODEL_MIRROR'];
  if (!mirror) return [...entry.urls];
  if (!URL.canParse(mirror) || !/^https?:/.test(mirror))
    throw usageError(`FODVID_MODEL_MIRROR is '${mirror}'; it must be an http or https address.`);
  return [`${mirror.replace(/\/+$/, '')}/${entry.id}/${entry.file}`, ...entry.urls];
}

/**
 * Downloads the model `id` into the model folder, continuing an unfinished download, and verifies it: by the authors'
 * digest, or by structure and a pinned SHA-256. Progress is in bytes. A file that fails is set aside, never used.
 */
export async function pullModel(
  id: string,
  context: StageContext = silentContext,
  options: ModelOptions = {},
): Promise<VerifiedModel> {
  const place = placeOf(options);
  const entry = findModel(id, place.registry);
  const present = await resolvePresent(place, entry, context);
  if (present !== null) return present;
  const addresses = addressesOf(place, entry);
  if (addresses.length === 0) throw failedError(byHand(entry), importAdvice(entry));
  const part = partPath(place.folder, entry);
  return withLock(`${part}.lock`, `${id} is being downloaded by another process already.`, async () => {
    await fetchFrom(addresses, place, entry, context, options.retry);
    return acceptPart(place, entry, context);
  });
}

const importAdvice = (entry: ModelEntry) => ({ advice: `Import it with ${importCommand(entry)}.` });

/** Tries one address after the other; the last one's error counts. */
async function fetchFrom(
  addresses: readonly string[],
  { env, folder }: ModelPlace,
  entry: ModelEntry,
  context: StageContext,
  retry: ModelOptions['retry'],
): Promise<void> {
  const maxBytes = Math.round(entry.approximateBytes * 1.5 + 2 ** 20);
  for (const [i, url] of addresses.entries()) {
    try {
      await download({ url, partPath: partPath(folder, entry), maxBytes, env, ...retry }, context);
      return;
    } catch (error) {
      const last = i === addresses.length - 1;
      if (!(error instanceof FodvidError) || error.kind !== 'failed') throw error;
      if (last)
        throw failedError(
          `${error.message} ${byHand(entry)}`,
          { ...error.origin, ...importAdvice(entry) },
          { cause: error },
        );
      context.progress.report(0, entry.approximateBytes, `${error.message} Trying ${addresses[i + 1]!}`);
    }
  }
}

/** Verifies a finished download and moves it into place; a wrong one is set aside. */
async function acceptPart(
  place: ModelPlace,
  entry: ModelEntry,
  context: StageContext,
): Promise<VerifiedModel> {
  const part = partPath(place.folder, entry);
  try {
    const digests = await digestFile(part, context);
    const pin = (await readPins(place.folder)).get(entry.id)?.sha256 ?? null;
    const trust = requireTrust(entry, judgeDigests(entry, digests, pin), 'it is set aside and not used.');
    await checkStructure(part, entry);
    const path = modelPath(place.folder, entry);
    await replaceFile(part, path);
    return await pinned(place, entry, digests, trust);
  } catch (error) {
    if (!(error instanceof FodvidError) || error.kind !== 'failed') throw error;
    const aside = rejectedPath(place.folder, entry);
    await replaceFile(part, aside).catch(() => undefined);
    throw failedError(`${error.message} What was downloaded is kept as ${aside}.`, {}, { cause: error });
  }
}

/** Removes the model's file, an unfinished download, a rejected file and the pin; whether there was anything. */
export async function removeModel(id: string, options: ModelOptions = {}): Promise<boolean> {
  const { folder, registry } = placeOf(options);
  const entry = findModel(id, registry);
  const paths = [modelPath, partPath, rejectedPath].map((pathOf) => pathOf(folder, entry));
  const sizes = await Promise.all(paths.map(sizeOf));
  await rm(dirname(modelPath(folder, entry)), { recursive: true, force: true });
  if ((await readPins(folder)).has(id)) await writePin(folder, id, null);
  return sizes.some((size) => size !== null);
}
