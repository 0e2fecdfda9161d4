import { simulateFarm } from '../../../native/farm/simulate.ts';
import { timedFarm } from '../../support/farm/farm.ts';
import { standIn } from '../../support/farm/stand-in-work.ts';
import type { Bench, BenchRow } from '../bench.ts';

/** A clip's work is waited for instead of done: 15 s stand for a clip, so that 32 workers fit on one machine. */
const workSec = Number(process.env['FODVID_STAND_IN_SEC'] ?? 15);
/** Clips of every worker. */
const clipsEach = 4;

const foretold = (workers: number, overheadSec: number): number =>
  simulateFarm({
    workers,
    clips: Array.from({ length: clipsEach * workers }, () => ({ workSec, sizeBytes: 1e4 })),
    overheadSec,
    shareBytesPerSec: 1e8,
    failuresPerHour: 0,
    lockSec: 30,
    repairSec: 0,
    stragglerShare: 0,
    stragglerFactor: 1,
    kept: 0,
    seed: 0,
  }).timeSec;

/** From 1 to 32 workers, each with the same number of clips: the time should stay, and be the one that was foretold. */
async function run(): Promise<BenchRow[]> {
  const counts = [1, 2, 4, 8, 16, 32];
  const rows: BenchRow[] = [];
  let overheadSec = 0;
  for (const workers of counts) {
    const timeSec = await timedFarm(clipsEach * workers, workers, standIn(1000 * workSec));
    const idealSec = clipsEach * workSec;
    // One worker tells what a clip costs besides its work; the others are foretold by it.
    if (workers === 1) overheadSec = Math.max((timeSec - idealSec) / clipsEach, 0);
    const efficiency = Math.round((100 * idealSec) / timeSec);
    rows.push({
      name: `${workers} workers against ideal`,
      ours: timeSec,
      peer: idealSec,
      unit: 's',
      limit: 1 / 0.9,
      note: `efficiency ${efficiency} %, simulator ${foretold(workers, overheadSec).toFixed(1)} s`,
    });
  }
  return rows;
}

export const bench: Bench = { name: 'farm-scaling', run };
