import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adjustEdge } from '../../native/matte/edge-adjustment.ts';
import { foregroundColours } from '../../native/matte/colours/foreground-colours.ts';
import { matteFrame } from '../../native/matte/matte-frame.ts';
import { cleanMask } from '../../native/matte/run-regions.ts';
import { solidMatte } from '../../native/matte/solid-matte.ts';
import { blockLevels, smoothOverTime } from '../../native/matte/temporal-smoothing.ts';
import { matteErrors } from '../../native/metrics/matte-errors.ts';
import { resizePlaneArea } from '../../native/raster/resample.ts';
import type { FloatPlane, RgbImage } from '../../native/raster/types.ts';

const size = { widthPx: 320, heightPx: 200 };
const settings = { detail: 1, holePx: 8, speckPx: 8 };

/** A disc's exact alpha, its edge `softPx` wide. */
function discAlpha(softPx: number, radiusPx = 60): FloatPlane {
  const data = Float32Array.from({ length: size.widthPx * size.heightPx }, (_, i) => {
    const far = Math.hypot((i % size.widthPx) - 160, Math.floor(i / size.widthPx) - 100);
    return Math.min(Math.max(0.5 + (radiusPx - far) / softPx, 0), 1);
  });
  return { ...size, data };
}

const front = [220, 120, 60] as const;
const back = [40, 70, 130] as const;

/** A picture of two colours mixed by alpha. */
function mixed({ data: alpha, ...rest }: FloatPlane): RgbImage {
  const data = new Uint8Array(3 * alpha.length);
  for (let i = 0; i < alpha.length; i++)
    for (let c = 0; c < 3; c++) data[3 * i + c] = Math.round(back[c]! + alpha[i]! * (front[c]! - back[c]!));
  return { ...rest, data };
}

/** A soft mask of an eighth of the size, cut at one half as a network's is after the graph cut. */
function coarseOf(alpha: FloatPlane): FloatPlane {
  const coarse = resizePlaneArea(alpha, { widthPx: 40, heightPx: 25 });
  return { ...coarse, data: coarse.data.map((share) => (share >= 0.5 ? 1 : 0)) };
}

test('measures the alpha of sharp and of blurred edges, from a coarse mask', () => {
  for (const softPx of [1, 6]) {
    const truth = discAlpha(softPx);
    const input = { frame: mixed(truth), soft: coarseOf(truth), guideSize: { widthPx: 160, heightPx: 100 } };
    const errors = matteErrors(matteFrame(input, settings), truth);
    const hard = { ...size, data: truth.data.map((share) => (share >= 0.5 ? 1 : 0)) };
    const limit = softPx === 1 ? 60 : 0.5 * matteErrors(hard, truth).sad;
    assert.ok(errors.sad < limit, `an edge of ${softPx} px is off by ${errors.sad} px of alpha`);
  }
});

test('an empty and a full soft mask give an empty and a full matte', () => {
  for (const value of [0, 1]) {
    const soft = { widthPx: 4, heightPx: 3, data: new Float32Array(12).fill(value) };
    const input = { frame: mixed(discAlpha(1)), soft, guideSize: { widthPx: 80, heightPx: 50 } };
    assert.ok(matteFrame(input, settings).data.every((alpha) => alpha === value));
  }
});

test('closes holes and removes specks up to their size, and no larger ones', () => {
  const mask = new Uint8Array(64 * 48);
  const fill = (left: number, top: number, side: number, value: number) => {
    for (let y = top; y < top + side; y++) mask.fill(value, y * 64 + left, y * 64 + left + side);
  };
  fill(8, 8, 30, 1);
  fill(12, 12, 4, 0);
  fill(20, 20, 6, 0);
  fill(50, 10, 4, 1);
  fill(50, 30, 6, 1);
  const cleaned = cleanMask(mask, 64, 48, { holePx: 4, speckPx: 4 });
  const at = (x: number, y: number) => cleaned[y * 64 + x];
  assert.deepEqual([at(13, 13), at(22, 22), at(51, 11), at(52, 32)], [1, 0, 0, 1]);
  assert.deepEqual(cleanMask(mask, 64, 48, { holePx: 0, speckPx: 0 }), mask);
});

test('what holes and specks a matte was left with are mirrored at one half, and no others', () => {
  const levels = new Uint16Array(64 * 48);
  const fill = (left: number, top: number, side: number, value: number) => {
    for (let y = top; y < top + side; y++) levels.fill(value, y * 64 + left, y * 64 + left + side);
  };
  fill(8, 8, 30, 65535);
  fill(12, 12, 3, 20000);
  fill(20, 20, 6, 20000);
  fill(50, 10, 3, 40000);
  const solid = solidMatte(levels, { widthPx: 64, heightPx: 48 }, { holePx: 4, speckPx: 4 });
  const at = (x: number, y: number) => solid[y * 64 + x];
  assert.deepEqual([at(13, 13), at(22, 22), at(51, 11), at(30, 30)], [45535, 20000, 25535, 65535]);
});

test('grows and chokes by pixels, feathers symmetrically', () => {
  const matte = discAlpha(1);
  const area = (plane: FloatPlane) => plane.data.reduce((sum, alpha) => sum + alpha, 0);
  const radius = (plane: FloatPlane) => Math.sqrt(area(plane) / Math.PI);
  const neutral = { growPx: 0, featherPx: 0, edgeSoftness: 0.5 };
  assert.equal(adjustEdge(matte, neutral).data, matte.data);
  for (const growPx of [-5, 3]) {
    const moved = radius(adjustEdge(matte, { ...neutral, growPx })) - radius(matte);
    assert.ok(Math.abs(moved - growPx) < 0.5, `${growPx} px moved it by ${moved}`);
  }
  const feathered = adjustEdge(matte, { ...neutral, featherPx: 4 });
  assert.ok(Math.abs(area(feathered) / area(matte) - 1) < 0.01);
  const hard = adjustEdge(discAlpha(6), { ...neutral, edgeSoftness: 0 });
  const soft = hard.data.filter((alpha) => alpha > 0.05 && alpha < 0.95).length;
  assert.ok(soft < 60, `${soft} soft pixels`);
});

test('flicker goes, what moves does not lag', () => {
  const frame = mixed(discAlpha(1));
  const levels = (value: number) => {
    const alpha = new Uint16Array(size.widthPx * size.heightPx).fill(value);
    return { alpha, blocks: blockLevels(alpha, size) };
  };
  const still = { ...size, data: new Float32Array(2 * size.widthPx * size.heightPx) };
  const around = [-2, -1, 1, 2].map(() => ({ frame, ...levels(60000), flow: still }));
  const smooth = smoothOverTime({ frame, ...levels(30000) }, around, 1);
  assert.ok(smooth[0]! > 50000, `${smooth[0]}`);
  const moving = [-1, 1].map(() => ({
    frame: { ...frame, data: frame.data.map((level) => 255 - level) },
    ...levels(0),
    flow: still,
  }));
  // Where colours differ it is another point, and has nothing to say.
  const kept = smoothOverTime({ frame, ...levels(65535) }, moving, 1);
  assert.ok(kept[0]! > 65000);
});

test('a cutout’s edge has the foreground’s colours, not the old background’s', () => {
  const alpha = discAlpha(8);
  const { data } = foregroundColours(mixed(alpha), alpha.data);
  let most = 0;
  for (let i = 0; i < alpha.data.length; i++)
    if (alpha.data[i]! > 0.1)
      for (let c = 0; c < 3; c++) most = Math.max(most, Math.abs(data[3 * i + c]! - front[c]!));
  assert.ok(most < 12, `a colour is off by ${most}`);
});
