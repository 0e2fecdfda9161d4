import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { EventPayload } from '../../native/api/contract.ts';
import { methods } from '../../native/api/contract.ts';
import type { Engine } from '../../native/app/engine.ts';
import { engineFolder, noSignal, openEngine } from '../support/test-engine.ts';
import { writeRandomVit } from '../support/weights/random-vit.ts';
import { serveWeights, type WeightServer } from '../support/weights/weight-server.ts';

const id = 'dino-vits16';
const file = 'dino_deitsmall16_pretrain.pth';

/** Weights of DINO ViT-S/16's structure, by a mirror on this machine. */
describe('models by a mirror', () => {
  const { root, options } = engineFolder();
  const earlier = { ...process.env };
  let engine: Engine;
  let server: WeightServer;
  let weights: Buffer;
  let whole = true;
  const heard: EventPayload<'model.progress'>[] = [];

  before(async () => {
    const path = join(root, 'vit.safetensors');
    await writeRandomVit(path, { patchPx: 16, dim: 384, depth: 12 });
    weights = readFileSync(path);
    server = await serveWeights(
      { [`/${id}/${file}`]: weights, '/arflow/pwclite_ar.tar': Buffer.from('not these weights') },
      { cut: (_request, length) => (whole ? null : Math.floor(length / 2)) },
    );
    process.env['FODVID_MODELS'] = join(root, 'models');
    process.env['FODVID_MODEL_MIRROR'] = server.url;
    engine = await openEngine(options);
    engine.onEvent(({ event, payload }) => {
      if (event === 'model.progress') heard.push(payload);
    });
  });
  after(async () => {
    await server.close();
    process.env = earlier;
  });

  const listed = async (model: string) =>
    (await engine.handlers['models.list']({}, noSignal)).models.find((each) => each.id === model)!;

  test('a download that is given up halfway stays partial', async () => {
    whole = false;
    const begun = Promise.withResolvers<undefined>();
    const stop = engine.onEvent(({ event }) => {
      if (event === 'model.progress') begun.resolve(undefined);
    });
    const pulled = engine.handlers['models.pull']({ id }, noSignal);
    const refused = assert.rejects(pulled, { kind: 'cancelled' });
    await begun.promise;
    await assert.rejects(engine.handlers['models.pull']({ id }, noSignal), /being downloaded already/);
    await engine.handlers['models.cancelPull']({ id }, noSignal);
    await refused;
    stop();
    assert.equal((await listed(id)).state, 'partial');
  });

  test('the next one brings the rest, tells its progress, and knows the digest of what it brought', async () => {
    whole = true;
    heard.length = 0;
    const model = methods['models.pull'].result.parse(await engine.handlers['models.pull']({ id }, noSignal));
    assert.match(server.requests.at(-1)!, /^bytes=\d+-$/);
    const sha256 = createHash('sha256').update(weights).digest('hex');
    assert.deepEqual([model.state, model.sha256], ['verified', sha256]);
    assert.ok(readFileSync(model.path!).equals(weights));
    assert.deepEqual(await listed(id), model);
    assert.ok(heard.every((event) => event.id === id && event.doneBytes <= event.totalBytes));
    assert.ok(heard.some(({ doneBytes, totalBytes }) => doneBytes < totalBytes));
    assert.ok(heard.some(({ doneBytes }) => doneBytes === weights.length));
    const requests = server.requests.length;
    assert.equal((await engine.handlers['models.pull']({ id }, noSignal)).state, 'verified');
    assert.equal(server.requests.length, requests, 'what is here is not fetched again');
  });

  test('a removed model is missing, its file and digest are gone, and other weights may come', async () => {
    const { path } = await listed(id);
    const removed = methods['models.remove'].result.parse(
      await engine.handlers['models.remove']({ id }, noSignal),
    );
    assert.deepEqual([removed.state, removed.path, removed.sha256], ['missing', null, null]);
    assert.equal(existsSync(path!), false);
    assert.deepEqual(await listed(id), removed);
    // Removing what is not there is no error.
    assert.equal((await engine.handlers['models.remove']({ id }, noSignal)).state, 'missing');
    await assert.rejects(engine.handlers['models.remove']({ id: 'resnet' }, noSignal), /no model "resnet"/);
  });

  test('weights with another digest than the authors’ are set aside and never used', async () => {
    await assert.rejects(
      engine.handlers['models.pull']({ id: 'arflow' }, noSignal),
      /set aside and not used.*What was downloaded is kept as/s,
    );
    const { state, path } = await listed('arflow');
    assert.deepEqual([state, path], ['missing', null]);
  });
});
