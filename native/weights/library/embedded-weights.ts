import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { failedError } from '../../base/errors.ts';
import { readStateDict } from '../formats/weight-file.ts';
import type { StateDict } from '../formats/state-dict.ts';

/** Where the motion network's weights lie that come with the program. */
export const embeddedWeightsUrl = new URL('../../../resources/embedded-motion.safetensors', import.meta.url);

/** What these weights are called among the digests of a run's inputs. */
export const embeddedMotionId = 'embedded-motion';

/** Weights and the SHA-256 of their file. */
export interface EmbeddedWeights {
  readonly weights: StateDict;
  readonly sha256: string;
}

let held: Promise<EmbeddedWeights> | null = null;

/** The motion network's weights, read once. Throws a sentence where the installation lacks them. */
export function embeddedWeights(): Promise<EmbeddedWeights> {
  held ??= readEmbeddedWeights();
  return held;
}

async function readEmbeddedWeights(): Promise<EmbeddedWeights> {
  const path = fileURLToPath(embeddedWeightsUrl);
  try {
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    return { weights: await readStateDict(path), sha256 };
  } catch (error) {
    throw failedError(`The installation lacks ${path}; install the program again.`, {}, { cause: error });
  }
}
