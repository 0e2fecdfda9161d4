import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { crfMask } from '../../native/crf/crf-mask.ts';
import { defaultCrf, denseCrf } from '../../native/crf/mean-field.ts';
import { permutohedralFilter } from '../../native/crf/permutohedral-lattice.ts';
import { spatialGaussian } from '../../native/crf/spatial-gaussian.ts';
import { readSafetensors, toFloat32 } from '../../native/weights/formats/safetensors.ts';
import { seededRandom } from '../metrics/mask-samples.ts';
import { golden, goldenTest } from '../support/golden.ts';

goldenTest('labels agree with exact mean field over all pairs', golden('crf'), async (folder) => {
  const tensors = await readSafetensors(join(folder, 'exact_meanfield_40x80.safetensors'));
  const size = { widthPx: 80, heightPx: 40 };
  for (const name of ['a', 'b']) {
    const image = { ...size, data: tensors.get(`${name}.image_u8_hwc`)!.bytes };
    const exact = toFloat32(tensors.get(`${name}.q10`)!);
    const { data } = denseCrf(image, { ...size, data: toFloat32(tensors.get(`${name}.prob`)!) }, defaultCrf);
    const equal = data.filter((share, i) => share > 0.5 === exact[i]! > 0.5).length;
    assert.ok(equal / data.length >= 0.98, `${name}: ${equal / data.length}`);
  }
});

/** Σⱼ exp(-½ |fᵢ - fⱼ|²) vⱼ, by all pairs. */
function exactFilter(features: Float32Array, dimensions: number, values: Float32Array): Float32Array {
  return values.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < values.length; j++) {
      let distance2 = 0;
      for (let d = 0; d < dimensions; d++)
        distance2 += (features[i * dimensions + d]! - features[j * dimensions + d]!) ** 2;
      sum += Math.exp(-distance2 / 2) * values[j]!;
    }
    return sum;
  });
}

test('the lattice filters like a Gaussian, up to a factor', () => {
  const random = seededRandom(3);
  const features = Float32Array.from({ length: 300 * 5 }, () => 2 * random());
  const values = Float32Array.from({ length: 300 }, random);
  const filter = permutohedralFilter(features);
  const ones = new Float32Array(300).fill(1);
  const mean = (filtered: Float32Array, sums: Float32Array) => filtered.map((value, i) => value / sums[i]!);
  const ours = mean(filter.apply(values), filter.apply(ones));
  const exact = mean(exactFilter(features, 5, values), exactFilter(features, 5, ones));
  const error = Math.max(...ours.map((value, i) => Math.abs(value - exact[i]!)));
  assert.ok(error < 0.05, String(error));
});

test('the spatial filter sums the pixels around each with Gaussian weights', () => {
  const size = { widthPx: 9, heightPx: 7 };
  const random = seededRandom(1);
  const values = Float32Array.from({ length: 63 }, random);
  const positions = Float32Array.from({ length: 126 }, (_, k) => {
    const i = k >> 1;
    return (k % 2 === 0 ? i % 9 : Math.floor(i / 9)) / 1.5;
  });
  const filtered = spatialGaussian(size, 1.5).apply(values);
  exactFilter(positions, 2, values).forEach((value, i) => assert.ok(Math.abs(value - filtered[i]!) < 5e-3));
});

test('a mask moves to the edge of the object that it misses by some pixels', () => {
  const size = { widthPx: 60, heightPx: 40 };
  const inside = (x: number, y: number, grow: number) =>
    Math.abs(x - 30) < 12 + grow && Math.abs(y - 20) < 9 + grow;
  const data = new Uint8Array(3 * 60 * 40);
  const soft = new Float32Array(60 * 40);
  for (let i = 0; i < soft.length; i++) {
    const [x, y] = [i % 60, Math.floor(i / 60)];
    data.fill(inside(x, y, 0) ? 220 : 40, 3 * i, 3 * i + 3);
    soft[i] = inside(x, y, 2) ? 0.7 : 0.2;
  }
  const mask = crfMask({ ...size, data }, { ...size, data: soft });
  const wrong = mask.data.filter(
    (value, i) => value !== Number(inside(i % 60, Math.floor(i / 60), 0)),
  ).length;
  assert.equal(wrong, 0);
});
