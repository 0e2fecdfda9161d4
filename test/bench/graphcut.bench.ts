import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cutFrame } from '../../native/graphcut/cut-frame.ts';
import { paperCutOptions } from '../../native/graphcut/cut-types.ts';
import type { PatchFeatures } from '../../native/raster/types.ts';
import { readSafetensors, toFloat32 } from '../../native/weights/formats/safetensors.ts';
import { patchFeatures, seeded } from '../graphcut/graphs.ts';
import { golden } from '../support/golden.ts';
import type { Bench, BenchRow } from './bench.ts';

const rows = 32;
const cols = 64;
const dim = 48;

interface Frame {
  readonly appearance: PatchFeatures;
  readonly flow: PatchFeatures;
}

/** A real frame's features where the reference values are here, else an object and a background with noise. */
async function frameFeatures(): Promise<Frame> {
  const folder = golden('graphcut');
  const file = folder === null ? undefined : (await readdir(folder)).find((name) => name.includes('_32x64.'));
  if (folder === null || file === undefined) return { appearance: clusters(1), flow: clusters(2) };
  const tensors = await readSafetensors(join(folder, file));
  const features = (name: string) => patchFeatures(rows, cols, dim, toFloat32(tensors.get(name)!));
  return { appearance: features('appearance'), flow: features('flow') };
}

function clusters(seed: number): PatchFeatures {
  const random = seeded(seed);
  const centres = Array.from({ length: 2 * dim }, () => random() - 0.5);
  const inside = (patch: number) =>
    Number(Math.hypot((patch % cols) - 30, Math.floor(patch / cols) - 16) < 9);
  return patchFeatures(
    rows,
    cols,
    dim,
    Array.from({ length: rows * cols * dim }, (_, at) => {
      const patch = Math.floor(at / dim);
      return centres[inside(patch) * dim + (at % dim)]! + random() - 0.5;
    }),
  );
}

/** The shortest of several runs, in milliseconds. */
async function shortest(turns: number, run: () => Promise<unknown>): Promise<number> {
  let best = Infinity;
  for (let turn = 0; turn < turns; turn++) {
    const start = performance.now();
    await run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** Affinity and SciPy's dense generalized eigensolver; prints the shortest of three runs in milliseconds. */
const peerScript = `
import sys, time
import numpy as np
from scipy.linalg import eigh
a, f = (np.fromfile(path, np.float32).reshape(-1, ${dim}) for path in sys.argv[1:3])
def unit(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)
def cut():
    start = time.perf_counter()
    u, v = unit(a), unit(f)
    s = ${paperCutOptions.alpha} * (u @ u.T) + (1 - ${paperCutOptions.alpha}) * (v @ v.T)
    w = np.where(s >= ${paperCutOptions.tau}, 1.0, ${paperCutOptions.eps})
    d = np.diag(w.sum(axis=1))
    _, vectors = eigh(d - w, d)
    second = vectors[:, 1]
    _ = second > second.mean()
    return time.perf_counter() - start
print(1000 * min(cut() for _ in range(3)))
`;

/** SciPy's time; null where Python or SciPy is not installed. */
async function scipyMs({ appearance, flow }: Frame): Promise<number | null> {
  const folder = await mkdtemp(join(tmpdir(), 'fodvid-bench-'));
  try {
    const paths = [join(folder, 'appearance.f32'), join(folder, 'flow.f32')] as const;
    await writeFile(paths[0], appearance.data);
    await writeFile(paths[1], flow.data);
    const { stdout } = await promisify(execFile)('/usr/bin/python3', ['-c', peerScript, ...paths]);
    return Number(stdout);
  } catch {
    return null;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function run(): Promise<BenchRow[]> {
  const frame = await frameFeatures();
  const { appearance, flow } = frame;
  const peer = await scipyMs(frame);
  const ours = await shortest(15, () => cutFrame(appearance, flow, paperCutOptions));
  const against =
    peer === null ? { note: 'SciPy did not run: is it installed for /usr/bin/python3?' } : { limit: 0.1 };
  return [
    {
      name: `cut of ${rows * cols} nodes, affinity included, vs SciPy eigh`,
      ours,
      peer,
      unit: 'ms',
      ...against,
    },
  ];
}

/** One frame's graph cut against SciPy's dense generalized eigensolver. */
export const bench: Bench = { name: 'graph cut', run };
