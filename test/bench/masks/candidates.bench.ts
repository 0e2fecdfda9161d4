import { basename } from 'node:path';
import { indicesOf } from '../../../native/base/frame-indices.ts';
import { ownChoice } from '../../../native/api/runs.ts';
import { candidateMasks } from '../../../native/app/review/candidate-masks.ts';
import { silentProgress } from '../../../native/base/context.ts';
import { meanOf } from '../../../native/base/numbers.ts';
import { regionSimilarity } from '../../../native/metrics/region-similarity.ts';
import { warpedOverlap } from '../../../native/metrics/temporal-stability.ts';
import { decodeMaskPng, readRgbImage } from '../../../native/raster/image-file.ts';
import { resizeMaskNearest } from '../../../native/raster/resample.ts';
import type { FloatPlane, Mask } from '../../../native/raster/types.ts';
import { candidateMask, findCandidates } from '../../../native/runs/candidates/shot-candidates.ts';
import { ownCandidate } from '../../../native/runs/candidates/chosen-objects.ts';
import { strayFrames } from '../../../native/runs/candidates/stray-frames.ts';
import { neighbourOffsets } from '../../../native/runs/shots.ts';
import { readFlow } from '../../../native/runs/stored/stored-flows.ts';
import type { Store } from '../../../native/store/store.ts';
import type { Bench, BenchRow } from '../bench.ts';
import { lossRows, measureRuns, openDavisRun, type Pool, davisRunFolders } from './davis-runs.ts';

/** A person clicks on what is clearly better, by so much J. */
const CLICKED_FROM = 0.05;
const LOW = 0.6;

const signal = new AbortController().signal;

/** One sequence's J and stability before and after one click. */
interface Oracle {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  readonly stabilityBefore: number;
  readonly stabilityAfter: number;
  readonly clicked: number | null;
  readonly count: number;
  readonly ms: number;
}

/** Null where the cache no longer holds what the candidates are made of. */
async function oracle(reportPath: string, store: Store, pool: Pool): Promise<Oracle | null> {
  const { report, run, framePaths, truthOf, maskOf } = await openDavisRun(reportPath);
  const middle = report.frameCount >> 1;
  const startMs = performance.now();
  const found = await findCandidates(run, store, middle, { pool, signal });
  if (found === null) return null;
  const ms = performance.now() - startMs;
  const maskFrom = async (coarse: FloatPlane, frame: number): Promise<Mask> => {
    const image = await readRgbImage(framePaths[frame]!);
    return decodeMaskPng(
      (await pool.mask({ coarse, frame: image, enlarging: run.enlarging('patches') })).png,
    );
  };
  const truth = await truthOf(middle);
  const own = regionSimilarity(truth, await maskOf(middle));
  const scores: number[] = [];
  for (let id = 0; id < found.count; id++)
    scores.push(regionSimilarity(truth, await maskFrom(candidateMask(run, found, id, middle), middle)));
  const best = scores.indexOf(Math.max(...scores));
  const clicked = scores[best]! >= own + CLICKED_FROM ? best : null;
  const compared = { id: clicked ?? 0, own: ownCandidate(report, middle), frame: middle };
  const stray = strayFrames(run, found, compared);
  const followed = clicked === null ? [] : indicesOf(found).filter((frame) => !stray.has(frame));
  const choice = { ...ownChoice, candidates: { add: [compared.id], remove: [] } };
  const making = { store, pool, signal, progress: silentProgress };
  const clip = await run.openClip();
  const soft = clip && (await candidateMasks(run, clip, choice, followed, making));
  if (soft === null) return null;
  const chosenAt = (frame: number) =>
    maskFrom(soft.get(frame) ?? candidateMask(run, found, compared.id, frame), frame);
  const measured = { before: [] as number[], after: [] as number[], was: [] as number[], is: [] as number[] };
  let last: { before: Mask; after: Mask } | null = null;
  for (let frame = 0; frame < report.frameCount; frame++) {
    const before = await maskOf(frame);
    const after = followed.includes(frame) ? await chosenAt(frame) : before;
    const target = await truthOf(frame);
    measured.before.push(regionSimilarity(target, before));
    measured.after.push(regionSimilarity(target, after));
    const offsets = neighbourOffsets(run.shots, frame);
    const bytes = store.getBlob(run.keys.flow(frame));
    if (last !== null && bytes !== undefined && offsets.includes(-1)) {
      const flow = readFlow({ offsets, size: run.geometry.flow, bytes }, -1)!;
      const overlap = (from: Mask, to: Mask) =>
        warpedOverlap(resizeMaskNearest(from, flow), resizeMaskNearest(to, flow), flow);
      measured.was.push(overlap(last.before, before));
      measured.is.push(overlap(last.after, after));
    }
    last = { before, after };
  }
  return {
    name: basename(run.folder.dir),
    before: meanOf(measured.before),
    after: meanOf(measured.after),
    stabilityBefore: meanOf(measured.was),
    stabilityAfter: meanOf(measured.is),
    clicked,
    count: found.count,
    ms,
  };
}

async function measure(): Promise<BenchRow[]> {
  const results = await measureRuns(oracle);
  const stability = (one: Oracle) =>
    `stability ${one.stabilityBefore.toFixed(3)} to ${one.stabilityAfter.toFixed(3)}, ` +
    `${one.clicked === null ? 'nothing clicked' : `clicked ${one.clicked + 1} of ${one.count}`}, found in ${Math.round(one.ms)} ms`;
  return [
    ...results
      .sort((a, b) => a.before - b.before)
      .map((one) => ({
        name: `${one.name}: J after one click`,
        ours: 100 * one.after,
        peer: 100 * one.before,
        unit: '%',
        note: stability(one),
      })),
    ...lossRows(results, LOW, 'mean loss of J where the automatic choice is below 60', -15),
  ];
}

/** What one click on the best candidate, by ground truth at the clip's middle frame, changes all through the clip. */
export const bench: Bench = {
  name: 'candidates followed after one click',
  run: () => (davisRunFolders === undefined ? Promise.resolve([]) : measure()),
};
