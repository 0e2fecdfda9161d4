import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { failedError } from '../../base/errors.ts';
import { type Environment, platformFolder } from '../../base/platform/platform-folders.ts';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import { fileProblem } from '../formats/byte-source.ts';
import type { ModelEntry } from './registry.ts';

/** The folder of the weights: FODVID_MODELS, else the platform's place for application data (weights are no cache). */
export const defaultModelFolder = (env: Environment = process.env, platform = process.platform): string =>
  env['FODVID_MODELS'] || join(platformFolder('data', env, platform), 'models');

/** Where the file of `entry` lies once it is verified. */
export const modelPath = (folder: string, entry: ModelEntry) => join(folder, entry.id, entry.file);

/** Where an unfinished download of `entry` lies. */
export const partPath = (folder: string, entry: ModelEntry) => `${modelPath(folder, entry)}.part`;

/** Where a file lies whose digest or content was wrong; it is never used. */
export const rejectedPath = (folder: string, entry: ModelEntry) => `${modelPath(folder, entry)}.rejected`;

const pinSchema = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), sizeBytes: z.int().nonnegative() });
const pinsSchema = z.object({ version: z.literal(1), pins: z.record(z.string(), pinSchema) });

/** The digest and size that a model's file had when it was accepted. */
export type Pin = z.infer<typeof pinSchema>;

const pinsPath = (folder: string) => join(folder, 'pins.json');

/** The pins of a model folder by model id; a damaged pins file is an error, for an attacker could damage it too. */
export async function readPins(folder: string): Promise<ReadonlyMap<string, Pin>> {
  const path = pinsPath(folder);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
    throw fileProblem(path, error);
  }
  try {
    return new Map(Object.entries(pinsSchema.parse(JSON.parse(text)).pins));
  } catch (cause) {
    throw failedError(
      `${path} is damaged: remove it; each model is then checked again on its next use.`,
      {},
      { cause },
    );
  }
}

/** Sets or, with null, removes the pin of `id`. */
export async function writePin(folder: string, id: string, pin: Pin | null): Promise<void> {
  const pins = new Map(await readPins(folder));
  if (pin === null) pins.delete(id);
  else pins.set(id, pin);
  const content = { version: 1, pins: Object.fromEntries([...pins].toSorted()) };
  await writeFileAtomically(pinsPath(folder), `${JSON.stringify(content, null, 2)}\n`);
}
