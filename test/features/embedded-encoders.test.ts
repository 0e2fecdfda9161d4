import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeddedAppearance } from '../../native/features/embedded-appearance.ts';
import {
  embeddedMotion,
  jointMotion,
  judgedFlows,
  type MotionField,
  motionField,
  type OffsetFlow,
  patchEvidence,
  patchSalience,
} from '../../native/features/embedded-motion.ts';
import { dominantMotion } from '../../native/features/camera-motion.ts';
import { fourierFeatures, gaussianFrequencies } from '../../native/features/fourier-features.ts';
import type { PatchFeatures, RgbImage } from '../../native/raster/types.ts';

const size = { widthPx: 64, heightPx: 48 };
const grid = { rows: 6, cols: 8 };

function cosine({ dim, data }: PatchFeatures, a: number, b: number): number {
  let sum = 0;
  for (let d = 0; d < dim; d++) sum += data[a * dim + d]! * data[b * dim + d]!;
  return sum;
}

/** A frame whose left half is red and whose right half is blue. */
function twoColours(): RgbImage {
  const data = new Uint8Array(3 * size.widthPx * size.heightPx);
  for (let i = 0; i < size.widthPx * size.heightPx; i++) data[3 * i + (i % 64 < 32 ? 0 : 2)] = 200;
  return { ...size, data };
}

/** A camera that pans by (3, 1) px a frame, and a block over columns 16..39 that moves by (5, 0) more. */
function blockFlow(offset: number): OffsetFlow {
  const plane = size.widthPx * size.heightPx;
  const data = new Float32Array(2 * plane);
  for (let i = 0; i < plane; i++) {
    const inBlock = i % 64 >= 16 && i % 64 < 40 && i / 64 >= 16 && i / 64 < 32;
    data[i] = offset * (inBlock ? 8 : 3);
    data[plane + i] = offset;
  }
  return { offset, flow: { ...size, data } };
}

test('Fourier features turn distances into a Gaussian cosine', () => {
  const frequencies = gaussianFrequencies(64, 3);
  const points = Float32Array.from([0, 0, 0, 0.5, 0, 0, 0, 1, 0, 0.8, -0.8, 0.8, 3, 0, 0]);
  const features = { rows: 1, cols: 5, dim: 128, data: fourierFeatures(points, 3, frequencies) };
  [0, 0.5, 1, 0.8 * Math.sqrt(3), 3].forEach((distance, k) => {
    const expected = Math.exp((-distance * distance) / 2);
    assert.ok(Math.abs(cosine(features, 0, k) - expected) < 0.08, `distance ${distance}`);
  });
});

test('appearance features are alike within a colour and unlike across', () => {
  const features = embeddedAppearance(twoColours(), grid);
  assert.ok(cosine(features, 0, 9) > 0.999);
  assert.ok(Math.abs(cosine(features, 0, 7)) < 0.25);
});

const inBlock = 2 * 8 + 3;

/** What the motion network says, were it always right about the block: that it moves so likely. */
function told(motion: MotionField, probability: number): MotionField {
  const moving = Float32Array.from({ length: 64 * 48 }, (_, i) =>
    i % 64 >= 16 && i % 64 < 40 && i / 64 >= 16 && i / 64 < 32 ? probability : 0,
  );
  return { ...motion, moving };
}

test('motion features set apart what moves against the camera, however the camera moves', () => {
  const motion = told(motionField([-2, -1, 1, 2].map(blockFlow), size), 0);
  const features = embeddedMotion(motion, grid);
  const salience = patchSalience(motion, grid);
  assert.ok(cosine(features, inBlock, inBlock + 1) > 0.95);
  assert.ok(cosine(features, inBlock, 0) < 0.5);
  assert.ok(salience[inBlock]! > 1);
  assert.ok(salience[0]! < 0.2);
});

test('motion features set apart what the network takes for a moving object', () => {
  const [doubtful, sure] = [0.3, 1].map((probability) => told(motionField([], size), probability));
  const across = (motion: MotionField) => cosine(embeddedMotion(motion, grid), inBlock, 0);
  assert.ok(across(sure!) < 0.2);
  assert.ok(across(doubtful!) > across(sure!) + 0.3);
  assert.ok(cosine(embeddedMotion(sure!, grid), inBlock, inBlock + 1) > 0.95);
});

test('the network and the salience are evidence for the foreground, the network more', () => {
  const flows = [-2, -1, 1, 2].map(blockFlow);
  const said = patchEvidence(told(motionField([], size), 1), grid);
  const seen = patchEvidence(told(motionField(flows, size), 0), grid);
  const nothing = patchEvidence(told(motionField([], size), 0), grid);
  assert.ok(nothing.every((value) => value === 0));
  assert.ok(said[inBlock]! > seen[inBlock]! && seen[inBlock]! > 0.1);
  assert.equal(said[0], 0);
});

test('what the network says of a neighbour counts where the flow leads to it', () => {
  const still = { offset: 1, flow: { ...size, data: new Float32Array(2 * 64 * 48) } };
  const [own, neighbour] = [0, 0.8].map((probability) => told(motionField([], size), probability));
  const { moving } = jointMotion(own!, [neighbour!], [still]);
  assert.ok(Math.abs(moving![20 * 64 + 20]! - 0.4) < 1e-6);
});

test('salience of a neighbour counts where the flow leads to it', () => {
  const still = motionField([], size);
  const moving = motionField([blockFlow(1)], size);
  const joint = jointMotion(
    still,
    [moving],
    [{ offset: 1, flow: { ...size, data: new Float32Array(2 * 64 * 48) } }],
  );
  const patch = 2 * 8 + 3;
  const [alone, shared] = [patchSalience(moving, grid)[patch]!, patchSalience(joint, grid)[patch]!];
  assert.ok(Math.abs(shared - alone / 2) < 1e-5);
});

test('a frame without neighbours moves nowhere', () => {
  const motion = told(motionField([], size), 0);
  assert.ok(patchSalience(motion, grid).every((value) => value === 0));
  assert.ok(embeddedMotion(motion, grid).data.every(Number.isFinite));
});

test('quick motion is judged by the nearest neighbours, slow motion by all', () => {
  const offsets = [-2, -1, 1, 2];
  const judgedBy = (share: number) =>
    judgedFlows(
      offsets.map((offset) => {
        const { flow } = blockFlow(offset);
        const scaled = { ...flow, data: flow.data.map((value) => share * value) };
        return { offset, flow: scaled, motion: dominantMotion(scaled) };
      }),
    ).map(({ offset }) => offset);
  assert.deepEqual(judgedBy(1), [-1, 1]);
  // 1.2 pixels at a width of 240 are 0.32 at 64; the block moves by 5 a frame.
  assert.deepEqual(judgedBy(0.07), [-1, 1]);
  assert.deepEqual(judgedBy(0.06), offsets);
  const far = { ...blockFlow(2), motion: dominantMotion(blockFlow(2).flow) };
  assert.deepEqual(judgedFlows([far]), [far]);
  assert.deepEqual(judgedFlows([]), []);
});
