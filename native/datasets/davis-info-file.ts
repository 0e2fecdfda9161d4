import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { failedError } from '../base/errors.ts';
import { davisSequences, type DavisSequence } from './davis16-info.ts';

/** Where the file lies below the data set's root, or below that of its evaluation program. */
const places = ['db_info.yml', join('data', 'db_info.yml'), join('Data', 'db_info.yml')];

const fileSchema = z.object({
  sequences: z.array(
    z.object({
      name: z.string(),
      attributes: z.array(z.string()).catch([]),
      set: z.enum(['train', 'val']).optional().catch(undefined),
      eval_t: z.boolean().optional().catch(undefined),
    }),
  ),
});

/**
 * What `db_info.yml` says of the sequences, where the data set's root has one; else what its authors published. Throws a
 * sentence for a file that cannot be read as such.
 */
export async function readDavisInfo(root: string): Promise<ReadonlyMap<string, DavisSequence>> {
  for (const place of places) {
    const path = join(root, place);
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text !== null) return infoOf(text, path);
  }
  return davisSequences;
}

function infoOf(text: string, path: string): ReadonlyMap<string, DavisSequence> {
  const parsed = fileSchema.safeParse(parseYaml(text, path));
  if (!parsed.success)
    throw failedError(
      `${path} does not list sequences with their attributes; take it from the data set's authors.`,
    );
  const known = parsed.data.sequences.map(({ name, attributes, set, eval_t: countsForT }) => {
    const published = davisSequences.get(name);
    const sequence: DavisSequence = {
      set: set ?? published?.set ?? 'train',
      attributes,
      countsForT: countsForT ?? published?.countsForT ?? true,
    };
    return [name, sequence] as const;
  });
  return new Map(known);
}

function parseYaml(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw failedError(`${path} is no valid YAML; take it from the data set's authors.`, {}, { cause });
  }
}
