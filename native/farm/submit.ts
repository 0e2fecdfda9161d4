import { createHash } from 'node:crypto';
import type { RunConfig } from '../api/run-config.ts';
import type { ErrorWords } from '../base/error-words.ts';
import { FodvidError, throwIfCancelled } from '../base/errors.ts';
import { type FarmJob, farmJobId } from './farm-job.ts';
import type { FarmQueue, NewFarmJob } from './farm-queue.ts';
import type { PathMap } from './path-map.ts';
import { neededWeights, type ProgramIdentity } from './program-identity.ts';
import { type KnownClip, nameIn } from './storage/farm-storage.ts';
import { type Storages, storagesOf } from './storage/storages.ts';

/** So many clips are read at once for their digests. */
const READ_AT_ONCE = 8;

/** Frames of a chunk: much longer to compute than to fetch or to start, short beside a clip worth sharing. */
export const defaultChunkFrames = 120;

/** What is handed in, and where its results go. */
export interface SubmitRequest {
  readonly clips: readonly string[];
  readonly config: RunConfig;
  /** A folder on the share; each clip gets a folder in it. */
  readonly outDir: string;
  /** See `FarmJob`; `defaultChunkFrames` where it is absent. */
  readonly chunkFrames?: number;
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
  queue: FarmQueue,
  storages: Storages,
): Promise<FarmJob[]> {
  const placed = new Map<number, FarmJob>();
  let open = jobs.map((job, index) => ({ job, index, count: 1 }));
  while (open.length > 0) {
    const tries = open.map(({ job, count, index }) => {
      const folder = folders[index]!;
      const outDir = nameIn(dir, count === 1 ? folder : `${folder}-${count}`);
      return { job: { ...job, outDir }, count, index };
    });
    const free = await Promise.all(
      tries.map(({ job }) => storages(job.outDir).isFree(job.outDir, farmJobId(job))),
    );
    const claims = tries.filter((_, i) => free[i]!);
    const own = await queue.claimFolders(
      claims.map(({ job }) => ({ folder: job.outDir.toLowerCase(), content: contentOf(job) })),
    );
    claims.forEach(({ job, index }, i) => own[i]! && placed.set(index, job));
    open = open.filter(({ index }) => !placed.has(index)).map((one) => ({ ...one, count: one.count + 1 }));
  }
  return jobs.map((_, index) => placed.get(index)!);
}

/**
 * Hands clips in. The same clip with the same configuration is one job, however often it is handed in; what has results
 * on the share already is left as it is, what failed is tried again. A clip that cannot be read does not stop the others.
 */
export async function submitClips(request: SubmitRequest, services: SubmitServices): Promise<Submitted[]> {
  const { queue, map, program, signal, onClip } = services;
  const { config, clips } = request;
  const storages = storagesOf(map);
  const outDir = storages(request.outDir).nameOf(request.outDir);
  const weights = await neededWeights(config);
  await queue.admit(program);
  await storages(outDir).prepare(outDir);
  const paths = [...new Set((await Promise.all(clips.map((clip) => storages(clip).clipsOf(clip)))).flat())];
  const rejected = new Map<string, FodvidError>();
  const known: KnownClip[] = [];
  let read = 0;
  async function look(path: string): Promise<KnownClip | null> {
    throwIfCancelled(signal);
    try {
      storages(path).nameOf(path);
      return await storages(path).identify(path, signal);
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
    clip: { ...clip, path: storages(clip.path).nameOf(clip.path) },
    config,
    chunkFrames: request.chunkFrames ?? defaultChunkFrames,
    outDir: '',
  }));
  const folders = known.map(({ path, name }) => request.folders?.get(path) ?? name);
  const jobs = (await claimFolders(draft, outDir, folders, queue, storages)).map((job) => ({
    id: farmJobId(job),
    job,
  }));
  const there = await presentOf(jobs, storages);
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

/** The jobs whose results are published already. */
async function presentOf(jobs: readonly NewFarmJob[], storages: Storages) {
  const there = await Promise.all(
    jobs.map(async ({ id, job: { outDir } }) =>
      (await storages(outDir).publicationOf(outDir))?.id === id ? id : null,
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
