import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cutOff, faultKinds, faultRun, startCrew } from '../../support/farm/farm-faults.ts';
import { farmConfig, farmFolder, openFarmQueue, wrongMasks } from '../../support/farm/farm.ts';
import { redisMissing, startRedis } from '../../support/farm/redis-server.ts';
import type { Bench, BenchRow } from '../bench.ts';

/** How many runs: FODVID_FAULT_RUNS, 100 by default. */
const runs = Number(process.env['FODVID_FAULT_RUNS'] ?? 100);
/** Decides which worker fails when: FODVID_FAULT_SEED; other runs need another. */
const seed = Number(process.env['FODVID_FAULT_SEED'] ?? 21);
const clipCount = 24;
/** Three faults a run, so that all kinds come in every other one. */
const faultsPerRun = 3;

/** A share that can be filled up; an ordinary folder where this user cannot mount one. */
function mountShare(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function run(): Promise<BenchRow[]> {
  const missing = redisMissing();
  if (missing !== null) throw new Error(missing);
  const root = mkdtempSync(join(tmpdir(), 'fodvid-faults-'));
  const share = join(root, 'share');
  mkdirSync(share);
  const mounted = mountShare(share);
  const cable = cutOff(1);
  const redis = await startRedis(cable === null ? '127.0.0.1' : `127.0.0.1 ${cable.address}`);
  const kinds = faultKinds.filter(
    (kind) => (kind !== 'full' || mounted) && (kind !== 'cut' || cable !== null),
  );
  const crew = await startCrew({ root, share, redis, seed, lockMs: 3000, workMs: 300, cable });
  const queue = await openFarmQueue({ url: redis.url });
  const sum = { lost: 0, twice: 0, wrong: 0, failed: 0, faults: 0 };
  const startMs = performance.now();
  try {
    for (let at = 0; at < runs; at++) {
      await queue.drain();
      const folders = farmFolder(share, clipCount, join(share, `run${at}`));
      const end = await faultRun(crew, queue, {
        clips: folders.clips,
        outDir: folders.outDir,
        config: farmConfig,
        kinds: Array.from({ length: faultsPerRun }, (_, i) => kinds[(faultsPerRun * at + i) % kinds.length]!),
        pauseMs: 500,
        isWrong: (clip) => wrongMasks({ ...folders, clips: [clip] }).length > 0,
      });
      for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += end[name];
      console.error(`run ${at + 1} of ${runs}: ${JSON.stringify(end)}`);
      rmSync(folders.root, { recursive: true });
    }
  } finally {
    await crew.dismiss();
    await queue.close();
    await redis.stop();
    cable?.remove();
    if (mounted) execFileSync('umount', ['-l', share]);
    if (sum.lost + sum.twice + sum.wrong + sum.failed > 0)
      console.error(readFileSync(join(root, 'workers.log'), 'utf8').slice(-10_000));
    rmSync(root, { recursive: true, force: true });
  }
  const note = `${runs} runs of ${clipCount} clips on 4 workers; ${sum.faults} faults of ${kinds.join(', ')}`;
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
    row('clips published twice', sum.twice),
    row('clips with wrong masks', sum.wrong),
    row('clips that failed', sum.failed),
    { name: 'time', ours: (performance.now() - startMs) / 1000, peer: null, unit: 's' },
  ];
}

export const bench: Bench = { name: 'farm-faults', run };
