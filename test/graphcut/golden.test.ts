import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bipartition } from '../../native/graphcut/bipartition.ts';
import { cosineSimilarity } from '../../native/graphcut/cosine-similarity.ts';
import { normalizedCut } from '../../native/graphcut/normalized-cut.ts';
import { decodeElements } from '../../native/weights/dtypes.ts';
import { readSafetensors } from '../../native/weights/safetensors.ts';
import { golden, goldenTest } from '../support/golden.ts';
import { alignment, patchFeatures } from './graphs.ts';

const settings = [
  { alpha: 0.7, tau: 0.25, name: 'alpha0.7_tau0.25' },
  { alpha: 0.5, tau: 0.2, name: 'alpha0.5_tau0.2' },
  { alpha: 1, tau: 0.25, name: 'alpha1.0_tau0.25' },
];

async function checkFile(path: string): Promise<void> {
  const tensors = await readSafetensors(path);
  const values = (name: string) => {
    const tensor = tensors.get(name);
    assert.ok(tensor !== undefined, `${basename(path)} has ${name}`);
    return decodeElements(tensor.dtype, tensor.bytes);
  };
  const [, rows, cols] = /_(\d+)x(\d+)\.safetensors$/.exec(path)!.map(Number);
  const features = (name: string) => patchFeatures(rows!, cols!, 48, values(name));
  const similarity = cosineSimilarity(features('appearance'), features('flow'));
  for (const { alpha, tau, name } of settings) {
    const affinity = await similarity.affinity({ alpha, tau, eps: 1e-5 });
    const cut = normalizedCut(affinity, { eigenvectors: 3 });
    // An edge within float32's rounding of tau may fall on the other side.
    const wrongDegrees = affinity.degree.filter((d, i) => Math.abs(d - values(`${name}.degree`)[i]!) > 1e-6);
    assert.ok(wrongDegrees.length <= 2, `${wrongDegrees.length} degrees differ`);
    const eigenvalues = values(`${name}.eigenvalues`);
    cut.eigenvalues.forEach((value, k) => assert.ok(Math.abs(value - eigenvalues[k + 1]!) < 1e-6));
    const [eigenvector] = cut.eigenvectors;
    const expected = values(`${name}.eigenvector`);
    assert.ok(alignment(eigenvector!, expected) >= 0.9999);
    assert.ok(eigenvector!.reduce((sum, x, i) => sum + x * expected[i]!, 0) > 0, 'the sign agrees');
    const partition = values(`${name}.partition`);
    const equal = bipartition(eigenvector!).filter((side, i) => side === partition[i]).length;
    assert.ok(equal >= 0.999 * partition.length, `${equal} of ${partition.length} nodes agree`);
  }
}

const folder = golden('graphcut');
goldenTest('the cut of reference features is that of a dense eigensolver', folder, async (path) => {
  for (const file of readdirSync(path)) await checkFile(join(path, file));
});
