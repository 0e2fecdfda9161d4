import { mkdir, readdir, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import { failedError } from '../../base/errors.ts';
import type { ClipFolder } from '../../runs/clip-folders.ts';
import { parseReport, type RunReport } from '../../runs/report.ts';
import { runFolder } from '../../runs/run-folder.ts';
import { farmFolderName } from '../publish.ts';
import type { Shard } from './shard.ts';

const clipOfShard = z.object({
  clip: z.string(),
  /** The name of its folder beside the record's. */
  folder: z.string().regex(/^[^/\\]+$/),
  error: z.string().nullable(),
});

const shardRecord = z.object({
  index: z.int().min(1),
  count: z.int().min(1),
  finished: z.boolean(),
  clips: z.array(clipOfShard),
});
/** What a shard was to run, and how its clips ended. */
export type ShardRecord = z.infer<typeof shardRecord>;

const nameOf = ({ index, count }: Shard) => `shard-${index}-of-${count}.json`;
const recordName = /^shard-(\d+)-of-(\d+)\.json$/;

/** Writes down what a shard does, beside the results; `fodvid gather` reads it. */
export async function writeShardRecord(dir: string, record: ShardRecord): Promise<void> {
  const folder = join(dir, farmFolderName);
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw failedError(
      `The output folder ${dir} cannot be written; choose another with --out.`,
      {},
      { cause },
    );
  });
  await writeFileAtomically(join(folder, nameOf(record)), `${JSON.stringify(record, null, 2)}\n`);
}

/** How the clips of a shard ended. */
interface ShardEnd {
  readonly clips: readonly { readonly outDir: string; readonly state: string; readonly error?: string }[];
}

/** Runs a shard between its two records: what it shall do, and how it ended. */
export async function recordShard<T extends ShardEnd>(
  dir: string,
  shard: Shard,
  folders: readonly ClipFolder[],
  run: () => Promise<T>,
): Promise<T> {
  const clips = folders.map(({ clip, outDir }) => ({ clip, folder: basename(outDir), error: null }));
  await writeShardRecord(dir, { ...shard, finished: false, clips });
  const end = await run();
  const errors = new Map(end.clips.map(({ outDir, error }) => [basename(outDir), error ?? null]));
  const ended = clips.map((clip) => ({ ...clip, error: errors.get(clip.folder) ?? null }));
  await writeShardRecord(dir, { ...shard, finished: true, clips: ended });
  return end;
}

async function readShardRecords(dir: string): Promise<ShardRecord[]> {
  const folder = join(dir, farmFolderName);
  const names = (await readdir(folder).catch(() => [])).filter((name) => recordName.test(name));
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const read = shardRecord.safeParse(JSON.parse(await readFile(path, 'utf8')));
      if (!read.success) throw failedError(`The record ${path} cannot be read; run that shard again.`);
      return read.data;
    }),
  );
}

/** How a clip of a sharded batch ended, as the report of `fodvid run` tells it. */
export type GatheredClip =
  | { readonly clip: string; readonly outDir: string; readonly state: 'done'; readonly report: RunReport }
  | { readonly clip: string; readonly outDir: string; readonly state: 'failed'; readonly error: string };

/** All shards of a batch together. */
export interface Gathered {
  readonly clips: readonly GatheredClip[];
  /** Shards that have not been run, or not to their end. */
  readonly missing: readonly Shard[];
}

async function reportIn(outDir: string): Promise<RunReport | string> {
  const text = await readFile(runFolder(outDir).reportPath, 'utf8').catch(() => null);
  if (text === null) return `There is no run.json in ${outDir}; run its shard again.`;
  const report = parseReport(text);
  if (report === null) return `The report in ${outDir} cannot be read; run its shard again.`;
  const folder = runFolder(outDir, report);
  const indices = Array.from({ length: report.frameCount }, (_, index) => index);
  const lost = indices.filter((index) => !existsSync(folder.mask(index))).map(folder.maskName)[0];
  return lost === undefined ? report : `The mask ${lost} is missing in ${outDir}; run its shard again.`;
}

/** Puts the shards of a batch together and checks that every clip's results are whole. Throws where there are none. */
export async function gatherShards(out: string): Promise<Gathered> {
  const dir = resolve(out);
  const records = await readShardRecords(dir);
  if (records.length === 0)
    throw failedError(
      `No shard of a batch has written into ${dir}; name the folder that "fodvid run --shard" was given.`,
    );
  const counts = [...new Set(records.map(({ count }) => count))];
  if (counts.length > 1)
    throw failedError(
      `${dir} holds shards of batches of ${counts.join(' and ')} shards; remove the records of the older one in ${join(dir, farmFolderName)}.`,
    );
  const count = counts[0]!;
  const finished = new Set(records.filter((record) => record.finished).map(({ index }) => index));
  const missing = Array.from({ length: count }, (_, i) => ({ index: i + 1, count })).filter(
    ({ index }) => !finished.has(index),
  );
  const clips = await Promise.all(
    records
      .flatMap((record) => record.clips)
      .sort((a, b) => (a.clip < b.clip ? -1 : 1))
      .map(async ({ clip, folder, error }): Promise<GatheredClip> => {
        const outDir = join(dir, folder);
        const report = error ?? (await reportIn(outDir));
        return typeof report === 'string'
          ? { clip, outDir, state: 'failed', error: report }
          : { clip, outDir, state: 'done', report };
      }),
  );
  return { clips, missing };
}
