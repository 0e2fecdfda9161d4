import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { FodvidError } from '../../native/errors.ts';
import { cutFrame } from '../../native/graphcut/cut-frame.ts';
import { createCutPool } from '../../native/graphcut/cut-pool.ts';
import { paperCutOptions } from '../../native/graphcut/cut-types.ts';
import { randomFeatures } from './graphs.ts';

describe('createCutPool', () => {
  const pool = createCutPool({ workers: 2 });
  after(() => pool.dispose());
  const options = { ...paperCutOptions, tau: 0.1 };
  const frames = [1, 2, 3, 4].map((seed) => ({
    appearance: randomFeatures(9, 16, 12, seed),
    flow: randomFeatures(9, 16, 12, seed + 50),
  }));

  test('gives the same bits as the function itself', async () => {
    const pooled = await Promise.all(
      frames.map(({ appearance, flow }) => pool.cutFrame(appearance, flow, options)),
    );
    for (const [k, { appearance, flow }] of frames.entries())
      assert.deepEqual(pooled[k], await cutFrame(appearance, flow, options));
  });

  test('takes features that are a view of a larger memory, and leaves them whole', async () => {
    const { appearance, flow } = frames[0]!;
    const memory = new Float32Array(10 * appearance.data.length);
    memory.set(appearance.data, 100);
    const view = { ...appearance, data: memory.subarray(100, 100 + appearance.data.length) };
    assert.deepEqual(
      await pool.cutFrame(view, flow, options),
      await pool.cutFrame(appearance, flow, options),
    );
    assert.deepEqual(view.data, appearance.data);
  });

  test('errors come back as they were thrown', async () => {
    const { appearance, flow } = frames[0]!;
    const bad = { ...flow, data: flow.data.with(0, NaN) };
    await assert.rejects(pool.cutFrame(appearance, bad, { ...options, label: 'frame 3' }), (error) => {
      assert.ok(error instanceof FodvidError);
      assert.equal(error.kind, 'failed');
      assert.match(error.message, /flow features of frame 3 .* row 0, column 0/);
      assert.equal(error.origin.stage, 'graphcut');
      return true;
    });
    await assert.rejects(
      pool.cutFrame(appearance, flow, { ...options, alpha: 2 }),
      (error) => error instanceof FodvidError && error.kind === 'usage',
    );
  });

  test('an abort ends the call as cancelled, and the pool goes on', async () => {
    const { appearance, flow } = frames[0]!;
    const controller = new AbortController();
    const call = pool.cutFrame(appearance, flow, options, controller.signal);
    controller.abort();
    await assert.rejects(call, (error) => error instanceof FodvidError && error.kind === 'cancelled');
    assert.equal((await pool.cutFrame(appearance, flow, options)).rows, 9);
  });
});
