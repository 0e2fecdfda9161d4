import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { silentContext } from '../../native/base/context.ts';
import { FodvidError } from '../../native/base/errors.ts';
import { cutFrame } from '../../native/graphcut/cut-frame.ts';
import { paperCutOptions } from '../../native/graphcut/cut-types.ts';
import { cutFeatures, type CutFeaturesRequest } from '../../native/commands/stages/cut-features.ts';
import { encodeFloat16 } from '../../native/raster/float16.ts';
import type { PatchFeatures } from '../../native/raster/types.ts';
import {
  readSafetensors,
  type TensorToWrite,
  toFloat32,
  writeSafetensors,
} from '../../native/weights/formats/safetensors.ts';
import { randomFeatures } from '../graphcut/graphs.ts';

const appearance = randomFeatures(6, 9, 8, 1);
const flow = randomFeatures(6, 9, 4, 2);
const tensor = ({ dim, data }: PatchFeatures): TensorToWrite => ({
  dtype: 'F32',
  shape: [data.length / dim, dim],
  data,
});

describe('cutFeatures', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fodvid-cut-'));
  });
  after(() => rm(folder, { recursive: true }));
  const request = (change: Partial<CutFeaturesRequest> = {}): CutFeaturesRequest => ({
    featuresPath: join(folder, 'features.safetensors'),
    grid: { rows: 6, cols: 9 },
    alpha: 0.7,
    tau: 0.1,
    outPath: join(folder, 'cut.safetensors'),
    ...change,
  });
  const write = (tensors: Readonly<Record<string, TensorToWrite>>) =>
    writeSafetensors(request().featuresPath, tensors);
  async function fails(change: Partial<CutFeaturesRequest>, kind: string, pattern: RegExp): Promise<void> {
    await rm(request().outPath, { force: true });
    await assert.rejects(cutFeatures(request(change), silentContext), (error) => {
      assert.ok(error instanceof FodvidError);
      assert.equal(error.kind, kind);
      assert.match(error.message, pattern);
      return true;
    });
    assert.equal(existsSync(request().outPath), false);
  }

  test('writes what cutFrame returns', async () => {
    await write({ appearance: tensor(appearance), flow: tensor(flow) });
    const result = await cutFeatures(request(), silentContext);
    const expected = await cutFrame(appearance, flow, { ...paperCutOptions, tau: 0.1 });
    assert.deepEqual(result, expected);
    const out = await readSafetensors(request().outPath);
    assert.deepEqual(out.get('eigenvector')!.shape, [54]);
    assert.deepEqual(toFloat32(out.get('eigenvector')!), expected.eigenvector);
    assert.deepEqual([...out.get('partition')!.bytes], [...expected.partition]);
    assert.deepEqual(out.get('eigenvalue')!.shape, [1]);
    assert.ok(Math.abs(toFloat32(out.get('eigenvalue')!)[0]! - expected.eigenvalue) < 1e-6);
  });

  test('reads half precision', async () => {
    const half = { ...tensor(appearance), dtype: 'F16' as const, data: encodeFloat16(appearance.data) };
    await write({ appearance: half, flow: tensor(flow) });
    assert.equal((await cutFeatures(request(), silentContext)).partition.length, 54);
  });

  test('names a tensor that is missing or of the wrong type or shape', async () => {
    await write({ appearance: tensor(appearance) });
    await fails({}, 'failed', /has no tensor "flow" \(it has appearance\)/);
    await write({ appearance: tensor(appearance), flow: { ...tensor(flow), shape: [6, 9, 4] } });
    await fails({}, 'failed', /"flow" .* is F32 \[6, 9, 4\]; it must be F32 or F16 \[N, D\]/);
    const integers = { dtype: 'U8' as const, shape: [54, 4], data: new Uint8Array(216) };
    await write({ appearance: tensor(appearance), flow: integers });
    await fails({}, 'failed', /"flow" .* is U8/);
  });

  test('refuses a grid that does not fit, and options out of range', async () => {
    await write({ appearance: tensor(appearance), flow: tensor(flow) });
    await fails({ grid: { rows: 6, cols: 8 } }, 'usage', /has 54 patches, a grid of 6x8 has 48/);
    await fails({ alpha: 2 }, 'usage', /alpha is 2/);
    await fails({ tau: 1.01 }, 'usage', /tau is 1.01/);
  });

  test('names the file and the patch of features that are not finite', async () => {
    const bad = { ...appearance, data: appearance.data.with(8 * 10, NaN) };
    await write({ appearance: tensor(bad), flow: tensor(flow) });
    await fails({}, 'failed', /appearance features of .*features\.safetensors .* row 1, column 1/);
  });

  test('refuses a missing and a damaged file', async () => {
    await fails({ featuresPath: join(folder, 'none.safetensors') }, 'failed', /none\.safetensors/);
    await writeFile(request().featuresPath, 'not tensors');
    await fails({}, 'failed', /features\.safetensors/);
  });

  test('stops where it is cancelled', async () => {
    await write({ appearance: tensor(appearance), flow: tensor(flow) });
    const context = { ...silentContext, signal: AbortSignal.abort() };
    await assert.rejects(
      cutFeatures(request(), context),
      (error) => error instanceof FodvidError && error.kind === 'cancelled',
    );
  });
});
