import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readStateDict } from '../../native/weights/formats/weight-file.ts';
import { candidatesOf, recogniseNetwork, requireStructure } from '../../native/weights/library/recognise.ts';
import { findModel, modelRegistry, parseRegistry } from '../../native/weights/library/registry.ts';
import type { StateDict, WeightTensor } from '../../native/weights/formats/state-dict.ts';
import { golden, goldenTest } from '../support/golden.ts';

const entry = modelRegistry[0]!;

test('the registry holds every network of the paper, and an unknown id lists them', () => {
  for (const id of ['dino-vits16', 'dino-vits8', 'dino-vitb16', 'dino-vitb8', 'arflow', 'gmflow'])
    assert.equal(findModel(id).id, id);
  assert.throws(() => findModel('dino-vitx'), /no model "dino-vitx"; choose from dino-vits16, /);
});

test('a registry with a doubled id, an unprotected address or a path as file name is refused', () => {
  const refuses = (...models: unknown[]) => assert.throws(() => parseRegistry({ models }));
  parseRegistry({ models: [entry] });
  refuses(entry, entry);
  refuses({ ...entry, urls: ['http://example.org/a.pth'] });
  refuses({ ...entry, file: '../a.pth' });
  refuses({ ...entry, digest: { kind: 'sha256', value: 'abc' } });
});

const weight = (...shape: number[]): WeightTensor => ({ shape, data: new Float32Array(0) });

test('a network of no known family is refused by its first tensor', () => {
  const weights: StateDict = new Map([['conv1.weight', weight(64, 3, 7, 7)]]);
  assert.throws(
    () => recogniseNetwork('resnet.pth', weights),
    /resnet\.pth holds none of the networks.*"conv1\.weight"/,
  );
});

goldenTest(
  'each family is recognised with its configuration, and a lost tensor is named',
  golden('dino'),
  async (folder) => {
    const dino = await readStateDict(`${folder}/vit_p16_d192_l3.pth`);
    assert.deepEqual(recogniseNetwork('a', dino), {
      family: 'dino',
      structure: { patchPx: 16, dim: 192, depth: 3 },
    });
    const cases = [
      [golden('arflow', 'pwclite_ar.tar')!, 'arflow', 'flow_estimators.conv3.0.bias'],
      [golden('gmflow', 'gmflow.pth')!, 'gmflow', 'transformer.layers.5.cross_attn_ffn.norm2.bias'],
      [`${folder}/vit_p8_d96_l4.pth`, 'dino', 'blocks.2.attn.proj.weight'],
    ] as const;
    for (const [path, family, lost] of cases) {
      const weights = new Map(await readStateDict(path));
      assert.equal(recogniseNetwork('a', weights).family, family);
      weights.delete(lost);
      assert.throws(() => recogniseNetwork('a', weights), new RegExp(`lacks the tensor "${lost}"`));
    }
  },
);

goldenTest(
  'the published configurations of ARFlow and GMFlow are those of the registry',
  golden('gmflow', 'gmflow.pth'),
  async (path) => {
    const gmflow = recogniseNetwork('a', await readStateDict(path));
    assert.deepEqual(
      candidatesOf(gmflow, modelRegistry).map(({ id }) => id),
      ['gmflow', 'gmflow-things'],
    );
    const arflow = recogniseNetwork('a', await readStateDict(golden('arflow', 'pwclite_ar.tar')!));
    assert.equal(candidatesOf(arflow, modelRegistry).length, 3);
    assert.throws(
      () => requireStructure('a', gmflow, findModel('arflow')),
      /is not arflow: it holds a network of the family gmflow/,
    );
  },
);
