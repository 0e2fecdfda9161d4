import { stat } from 'node:fs/promises';
import { readStateDict } from '../formats/weight-file.ts';
import { defaultModelFolder, modelPath, partPath, writePin } from './model-folder.ts';
import type { Environment } from '../../base/platform/platform-folders.ts';
import { recogniseNetwork, requireStructure } from './recognise.ts';
import { type ModelEntry, modelRegistry } from './registry.ts';
import { digestHint, type FileDigests, type Trust } from './verify.ts';

/** Where models lie and come from; every field has its default. */
export interface ModelOptions {
  /** The model folder: FODVID_MODELS or the platform's place by default. */
  readonly folder?: string;
  /** FODVID_MODELS, FODVID_MODEL_MIRROR and the proxy variables are taken from here. */
  readonly env?: Environment;
  readonly registry?: readonly ModelEntry[];
  /** The first pause between attempts that bring nothing, and how many such attempts there are. */
  readonly retry?: { readonly pauseMs: number; readonly attempts: number };
}

/** The options with their defaults filled in. */
export interface ModelPlace {
  readonly folder: string;
  readonly env: Environment;
  readonly registry: readonly ModelEntry[];
}

/** Fills in the defaults. */
export function placeOf({
  env = process.env,
  folder = defaultModelFolder(env),
  registry = modelRegistry,
}: ModelOptions): ModelPlace {
  return { env, folder, registry };
}

/** A registry entry and what of it is on this machine. */
export interface ModelStatus {
  readonly entry: ModelEntry;
  readonly path: string;
  readonly state: 'present' | 'partial' | 'absent';
  /** Bytes on this disk: of the file, or of the unfinished download. */
  readonly sizeBytes: number;
}

/** A model's file that passed its checks. */
export interface VerifiedModel {
  readonly id: string;
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly trust: Trust | 'told';
  /** Something to tell about the digest; null where there is nothing. */
  readonly hint: string | null;
}

/** The size of the file at `path`; null where there is none. */
export const sizeOf = async (path: string) => (await stat(path).catch(() => null))?.size ?? null;

/** Every known model, and whether its file is here. */
export async function listModels(options: ModelOptions = {}): Promise<ModelStatus[]> {
  const { folder, registry } = placeOf(options);
  return Promise.all(
    registry.map(async (entry): Promise<ModelStatus> => {
      const path = modelPath(folder, entry);
      const size = await sizeOf(path);
      if (size !== null) return { entry, path, state: 'present', sizeBytes: size };
      const part = await sizeOf(partPath(folder, entry));
      return { entry, path, state: part === null ? 'absent' : 'partial', sizeBytes: part ?? 0 };
    }),
  );
}

/** How to get a file without `pull`. */
export function byHand(entry: ModelEntry): string {
  const where = entry.urls[0] ?? `the links on ${entry.sourcePage}`;
  return `By hand: download ${entry.file} from ${where}, then import it.`;
}

/** How a downloaded file is imported at the command line. */
export const importCommand = (entry: ModelEntry): string =>
  `"fodvid models import ${entry.file} --as ${entry.id}"`;

/** Throws where the file does not hold the very network that `entry` says. */
export async function checkStructure(path: string, entry: ModelEntry): Promise<void> {
  const weights = await readStateDict(path, entry.file);
  requireStructure(entry.file, recogniseNetwork(entry.file, weights), entry);
}

/** Keeps the digest of an accepted file. */
export async function pinned(
  place: ModelPlace,
  entry: ModelEntry,
  digests: FileDigests,
  trust: VerifiedModel['trust'],
): Promise<VerifiedModel> {
  const { sha256, sizeBytes } = digests;
  await writePin(place.folder, entry.id, { sha256, sizeBytes });
  return {
    id: entry.id,
    path: modelPath(place.folder, entry),
    sha256,
    sizeBytes,
    trust,
    hint: digestHint(entry, digests),
  };
}
