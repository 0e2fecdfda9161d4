import { basename } from 'node:path';
import { meanOf } from '../../../native/base/numbers.ts';
import { coarseMask } from '../../../native/app/media/frame-coarse.ts';
import { regionSimilarity } from '../../../native/metrics/region-similarity.ts';
import { decodeMaskPng, readRgbImage } from '../../../native/raster/image-file.ts';
import { DAB_REACH, dabbedMask, dabRange, findDabbed } from '../../../native/runs/corrections/dabs.ts';
import { noFixes } from '../../../native/runs/fixes-file.ts';
import { createRecutter } from '../../../native/runs/recut.ts';
import type { Store } from '../../../native/store/store.ts';
import type { Bench, BenchRow } from '../bench.ts';
import { largestError } from './largest-error.ts';
import { lossRows, measureRuns, openDavisRun, type Pool, davisRunFolders } from './davis-runs.ts';

/** Sequences to measure, where not all. */
const sequences = process.env['FODVID_BENCH_SEQUENCES']?.split(',');
const BRUSH_PX = 20;
/** Sequences below this J around the dab are those that need one. */
const LOW = 0.75;

const signal = new AbortController().signal;

function spentSec(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

interface Dabbed {
  readonly name: string;
  readonly note: string;
  readonly before: number;
  readonly after: number;
  /** Of all threads. */
  readonly processorSec: number;
}

/** Null where the cache no longer holds what dabs are followed by. */
async function dabWorst(reportPath: string, store: Store, pool: Pool): Promise<Dabbed | null> {
  const { report, run, framePaths, truthOf, maskOf } = await openDavisRun(reportPath);
  const scores: number[] = [];
  for (let frame = 0; frame < report.frameCount; frame++)
    scores.push(regionSimilarity(await truthOf(frame), await maskOf(frame)));
  const worst = scores.indexOf(Math.min(...scores));
  const { x, y, adds } = largestError(await maskOf(worst), await truthOf(worst));
  const dab = { x: x / report.widthPx, y: y / report.heightPx, radius: BRUSH_PX / 2 / report.widthPx, adds };
  const parts = { store, recutter: createRecutter(store) };
  const start = process.cpuUsage();
  const follow = (task: Parameters<Pool['dab']>[0]) => pool.dab(task, signal);
  const found = await findDabbed(run, worst, dab, DAB_REACH, { store, follow });
  if (found === null) return null;
  const { first, last } = dabRange(run, worst);
  const after: number[] = [];
  for (let frame = first; frame <= last; frame++) {
    const soft = found.touched.includes(frame) ? await coarseMask(run, noFixes, frame, parts) : null;
    if (soft === null) {
      after.push(scores[frame]!);
      continue;
    }
    const image = await readRgbImage(framePaths[frame]!);
    const { coarse, enlarging } = soft;
    const dabbed = dabbedMask(coarse, found.masks[frame - first]!, adds);
    const { png } = await pool.mask({ coarse: dabbed, frame: image, enlarging });
    after.push(regionSimilarity(await truthOf(frame), await decodeMaskPng(png)));
  }
  return {
    name: basename(run.folder.dir),
    note: `${adds ? 'added' : 'removed'} at frame ${worst}, which goes from ${(100 * scores[worst]!).toFixed(1)} to ${(100 * after[worst - first]!).toFixed(1)}, ${found.touched.length} frames changed`,
    before: meanOf(scores.slice(first, last + 1)),
    after: meanOf(after),
    processorSec: spentSec(start),
  };
}

async function measure(): Promise<BenchRow[]> {
  const results = await measureRuns(dabWorst, (name) => sequences?.includes(name) !== false);
  return [
    ...results.map((one) => ({
      name: `${one.name}: J of ${2 * DAB_REACH + 1} frames after a dab`,
      ours: 100 * one.after,
      peer: 100 * one.before,
      unit: '%',
      note: `${one.note}, in ${one.processorSec.toFixed(1)} s of processor time`,
    })),
    ...lossRows(results, LOW, 'mean loss of J where it is below 75', -6),
  ];
}

/** What one touch of the brush, at the largest error of a clip's worst frame, changes in the frames around it. */
export const bench: Bench = {
  name: 'one dab, followed',
  run: () => (davisRunFolders === undefined ? Promise.resolve([]) : measure()),
};
