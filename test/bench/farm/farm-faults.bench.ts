import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createProgress } from '../../../native/base/progress.ts';
import { fetchResults } from '../../../native/farm/storage/s3/fetch-results.ts';
import { typedAddress } from '../../../native/farm/storage/s3/object-address.ts';
import { openObjectStore } from '../../../native/farm/storage/s3/object-store.ts';
import { cutOff, faultKinds, faultRun, startCrew } from '../../support/farm/farm-faults.ts';
import {
  type FarmFolder,
  farmConfig,
  farmFolder,
  openFarmQueue,
  wrongMasks,
} from '../../support/farm/farm.ts';
import { redisMissing, startRedis } from '../../support/farm/redis-server.ts';
import { startS3 } from '../../support/farm/s3-server.ts';
import type { Bench, BenchRow } from '../bench.ts';

/** How many runs: FODVID_FAULT_RUNS, 100 by default. */
const runs = Number(process.env['FODVID_FAULT_RUNS'] ?? 100);
/** Decides which worker fails when: FODVID_FAULT_SEED; other runs need another. */
const seed = Number(process.env['FODVID_FAULT_SEED'] ?? 21);
const clipCount = 24;
/** Three faults a run, so that all kinds come in every other one. */
const faultsPerRun = 3;

/** Where results are published: FODVID_FAULT_STORAGE, a `share`, `s3`, or `s3-plain`, which knows no If-None-Match. */
const storage = process.env['FODVID_FAULT_STORAGE'] ?? 'share';
const lockMs = storage === 'share' ? 3000 : 1000;
/** So late a farm.json may be written: another worker may have run and published the clip by then. */
const lateMs = 4 * lockMs;

/** A share that can be filled up; an ordinary folder where this user cannot mount one. */
function mountShare(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const bucket = 's3://farm';
const { signal } = new AbortController();

/** The clips of a run in the bucket, and how their results are compared. */
async function inBucket(folders: FarmFolder, at: number) {
  const store = await openObjectStore();
  const outDir = `${bucket}/run${at}/out`;
  const clips = folders.clips.map((clip) => `${bucket}/run${at}/clips/${basename(clip)}`);
  for (const [i, clip] of clips.entries())
    await store.write(typedAddress(clip), readFileSync(folders.clips[i]!));
  async function isWrong(clip: string): Promise<boolean> {
    const name = basename(clip, '.mp4');
    const context = { signal, progress: createProgress(() => undefined) };
    const [fetched] = await fetchResults(`${outDir}/${name}`, folders.outDir, context).catch(() => []);
    if (fetched?.state === 'failed') console.error(fetched.error);
    const own = folders.clips.filter((path) => basename(path) === basename(clip));
    return wrongMasks({ ...folders, clips: own }).length > 0;
  }
  return { clips, outDir, isWrong };
}

const inShare = (folders: FarmFolder) => ({
  clips: folders.clips,
  outDir: folders.outDir,
  isWrong: (clip: string) => wrongMasks({ ...folders, clips: [clip] }).length > 0,
});

async function run(): Promise<BenchRow[]> {
  const missing = redisMissing();
  if (missing !== null) throw new Error(missing);
  const root = mkdtempSync(join(tmpdir(), 'fodvid-faults-'));
  const share = join(root, 'share');
  mkdirSync(share);
  const s3 = storage === 'share' ? null : await startS3(['farm'], storage === 's3', lateMs);
  // This process finds the object storage as workers do.
  Object.assign(process.env, s3?.env);
  const mounted = s3 === null && mountShare(share);
  const cable = s3 === null ? cutOff(1) : null;
  const redis = await startRedis(cable === null ? '127.0.0.1' : `127.0.0.1 ${cable.address}`);
  const kinds = faultKinds.filter(
    (kind) => (kind !== 'full' || mounted) && (kind !== 'cut' || cable !== null),
  );
  const crew = await startCrew({
    root,
    ...(s3 === null ? { share } : { share: bucket, s3 }),
    redis,
    seed,
    lockMs,
    workMs: 300,
    cable,
  });
  const queue = await openFarmQueue({ url: redis.url });
  const sum = { lost: 0, twice: 0, wrong: 0, failed: 0, faults: 0 };
  const startMs = performance.now();
  try {
    for (let at = 0; at < runs; at++) {
      await queue.drain();
      const folders = farmFolder(share, clipCount, join(share, `run${at}`));
      const end = await faultRun(crew, queue, {
        ...(s3 === null ? inShare(folders) : await inBucket(folders, at)),
        config: farmConfig,
        kinds: Array.from({ length: faultsPerRun }, (_, i) => kinds[(faultsPerRun * at + i) % kinds.length]!),
        pauseMs: 500,
      });
      for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += end[name];
      console.error(`run ${at + 1} of ${runs}: ${JSON.stringify(end)}`);
      rmSync(folders.root, { recursive: true });
    }
  } finally {
    await crew.dismiss();
    await queue.close();
    await redis.stop();
    await s3?.stop();
    cable?.remove();
    if (mounted) execFileSync('umount', ['-l', share]);
    if (sum.lost + sum.twice + sum.wrong + sum.failed > 0)
      console.error(readFileSync(join(root, 'workers.log'), 'utf8').slice(-10_000));
    rmSync(root, { recursive: true, force: true });
  }
  const note = `${runs} runs of ${clipCount} clips on 4 workers; ${sum.faults} faults of ${kinds.join(', ')}; ${storage}`;
  const row = (name: string, ours: number): BenchRow => ({
    name,
    ours,
    peer: null,
    unit: 'clips',
    limit: 0,
    note,
  });
  return [
    row('clips lost', sum.lost),
    // A server that knows no If-None-Match may replace whole results by whole ones.
    { ...row('clips published twice', sum.twice), ...(storage === 's3-plain' && { limit: 24 * runs }) },
    row('clips with wrong masks', sum.wrong),
    row('clips that failed', sum.failed),
    { name: 'time', ours: (performance.now() - startMs) / 1000, peer: null, unit: 's' },
  ];
}

export const bench: Bench = { name: 'farm-faults', run };
