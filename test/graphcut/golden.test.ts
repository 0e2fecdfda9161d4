import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bipartition } from '../../native/graphcut/bipartition.ts';
import { withAffinity } from '../../native/graphcut/affinity/affinity.ts';
import { normalizedCut } from '../../native/graphcut/normalized-cut.ts';
import { decodeFloat16, encodeFloat16 } from '../../native/raster/float16.ts';
import { decodeElements } from '../../native/weights/formats/dtypes.ts';
import { readSafetensors } from '../../native/weights/formats/safetensors.ts';
import { golden, goldenTest } from '../support/golden.ts';
import { alignment, patchFeatures } from './graphs.ts';

const settings = [
  { alpha: 0.7, tau: 0.25, name: 'alpha0.7_tau0.25' },
  { alpha: 0.5, tau: 0.2, name: 'alpha0.5_tau0.2' },
  { alpha: 1, tau: 0.25, name: 'alpha1.0_tau0.25' },
];

/** A reference file's tensors by name, and its features. */
async function openFile(path: string) {
  const tensors = await readSafetensors(path);
  const values = (name: string) => {
    const tensor = tensors.get(name);
    assert.ok(tensor !== undefined, `${basename(path)} has ${name}`);
    return decodeElements(tensor.dtype, tensor.bytes);
  };
  const [, rows, cols] = /_(\d+)x(\d+)\.safetensors$/.exec(path)!.map(Number);
  const features = (name: string) => patchFeatures(rows!, cols!, 48, values(name));
  return { values, features };
}

async function checkFile(path: string): Promise<void> {
  const { values, features } = await openFile(path);
  for (const { alpha, tau, name } of settings) {
    const options = { alpha, tau, eps: 1e-5 };
    const { degree, ...cut } = await withAffinity(
      features('appearance'),
      features('flow'),
      options,
      (affinity) => normalizedCut(affinity, { eigenvectors: 3 }),
    );
    // An edge within float32's rounding of tau may fall on the other side.
    const wrongDegrees = degree.filter((d, i) => Math.abs(d - values(`${name}.degree`)[i]!) > 1e-6);
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

/** The share of the edges that are others, and of the patches on another side, where features are rounded to float16. */
async function costOfHalves(path: string): Promise<{ readonly edges: number; readonly sides: number }> {
  const { features } = await openFile(path);
  const rounded = (name: string) => {
    const exact = features(name);
    return { ...exact, data: decodeFloat16(encodeFloat16(exact.data)) };
  };
  const [edges, sides]: [number[], number[]] = [[], []];
  for (const options of settings.map(({ alpha, tau }) => ({ alpha, tau, eps: 1e-5 }))) {
    const cutOf = (of: typeof features) =>
      withAffinity(of('appearance'), of('flow'), options, (affinity) => ({
        affinity: structuredClone(affinity),
        partition: bipartition(normalizedCut(affinity).eigenvectors[0]!),
      }));
    const [exact, halved] = [await cutOf(features), await cutOf(rounded)];
    const { words, nodes } = exact.affinity;
    const flipped = words.reduce((sum, word, i) => sum + ones(word ^ halved.affinity.words[i]!), 0);
    edges.push(flipped / nodes ** 2);
    sides.push(exact.partition.filter((side, i) => side !== halved.partition[i]).length / nodes);
  }
  return { edges: Math.max(...edges), sides: Math.max(...sides) };
}

const ones = (word: number): number => (word >>> 0).toString(2).replaceAll('0', '').length;

goldenTest('features kept as float16 cost few edges and no patch its side', folder, async (path) => {
  for (const file of readdirSync(path)) {
    const { edges, sides } = await costOfHalves(join(path, file));
    assert.ok(edges < 1e-3, `${edges} of the edges of ${file}`);
    assert.ok(sides < 1e-3, `${sides} of the sides of ${file}`);
  }
});
