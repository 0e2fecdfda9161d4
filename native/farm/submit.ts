import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import type { RunConfig } from '../api/run-config.ts';
import { errorWords, type ErrorWords } from '../base/error-words.ts';
import { FodvidError, failedError, throwIfCancelled } from '../base/errors.ts';
import { digestFiles, listFrames } from '../video/frames-folder.ts';
import { type FarmJob, farmJobId } from './farm-job.ts';
import type { FarmQueue, NewFarmJob } from './farm-queue.ts';
import type { PathMap } from './path-map.ts';
import { neededWeights, type ProgramIdentity } from './program-identity.ts';
import { markShare, publicationOf } from './publish.ts';

/** So many clips are read at once for their digests. */
const READ_AT_ONCE = 8;

/** What is handed in, and where its results go. */
export interface SubmitRequest {
  readonly clips: readonly string[];
  readonly config: RunConfig;
  /** A folder on the share; each clip gets a folder in it. */
  readonly outDir: string;
  /** The folders in it by their clips' paths, where they are not called as the clips. */
  readonly folders?: ReadonlyMap<string, string>;
}

/** What handing in needs besides. */
export interface SubmitServices {
  readonly queue: FarmQueue;
  readonly map: PathMap;
  readonly program: ProgramIdentity;
  readonly signal: AbortSignal;
  readonly onClip?: (done: number, total: number) => void;
}

/** What became of each clip: `there` has results already. */
export type Submitted =
  | {
      readonly clip: string;
      readonly state: 'queued' | 'there';
      readonly id: string;
      readonly outDir: string;
    }
  | {
      readonly clip: string;
      readonly state: 'rejected';
      readonly error: string;
      readonly words?: ErrorWords;
    };

/** A clip as it is known before it is run. */
interface KnownClip {
  readonly path: string;
  readonly name: string;
  readonly digest: string;
}

async function knownClip(path: string, signal: AbortSignal): Promise<KnownClip> {
  const entry = await stat(path).catch((cause: unknown) => {
    throw failedError(
      `The video or folder ${path} does not exist or cannot be read; check its path.`,
      { words: errorWords('clip-missing', { path }) },
      { cause },
    );
  });
  if (!entry.isDirectory())
    return { path, name: basename(path, extname(path)), digest: await digestFiles([path], false, signal) };
  return { path, name: basename(path), digest: await digestFiles(await listFrames(path), true, signal) };
}

/** What two runs must share to be the same, wherever their results go. */
const contentOf = ({ clip, config, program, weights }: FarmJob): string =>
  createHash('sha256')
    .update(JSON.stringify([clip.digest, config, program, Object.entries(weights).sort()]))
    .digest('hex');

/**
 * Finds each job its folder in `dir`, or `<folder>-2` and so on where that belongs to another run; in rounds, so that
 * thousands are claimed with few questions. Changes the jobs' `outDir`.
 */
async function claimFolders(
  jobs: readonly FarmJob[],
  dir: string,
  folders: readonly string[],
  { queue, map }: SubmitServices,
): Promise<FarmJob[]> {
  const placed = new Map<number, FarmJob>();
  let open = jobs.map((job, index) => ({ job, index, count: 1 }));
  while (open.length > 0) {
    const tries = open.map(({ job, count, index }) => {
      const folder = folders[index]!;
      const outDir = join(dir, count === 1 ? folder : `${folder}-${count}`);
      return { job: { ...job, outDir: map.toShared(outDir) }, local: outDir, count, index };
    });
    const free = await Promise.all(tries.map(({ local, job }) => isOwnOrFree(local, job)));
    const claims = tries.filter((_, i) => free[i]!);
    const own = await queue.claimFolders(
      claims.map(({ job }) => ({ folder: job.outDir.toLowerCase(), content: contentOf(job) })),
    );
    claims.forEach(({ job, index }, i) => own[i]! && placed.set(index, job));
    open = open.filter(({ index }) => !placed.has(index)).map((one) => ({ ...one, count: one.count + 1 }));
  }
  return jobs.map((_, index) => placed.get(index)!);
}

/** Whether nothing lies in the folder, or exactly what the job would put there. */
async function isOwnOrFree(outDir: string, job: FarmJob): Promise<boolean> {
  const there = await stat(outDir).catch(() => null);
  return there === null || (await publicationOf(outDir))?.id === farmJobId(job);
}

/**
 * Hands clips in. The same clip with the same configuration is one job, however often it is handed in; what has results
 * on the share already is left as it is, what failed is tried again. A clip that cannot be read does not stop the others.
 */
export async function submitClips(request: SubmitRequest, services: SubmitServices): Promise<Submitted[]> {
  const { queue, map, program, signal, onClip } = services;
  const { config, clips } = request;
  const outDir = resolve(request.outDir);
  map.toShared(outDir);
  const weights = await neededWeights(config);
  await queue.admit(program);
  await markShare(outDir);
  const paths = [...new Set(clips.map((clip) => resolve(clip)))];
  const rejected = new Map<string, FodvidError>();
  const known: KnownClip[] = [];
  let read = 0;
  async function look(path: string): Promise<KnownClip | null> {
    throwIfCancelled(signal);
    try {
      map.toShared(path);
      return await knownClip(path, signal);
    } catch (error) {
      if (!(error instanceof FodvidError) || error.kind === 'cancelled') throw error;
      rejected.set(path, error);
      return null;
    } finally {
      onClip?.(++read, paths.length);
    }
  }
  for (let at = 0; at < paths.length; at += READ_AT_ONCE) {
    const found = await Promise.all(paths.slice(at, at + READ_AT_ONCE).map(look));
    known.push(...found.filter((clip) => clip !== null));
  }
  const draft = known.map((clip): FarmJob => ({
    protocol: 1,
    kind: 'run',
    program: program.digest,
    weights,
    clip: { ...clip, path: map.toShared(clip.path) },
    config,
    outDir: '',
  }));
  const folders = known.map(({ path, name }) => request.folders?.get(path) ?? name);
  const jobs = (await claimFolders(draft, outDir, folders, services)).map((job) => ({
    id: farmJobId(job),
    job,
  }));
  const there = await presentOf(jobs, services);
  const wanted = jobs.filter(({ id }) => !there.has(id));
  await forgetVanished(wanted, queue);
  await queue.add(wanted);
  const byPath = new Map(jobs.map((entry, i) => [known[i]!.path, entry]));
  return paths.map((clip): Submitted => {
    const entry = byPath.get(clip);
    if (entry === undefined) return rejection(clip, rejected.get(clip)!);
    const { id, job } = entry;
    return { clip, id, outDir: job.outDir, state: there.has(id) ? 'there' : 'queued' };
  });
}

const rejection = (clip: string, { withAdvice, origin: { words } }: FodvidError): Submitted => ({
  clip,
  state: 'rejected',
  error: withAdvice,
  ...(words === undefined ? {} : { words }),
});

/** The jobs whose results lie on the share. */
async function presentOf(jobs: readonly (NewFarmJob & { job: FarmJob })[], { map }: SubmitServices) {
  const there = await Promise.all(
    jobs.map(async ({ id, job }) =>
      (await publicationOf(await map.toLocal(job.outDir)))?.id === id ? id : null,
    ),
  );
  return new Set(there.filter((id) => id !== null));
}

/** Finished jobs whose results were deleted are run again. */
async function forgetVanished(jobs: readonly NewFarmJob[], queue: FarmQueue): Promise<void> {
  const { done } = await queue.counts();
  if (done === 0) return;
  const finished = new Set(await queue.ids('done'));
  await queue.forget(jobs.map(({ id }) => id).filter((id) => finished.has(id)));
}
