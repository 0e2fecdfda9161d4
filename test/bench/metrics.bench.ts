import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contourInstability, maskShape } from '../../native/metrics/contours/contour-stability.ts';
import { scoreFrame } from '../../native/metrics/frame-score.ts';
import type { Mask } from '../../native/raster/types.ts';
import { maskWhere, seededRandom } from '../metrics/mask-samples.ts';
import type { Bench, BenchRow } from './bench.ts';

const widthPx = 854;
const heightPx = 480;
const frameCount = 12;
const rounds = 10;

/** The per-frame measures as the official toolkit defines them (db_eval_iou, db_eval_boundary), on one core. */
const peerScript = `
import sys, json, time
import numpy as np
from skimage.morphology import binary_dilation, disk
try:
    import cv2
    cv2.setNumThreads(1)
    dilate = lambda b, d: cv2.dilate(b.astype(np.uint8), d.astype(np.uint8)).astype(bool)
except ImportError:
    dilate = binary_dilation

def seg2bmap(seg):
    e = np.zeros_like(seg); s = np.zeros_like(seg); se = np.zeros_like(seg)
    e[:, :-1] = seg[:, 1:]; s[:-1] = seg[1:]; se[:-1, :-1] = seg[1:, 1:]
    b = seg ^ e | seg ^ s | seg ^ se
    b[-1] = seg[-1] ^ e[-1]; b[:, -1] = seg[:, -1] ^ s[:, -1]; b[-1, -1] = 0
    return b

def J(gt, fg):
    gt, fg = gt.astype(bool), fg.astype(bool)
    if np.isclose(np.sum(gt), 0) and np.isclose(np.sum(fg), 0): return 1.0
    return float(np.sum(gt & fg) / np.sum(gt | fg, dtype=np.float32))

def F(gt, fg):
    element = disk(int(np.ceil(0.008 * np.linalg.norm(gt.shape))))
    bf, bg = seg2bmap(fg.astype(bool)), seg2bmap(gt.astype(bool))
    df, dg = dilate(bf, element), dilate(bg, element)
    match_g, match_f = bg * df, bf * dg
    nf, ng = np.sum(bf), np.sum(bg)
    if nf == 0 or ng == 0: return float(nf == ng)
    p, r = np.sum(match_f) / float(nf), np.sum(match_g) / float(ng)
    return 0.0 if p + r == 0 else float(2 * p * r / (p + r))

path, n, h, w, rounds = sys.argv[1], *map(int, sys.argv[2:])
pairs = np.fromfile(path, np.uint8).reshape(n, 2, h, w).astype(bool)
best = 1e9
for _ in range(rounds):
    start = time.perf_counter()
    scores = [(J(g, f), F(g, f)) for g, f in pairs]
    best = min(best, time.perf_counter() - start)
print(json.dumps({'ms': best * 1000 / n, 'scores': scores}))
`;

interface PeerResult {
  readonly ms: number;
  readonly scores: readonly (readonly [number, number])[];
}

/** An object with limbs, about a tenth of the picture, and a prediction with a rough border and stray specks. */
function maskPair(frame: number): readonly [Mask, Mask] {
  const random = seededRandom(frame + 1);
  const radiusAt = (angle: number) => 110 + 40 * Math.sin(5 * angle + frame / 3) + 15 * Math.sin(17 * angle);
  const inside = (x: number, y: number, margin: number) => {
    const [dx, dy] = [x - 400 - 4 * frame, y - 240];
    return Math.hypot(dx, dy) < radiusAt(Math.atan2(dy, dx)) + margin;
  };
  const truth = maskWhere(widthPx, heightPx, (x, y) => inside(x, y, 0));
  const guess = maskWhere(
    widthPx,
    heightPx,
    (x, y) => inside(x, y, 8 * Math.sin(x / 9) * Math.cos(y / 7)) !== random() < 0.0002,
  );
  return [truth, guess];
}

/** Milliseconds per frame, the quickest of several rounds: other work on the machine only ever adds time. */
function measureOurs(pairs: readonly (readonly [Mask, Mask])[]): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    for (const [truth, guess] of pairs) scoreFrame(truth, guess);
    best = Math.min(best, performance.now() - start);
  }
  return best / pairs.length;
}

/** Milliseconds per frame of J, F and T, each mask's shape computed once, as a sequence is scored. */
function measureWithT(pairs: readonly (readonly [Mask, Mask])[]): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    let last = maskShape(pairs[0]![1]);
    for (const [truth, guess] of pairs) {
      scoreFrame(truth, guess);
      const shape = maskShape(guess);
      contourInstability(last, shape);
      last = shape;
    }
    best = Math.min(best, performance.now() - start);
  }
  return best / pairs.length;
}

/** Runs the peer with the first Python that has its libraries; null where none has. */
function measurePeer(pairs: readonly (readonly [Mask, Mask])[]): PeerResult | null {
  const folder = mkdtempSync(join(tmpdir(), 'fodvid-bench-'));
  try {
    const file = join(folder, 'masks.raw');
    writeFileSync(file, Buffer.concat(pairs.flat().map(({ data }) => data)));
    const args = ['-', file, ...[pairs.length, heightPx, widthPx, rounds].map(String)];
    for (const python of ['/usr/bin/python3', 'python3']) {
      const { status, stdout } = spawnSync(python, args, {
        input: peerScript,
        encoding: 'utf8',
        env: { ...process.env, OMP_NUM_THREADS: '1' },
      });
      if (status === 0) return JSON.parse(stdout) as PeerResult;
    }
    return null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The largest difference between the peer's scores and ours. */
function largestDifference(pairs: readonly (readonly [Mask, Mask])[], peer: PeerResult): number {
  const differences = pairs.flatMap(([truth, guess], i) => {
    const { J, F } = scoreFrame(truth, guess);
    const [peerJ, peerF] = peer.scores[i]!;
    return [Math.abs(J - peerJ), Math.abs(F - peerF)];
  });
  return Math.max(...differences);
}

/** J and F of a 480p frame beside the official Python toolkit's, both on one core. */
export const bench: Bench = {
  name: 'metrics',
  run: () => {
    const pairs = Array.from({ length: frameCount }, (_, frame) => maskPair(frame));
    const ours = measureOurs(pairs);
    const peer = measurePeer(pairs);
    const note =
      peer === null
        ? 'no Python with numpy and skimage for the official measures'
        : `official measures in numpy; largest difference ${largestDifference(pairs, peer).toExponential(1)}`;
    const rows: BenchRow[] = [
      { name: 'J and F of an 854 × 480 frame', ours, peer: null, unit: 'ms', limit: 3 },
      { name: 'J, F and T of that frame', ours: measureWithT(pairs), peer: null, unit: 'ms', limit: 10 },
    ];
    const beside = { name: 'J and F, official Python', ours, peer: peer?.ms ?? null, unit: 'ms', note };
    return Promise.resolve([...rows, peer === null ? beside : { ...beside, limit: 0.5 }]);
  },
};
