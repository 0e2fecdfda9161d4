import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { failedError, usageError } from '../../base/errors.ts';
import type { ClipFolder } from '../../runs/clip-folders.ts';

/** Which part of a batch this process runs: `index` 1 to `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const wrong = (text: string, why: string) => usageError(`The option shard is '${text}'; ${why}.`);

function numberOf(env: Environment, name: string): number | null {
  const value = Number(env[name]);
  return env[name] === undefined || env[name] === '' || !Number.isInteger(value) ? null : value;
}

/** The place of this task, from 1 on, as its scheduler tells it: Slurm, Kubernetes, GNU parallel. */
function taskOf(env: Environment): { readonly index: number; readonly count: number | null } | null {
  const slurm = numberOf(env, 'SLURM_ARRAY_TASK_ID');
  if (slurm !== null)
    return {
      index: slurm - (numberOf(env, 'SLURM_ARRAY_TASK_MIN') ?? 1) + 1,
      count: numberOf(env, 'SLURM_ARRAY_TASK_COUNT'),
    };
  const kubernetes = numberOf(env, 'JOB_COMPLETION_INDEX');
  if (kubernetes !== null) return { index: kubernetes + 1, count: null };
  const parallel = numberOf(env, 'PARALLEL_SEQ');
  return parallel === null ? null : { index: parallel, count: null };
}

/**
 * Reads `--shard`: `3/20`, or `auto/20` where the scheduler's environment tells the place, or `auto` in a Slurm array.
 * Throws a usage error that names what is wrong.
 */
export function parseShard(text: string, env: Environment = process.env): Shard {
  const match = /^(auto|\d{1,6})(?:\/(\d{1,6}))?$/.exec(text.trim());
  if (match === null) throw wrong(text, 'it must be K/N, as in 3/20, or auto/N');
  const task = match[1] === 'auto' ? taskOf(env) : { index: Number(match[1]), count: null };
  if (task === null)
    throw wrong(
      text,
      'and none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX and PARALLEL_SEQ is set; name the place, as in 3/20',
    );
  const count = match[2] === undefined ? task.count : Number(match[2]);
  if (count === null) throw wrong(text, 'the number of shards is missing, as in auto/20');
  if (count < 1 || task.index < 1 || task.index > count)
    throw wrong(text, `shard ${task.index} of ${count} does not exist; they are counted from 1`);
  return { index: task.index, count };
}

async function sizeOf(path: string): Promise<number> {
  const entry = await stat(path).catch((cause: unknown) => {
    throw failedError(
      `The video or folder ${path} does not exist or cannot be read; check its path.`,
      {},
      { cause },
    );
  });
  if (!entry.isDirectory()) return entry.size;
  const names = await readdir(path);
  const sizes = await Promise.all(names.map((name) => stat(join(path, name)).then(({ size }) => size)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** A clip's size in bytes by its path; a clip that cannot be read counts as empty, and its run says why. */
export type SizeOf = (path: string) => Promise<number>;

/**
 * Shares the clips out: the largest first, each to the shard that has least so far. Every process that is given the same
 * clips shares them out alike, in whatever order it is given them.
 */
export async function clipsOfShard(
  clips: readonly string[],
  { index, count }: Shard,
  size: SizeOf = sizeOf,
): Promise<string[]> {
  const paths = [...new Set(clips.map((clip) => resolve(clip)))].sort();
  const sized = await Promise.all(
    paths.map(async (path) => ({ path, bytes: await size(path).catch(() => 0) })),
  );
  sized.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
  const loads = Array<{ bytes: number; clips: number }>(count);
  for (let shard = 0; shard < count; shard++) loads[shard] = { bytes: 0, clips: 0 };
  const own: string[] = [];
  for (const { path, bytes } of sized) {
    const least = loads.reduce(
      (best, load, shard) =>
        load.bytes < loads[best]!.bytes ||
        (load.bytes === loads[best]!.bytes && load.clips < loads[best]!.clips)
          ? shard
          : best,
      0,
    );
    loads[least]!.bytes += bytes;
    loads[least]!.clips++;
    if (least === index - 1) own.push(path);
  }
  return own.sort();
}

/**
 * The folder of every clip, `DIR/<clip>`, `DIR/<clip>-2` and so on for those of one name: by the clips alone, so that all
 * shards agree on them without asking each other.
 */
export async function foldersOfAll(clips: readonly string[], dir: string): Promise<ClipFolder[]> {
  const taken = new Set<string>();
  const paths = [...new Set(clips.map((clip) => resolve(clip)))].sort();
  const kinds = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
  return paths.map((clip, i) => {
    const name = basename(clip, kinds[i]?.isDirectory() === true ? '' : extname(clip)) || 'clip';
    for (let count = 1; ; count++) {
      const own = count === 1 ? name : `${name}-${count}`;
      if (taken.has(own.toLowerCase())) continue;
      taken.add(own.toLowerCase());
      return { clip, outDir: join(resolve(dir), own) };
    }
  });
}
