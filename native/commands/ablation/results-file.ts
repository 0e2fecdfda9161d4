import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { RunConfig } from '../../api/run-config.ts';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import { programDigest } from '../../runs/provenance/program-digest.ts';

const result = z.object({
  J: z.number(),
  F: z.number(),
  timeSec: z.number(),
});
const fileSchema = z.object({ program: z.string(), results: z.record(z.string(), result) });

/** Mean J and F of one configuration on one sequence, and how long it took. */
export type CellResult = z.infer<typeof result>;

/** What was evaluated before, kept in a file, so that an interrupted ablation goes on where it was. */
export interface ResultsFile {
  get(config: RunConfig, sequence: string): CellResult | null;
  put(config: RunConfig, sequence: string, value: CellResult): Promise<void>;
}

const keyOf = (config: RunConfig, sequence: string): string =>
  createHash('sha256')
    .update(JSON.stringify([config, sequence]))
    .digest('hex')
    .slice(0, 24);

/**
 * Opens the results in a file. Those of another version of the program do not count; `notify` hears of it.
 *
 * @param scope what else the results depend on: the data set's root and the rule.
 */
export async function openResults(
  path: string,
  scope: string,
  notify: (sentence: string) => void,
): Promise<ResultsFile> {
  const text = await readFile(path, 'utf8').catch(() => null);
  const program = createHash('sha256').update(`${programDigest()} ${scope}`).digest('hex');
  const parsed = text === null ? null : fileSchema.safeParse(JSON.parse(text));
  const usable = parsed?.success === true && parsed.data.program === program;
  if (text !== null && !usable)
    notify(`The results in ${path} are of another program, data set or rule; everything is evaluated again.`);
  const results: Record<string, CellResult> = usable ? { ...parsed.data.results } : {};
  return {
    get: (config, sequence) => results[keyOf(config, sequence)] ?? null,
    async put(config, sequence, value) {
      results[keyOf(config, sequence)] = value;
      await writeFileAtomically(path, `${JSON.stringify({ program, results }, null, 1)}\n`);
    },
  };
}
