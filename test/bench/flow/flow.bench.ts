import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createEmbeddedFlow } from '../../../native/flow/embedded/embedded-flow.ts';
import { readFlo } from '../../../native/flow/flo-file.ts';
import type { FlowEstimator } from '../../../native/flow/flow-estimator.ts';
import { readRgbImage } from '../../../native/raster/image-file.ts';
import { resizeRgbArea } from '../../../native/raster/resample.ts';
import type { FlowField, RgbImage } from '../../../native/raster/types.ts';
import { meanEndPointError } from '../../flow/end-point-error.ts';
import { davisRoot, golden } from '../../support/golden.ts';
import type { Bench, BenchRow } from '../bench.ts';

interface Pair {
  readonly first: RgbImage;
  readonly second: RgbImage;
  readonly truth: FlowField;
}

/** What opencv-dis.py prints. */
interface PeerResult {
  readonly pairMs: number;
  readonly frameMs: number;
  readonly error: number;
}

const { signal } = new AbortController();

async function readPair(folder: string, index: number): Promise<Pair> {
  const name = join(folder, String(index).padStart(3, '0'));
  const [first, second] = await Promise.all([readRgbImage(`${name}_1.png`), readRgbImage(`${name}_2.png`)]);
  return { first, second, truth: await readFlo(`${name}.flo`) };
}

/** Two frames of a real clip; where there is none, a pair of the reference enlarged to its size. */
async function sourceFrames(pair: Pair): Promise<{ frames: [RgbImage, RgbImage]; paths: string[] }> {
  const root = davisRoot();
  const size = { widthPx: 854, heightPx: 480 };
  if (root === null)
    return { frames: [resizeRgbArea(pair.first, size), resizeRgbArea(pair.second, size)], paths: [] };
  const paths = ['00010', '00011'].map((name) => join(root, 'JPEGImages/480p/dog', `${name}.jpg`));
  const [first, second] = await Promise.all(paths.map((path) => readRgbImage(path)));
  return { frames: [first!, second!], paths };
}

/** Milliseconds a pair while both workers are busy; the best of several rounds of eight pairs. */
async function busyMs(estimator: FlowEstimator, [first, second]: readonly [RgbImage, RgbImage]) {
  let best = Infinity;
  for (let round = 0; round < 6; round++) {
    const start = performance.now();
    await estimator.estimatePairs(first, Array<RgbImage>(8).fill(second), signal);
    best = Math.min(best, (performance.now() - start) / 8);
  }
  return best;
}

async function meanError(estimator: FlowEstimator, pairs: readonly Pair[]): Promise<number> {
  let sum = 0;
  for (const { first, second, truth } of pairs)
    sum += meanEndPointError((await estimator.estimatePairs(first, [second], signal))[0]!, truth);
  return sum / pairs.length;
}

async function openCv(paths: readonly string[], folder: string): Promise<PeerResult | null> {
  const frames = paths.length === 2 ? paths : ['_1.png', '_2.png'].map((part) => join(folder, `000${part}`));
  const script = join(import.meta.dirname, 'opencv-dis.py');
  for (const python of ['/usr/bin/python3', 'python3'])
    try {
      const { stdout } = await promisify(execFile)(python, [script, ...frames, folder]);
      return JSON.parse(stdout) as PeerResult;
    } catch {
      continue;
    }
  return null;
}

async function run(): Promise<BenchRow[]> {
  const folder = golden('flowbench');
  if (folder === null) return [];
  const pairs = await Promise.all(Array.from({ length: 16 }, (_, index) => readPair(folder, index)));
  const { frames, paths } = await sourceFrames(pairs[0]!);
  const estimator = createEmbeddedFlow({ workers: 2 });
  try {
    const error = await meanError(estimator, pairs);
    const pairMs = await busyMs(estimator, [pairs[0]!.first, pairs[0]!.second]);
    const frameMs = await busyMs(estimator, frames);
    const peer = await openCv(paths, folder);
    const note =
      peer === null ? 'OpenCV did not run: is cv2 installed for python3?' : 'peer: OpenCV DIS medium';
    const frameName = 'flow at 854x480, per pair on 2 workers';
    return [
      { name: 'flow end-point error', ours: error, peer: peer?.error ?? null, unit: 'px', limit: 1, note },
      { name: 'flow end-point error, absolute', ours: error, peer: null, unit: 'px', limit: 0.42 },
      { name: 'flow at 256x512, per pair on 2 workers', ours: pairMs, peer: null, unit: 'ms', limit: 100 },
      { name: 'the same against OpenCV', ours: pairMs, peer: peer?.pairMs ?? null, unit: 'ms', note },
      paths.length === 0
        ? { name: frameName, ours: frameMs, peer: null, unit: 'ms' }
        : { name: frameName, ours: frameMs, peer: peer?.frameMs ?? null, unit: 'ms', note },
    ];
  } finally {
    await estimator.dispose();
  }
}

/** Accuracy and speed of the embedded optical flow beside OpenCV's DIS medium with two threads. */
export const bench: Bench = { name: 'flow', run };
