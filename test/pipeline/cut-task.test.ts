import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { cutFrame } from '../../native/graphcut/cut-frame.ts';
import { paperCutOptions } from '../../native/graphcut/cut-types.ts';
import { createFramePool } from '../../native/pipeline/frame-pool.ts';
import { cutToBytes } from '../../native/runs/stored/stored-cut.ts';
import { decodeFloat16, encodeFloat16 } from '../../native/raster/float16.ts';
import type { PatchFeatures } from '../../native/raster/types.ts';
import { randomFeatures } from '../graphcut/graphs.ts';

describe('cutTask', () => {
  const pool = createFramePool(2);
  after(() => pool.dispose());
  const grid = { rows: 9, cols: 16 };
  const options = { ...paperCutOptions, tau: 0.1, label: 'frame 3' };
  const stored = (seed: number) => encodeFloat16(randomFeatures(grid.rows, grid.cols, 12, seed).data);
  const read = (halves: Uint8Array): PatchFeatures => ({ ...grid, dim: 12, data: decodeFloat16(halves) });
  const frames = [1, 2, 3, 4].map((seed) => ({ appearance: stored(seed), motion: stored(seed + 50) }));

  test('gives the same bits as the cut itself', async () => {
    const cuts = await Promise.all(frames.map((frame) => pool.run('cutTask', { ...frame, grid, options })));
    for (const [k, { appearance, motion }] of frames.entries()) {
      const cut = cutToBytes(await cutFrame(read(appearance), read(motion), options));
      assert.deepEqual(cuts[k], { cut });
    }
  });

  test('an error keeps its kind, its sentence and its origin', async () => {
    const { appearance, motion } = frames[0]!;
    const damaged = encodeFloat16(read(motion).data.with(0, NaN));
    const answer = await pool.run('cutTask', { appearance, motion: damaged, grid, options });
    assert.ok('error' in answer);
    const { kind, message, origin } = answer.error;
    assert.equal(kind, 'failed');
    assert.match(message, /flow features of frame 3 .* row 0, column 0/);
    assert.equal(origin.stage, 'graphcut');
  });
});
