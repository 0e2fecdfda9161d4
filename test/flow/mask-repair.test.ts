import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carryingTrust, cutWorths, planRepair, repairSoftMasks } from '../../native/flow/mask-repair.ts';

const size = { widthPx: 24, heightPx: 16 };
const pixels = size.widthPx * size.heightPx;

/** A square of 6 pixels that moves a pixel to the right with each frame. */
const squareAt = (index: number) => ({
  ...size,
  data: Float32Array.from({ length: pixels }, (_, i) => {
    const [x, y] = [i % size.widthPx, Math.floor(i / size.widthPx)];
    return Number(x >= index && x < index + 6 && y >= 5 && y < 11);
  }),
});

/** The flow to the neighbour at `offset`: the square's motion, everywhere. */
const flow = (_: number, offset: number) => ({
  ...size,
  data: Float32Array.from({ length: 2 * pixels }, (__, i) => (i < pixels ? offset : 0)),
});

const worthsOf = (count: number, weak: readonly number[]) =>
  Array.from({ length: count }, (_, index) => (weak.includes(index) ? 0.01 : 0.5));

const nothing = { ...size, data: new Float32Array(pixels) };

test('frames in which the object is lost get it back where it is then', () => {
  const weak = [6, 7, 8];
  const soft = (index: number) => (weak.includes(index) ? nothing : squareAt(index));
  const repaired = [...repairSoftMasks({ soft, flow }, planRepair(worthsOf(15, weak)))];
  assert.deepEqual(
    repaired.map(({ index }) => index),
    weak,
  );
  for (const { index, soft: mask } of repaired)
    squareAt(index).data.forEach((inside, i) => {
      assert.ok(Math.abs(mask.data[i]! - inside) < 0.15, `frame ${index}, pixel ${i}: ${mask.data[i]}`);
    });
});

test('frames that are all worth the same stay as they are, whatever that is', () => {
  for (const worth of [0.0001, 0.3, 1]) {
    const plan = planRepair(Array<number>(30).fill(worth));
    assert.deepEqual(plan.need, Array<number>(30).fill(0));
    assert.deepEqual([...repairSoftMasks({ soft: squareAt, flow }, plan)], []);
  }
});

test('the weaker a frame, the more of it is replaced', () => {
  const needs = [0.5, 0.3, 0.25, 0.15, 0.05].map((worth) => {
    const worths = Array<number>(61).fill(0.5);
    worths[30] = worth;
    return planRepair(worths).need[30]!;
  });
  for (let k = 1; k < needs.length; k++) assert.ok(needs[k]! >= needs[k - 1]!, needs.join(' '));
  assert.equal(needs[0], 0);
  assert.equal(needs.at(-1), 1);
});

test('a long shot is repaired piece by piece as in one go', () => {
  const weak = [5, 398, 399, 400, 401, 900];
  const soft = (index: number) => (weak.includes(index) ? nothing : squareAt(8));
  const still = () => ({ ...size, data: new Float32Array(2 * pixels) });
  const repaired = [...repairSoftMasks({ soft, flow: still }, planRepair(worthsOf(1000, weak)))];
  assert.deepEqual(
    repaired.map(({ index }) => index),
    weak,
  );
  for (const { soft: mask } of repaired)
    squareAt(8).data.forEach((inside, i) => assert.ok(Math.abs(mask.data[i]! - inside) < 0.15));
});

test('a shot of one frame has nobody to ask', () => {
  assert.deepEqual(planRepair([0.2]).need, [0]);
});

test('a frame is worth less where its foreground leaps, not where it grows as the flow says', () => {
  const steady = Array.from({ length: 40 }, () => ({ confidence: 0.8, growth: 0.04 }));
  const half = steady.map((frame, t) => ({
    ...frame,
    growth: t === 20 ? -Math.LN2 : t === 23 ? Math.LN2 : frame.growth,
  }));
  const worths = cutWorths(half);
  worths.forEach((worth, t) =>
    assert.ok(t >= 20 && t < 23 ? worth < 0.1 : Math.abs(worth - 0.64) < 1e-9, `frame ${t}: ${worth}`),
  );
  assert.deepEqual(cutWorths([{ confidence: 0, growth: 0 }]), [1e-4]);
});

test('frames of a pause, of which nothing is known, do not tell how large the object is', () => {
  const moving = (grows: number) =>
    Array.from({ length: 12 }, (_, t) => ({ confidence: 0.8, growth: t === 0 ? grows : 0 }));
  // In the pause all of the picture is taken for foreground.
  const pause = Array.from({ length: 20 }, (_, t) => ({ confidence: 0.05, growth: t === 0 ? 3 : 0 }));
  const worths = cutWorths([...moving(0), ...pause, ...moving(-3)]);
  worths.forEach((worth, t) =>
    assert.ok(t >= 12 && t < 32 ? worth < 0.01 : Math.abs(worth - 0.64) < 1e-9, `frame ${t}: ${worth}`),
  );
});

test('what enters the picture or leaves it is not repaired', () => {
  const growing = Array.from({ length: 40 }, (_, t) => ({ confidence: 0.8, growth: t < 6 ? 0.2 : 0 }));
  const leaving = growing.toReversed().map(({ growth }) => ({ confidence: 0.8, growth: -growth }));
  for (const measures of [growing, leaving])
    assert.deepEqual(planRepair(cutWorths(measures)).need, Array<number>(40).fill(0));
});

test('flows to and fro that contradict each other carry nothing', () => {
  const shot = { soft: squareAt, flow };
  assert.equal(carryingTrust(shot, 5), 1);
  const apart = { ...shot, flow: (_: number, offset: number) => flow(0, 4 * Math.abs(offset)) };
  assert.equal(carryingTrust(apart, 5), 0);
  assert.equal(carryingTrust({ ...apart, soft: () => nothing }, 5), 1);
});

test('a flow is judged where the foreground is', () => {
  const lower = ({ data }: { readonly data: Float32Array }) =>
    data.map((value, i) => (Math.floor((i % pixels) / size.widthPx) >= 12 ? Math.abs(4 * value) : value));
  const wrongBelow = (index: number, offset: number) => ({ ...size, data: lower(flow(index, offset)) });
  assert.equal(carryingTrust({ soft: squareAt, flow: wrongBelow }, 5), 1);
});

test('weak frames stay as they are where no flow can be trusted, and take from the trusted side alone', () => {
  const worths = worthsOf(61, [30]);
  assert.deepEqual(planRepair(worths, Array<number>(61).fill(0)).need, Array<number>(61).fill(0));
  const broken = Array.from({ length: 61 }, (_, t) => Number(t !== 31));
  const plan = planRepair(worths, broken);
  assert.equal(plan.behind[30], 0);
  assert.ok(plan.before[30]! > 0 && plan.need[30] === 1, String(plan.need[30]));
  const needs = [1, 0.5, 0.3, 0.2, 0].map(
    (trust) => planRepair(worths, Array<number>(61).fill(trust)).need[30]!,
  );
  assert.deepEqual(
    needs,
    needs.toSorted((a, b) => b - a),
  );
  assert.ok(
    needs.some((need) => need > 0 && need < 1),
    needs.join(' '),
  );
});
