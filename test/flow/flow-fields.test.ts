import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { forwardBackwardConsistency } from '../../native/flow/consistency.ts';
import { readFlo, writeFlo } from '../../native/flow/flo-file.ts';
import { flowToRgb } from '../../native/flow/flow-color.ts';
import { reduceFlow } from '../../native/flow/reduce-flow.ts';
import { warpPlane } from '../../native/flow/warp.ts';
import { readRgbImage } from '../../native/raster/image-file.ts';
import { golden, goldenTest } from '../support/golden.ts';
import { constantFlow } from './end-point-error.ts';

async function inTemporaryFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'flow-'));
  try {
    await body(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

goldenTest('colours flow like the Middlebury wheel, within 1 of 255', golden('flowviz'), async (folder) => {
  for (const name of ['dis', 'gmflow_random']) {
    const ours = flowToRgb(await readFlo(join(folder, `${name}.flo`)));
    const expected = await readRgbImage(join(folder, `${name}.png`));
    assert.equal(ours.data.length, expected.data.length);
    for (let i = 0; i < ours.data.length; i++)
      assert.ok(Math.abs(ours.data[i]! - expected.data[i]!) <= 1, `${name}, byte ${i}`);
  }
});

test('colours rest white, also where the whole field rests', () => {
  assert.ok(flowToRgb(constantFlow(3, 2, 0, 0)).data.every((value) => value === 255));
});

test('writes a .flo file that it reads back bit by bit', () =>
  inTemporaryFolder(async (folder) => {
    const data = Float32Array.from({ length: 2 * 5 * 3 }, (_, i) => Math.sin(i) * 10 ** (i % 7));
    const flow = { widthPx: 5, heightPx: 3, data };
    await writeFlo(join(folder, 'a.flo'), flow);
    assert.deepEqual(await readFlo(join(folder, 'a.flo')), flow);
  }));

test('says what is wrong with a .flo file, naming it', () =>
  inTemporaryFolder(async (folder) => {
    const header = (magic: number, width: number, height: number) => {
      const bytes = Buffer.alloc(12);
      bytes.writeFloatLE(magic, 0);
      bytes.writeInt32LE(width, 4);
      bytes.writeInt32LE(height, 8);
      return bytes;
    };
    const nan = Buffer.alloc(8);
    nan.writeFloatLE(NaN, 4);
    const cases: readonly (readonly [string, Buffer, RegExp])[] = [
      ['empty', Buffer.alloc(0), /0 bytes/],
      ['magic', header(1, 1, 1), /no Middlebury/],
      ['truncated', header(202021.25, 2, 1), /28 bytes.*12/],
      ['long', Buffer.concat([header(202021.25, 1, 1), Buffer.alloc(9)]), /20 bytes.*21/],
      ['huge', header(202021.25, 2_000_000_000, 5), /2000000000x5/],
      ['negative', header(202021.25, -1, -1), /-1x-1/],
      ['nan', Buffer.concat([header(202021.25, 1, 1), nan]), /not finite/],
    ];
    for (const [name, bytes, message] of cases) {
      const path = join(folder, `${name}.flo`);
      await writeFile(path, bytes);
      await assert.rejects(
        readFlo(path),
        (error: Error) => message.test(error.message) && error.message.includes(path),
      );
    }
    await assert.rejects(readFlo(join(folder, 'absent.flo')), /does not exist/);
  }));

test('scales displacements with the size when reducing', () => {
  const reduced = reduceFlow(constantFlow(854, 480, 8.54, -4.8), { widthPx: 427, heightPx: 120 });
  const count = 427 * 120;
  assert.ok(reduced.data.subarray(0, count).every((u) => Math.abs(u - 4.27) < 1e-4));
  assert.ok(reduced.data.subarray(count).every((v) => Math.abs(v + 1.2) < 1e-4));
});

test('finds opposite flows consistent, and neither disagreeing ones nor points that leave the picture', () => {
  const agreeing = forwardBackwardConsistency(constantFlow(12, 8, 3, 0), constantFlow(12, 8, -3, 0));
  for (let i = 0; i < 96; i++) assert.equal(agreeing.data[i], i % 12 <= 8 ? 1 : 0);
  const disagreeing = forwardBackwardConsistency(constantFlow(12, 8, 3, 0), constantFlow(12, 8, 3, 0));
  assert.ok(disagreeing.data.every((value) => value === 0));
});

test('warps backwards: each point takes the value that the flow points at, borders repeat', () => {
  const plane = { widthPx: 6, heightPx: 2, data: Float32Array.of(0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5) };
  const { data } = warpPlane(plane, constantFlow(6, 2, 1.5, 0));
  assert.deepEqual(Array.from(data.subarray(0, 6)), [1.5, 2.5, 3.5, 4.5, 5, 5]);
  assert.deepEqual(warpPlane(plane, constantFlow(6, 2, 0, 0)).data, plane.data);
});
