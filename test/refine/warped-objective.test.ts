import assert from 'node:assert/strict';
import { test } from 'node:test';
import { warpPlane } from '../../native/flow/warp.ts';
import { GraphBuilder } from '../../native/onnx/graph.ts';
import { createSession } from '../../native/onnx/session.ts';
import { comparisonTypes, warpByFlow, warpedObjective } from '../../native/refine/warped-objective.ts';
import { SeededRandom } from '../../native/base/seeded-random.ts';
import { evaluate, relativeError } from '../support/evaluate.ts';

const [widthPx, heightPx] = [9, 7];
const plane = widthPx * heightPx;
const random = new SeededRandom(11);
const randoms = (length: number, scale: number) =>
  Float32Array.from({ length }, () => scale * random.normal());

test('warping in the graph is the warping of flow fields', async () => {
  const x = randoms(plane, 1);
  const flow = randoms(2 * plane, 4);
  const { warped } = await evaluate(
    {
      x: { shape: [1, 1, heightPx, widthPx], data: x },
      flow: { shape: [1, 2, heightPx, widthPx], data: flow },
    },
    (inputs) => ({ warped: warpByFlow(inputs.x, inputs.flow) }),
  );
  const expected = warpPlane({ widthPx, heightPx, data: x }, { widthPx, heightPx, data: flow });
  assert.ok(relativeError(warped!, expected.data) < 1e-5);
});

interface Batch {
  readonly logits: Float32Array;
  readonly flow: Float32Array;
  readonly target: Uint8Array;
  readonly own: Float32Array;
}

async function objective(batch: Batch, overlap: number): Promise<Record<string, number>> {
  const items = batch.own.length;
  const graph = new GraphBuilder();
  const types = Object.entries(comparisonTypes(items, { widthPx, heightPx }));
  const compared = Object.fromEntries(
    types.map(([name, { dtype, shape }]) => [name, graph.input(name, shape, dtype)]),
  ) as unknown as Parameters<typeof warpedObjective>[1];
  const logits = graph.input('logits', [items, 1, heightPx, widthPx]);
  const { loss, reports } = warpedObjective(logits, compared, overlap);
  for (const [name, tensor] of Object.entries({ loss, ...reports })) graph.output(name, tensor);
  const session = await createSession(graph, { threads: 1 });
  const result = await session.run({ ...batch });
  await session.dispose();
  return Object.fromEntries(Object.entries(result).map(([name, { data }]) => [name, Number(data[0])]));
}

function example(): Batch {
  const logits = randoms(2 * plane, 2);
  const flow = new Float32Array(4 * plane);
  // The second item is compared with its neighbour one pixel further left.
  flow.fill(1, 2 * plane, 3 * plane);
  const target = Uint8Array.from({ length: 2 * plane }, () => (random.next() < 0.4 ? 255 : 0));
  return { logits, flow, target, own: Float32Array.of(1, 0) };
}

const entropy = (logit: number, target: number) =>
  -(target * Math.log(1 / (1 + Math.exp(-logit))) + (1 - target) * Math.log(1 / (1 + Math.exp(logit))));

/** Mean cross-entropy of one item whose logits are looked up `shift` pixels to the right. */
function meanEntropy({ logits, target }: Batch, item: number, shift: number): number {
  let sum = 0;
  for (let i = 0; i < plane; i++) {
    const x = Math.min((i % widthPx) + shift, widthPx - 1);
    const at = i - (i % widthPx) + x;
    sum += entropy(logits[item * plane + at]!, target[item * plane + i]! / 255);
  }
  return sum / plane;
}

const close = (actual: number | undefined, expected: number) =>
  assert.ok(Math.abs(actual! - expected) < 1e-5, `${actual} is not ${expected}`);

test('the loss is the mean cross-entropy of own and warped predictions, and reports both', async () => {
  const batch = example();
  const found = await objective(batch, 0);
  const [own, warped] = [meanEntropy(batch, 0, 0), meanEntropy(batch, 1, 1)];
  close(found['lossOwn'], own);
  close(found['lossWarped'], warped);
  close(found['loss'], (own + warped) / 2);
});

test('a batch of one branch reports nothing for the other', async () => {
  const batch = example();
  batch.own.fill(1);
  batch.flow.fill(0);
  const found = await objective(batch, 0);
  assert.equal(found['lossWarped'], 0);
  close(found['loss'], found['lossOwn']!);
});

test('the overlap is 1 less the soft intersection over union of each item', async () => {
  const batch = example();
  const [plain, more] = [await objective(batch, 0), await objective(batch, 0.5)];
  const overlaps = [0, 1].map((item) => {
    let [both, union] = [1, 1];
    for (let i = 0; i < plane; i++) {
      const x = Math.min((i % widthPx) + item, widthPx - 1);
      const p = 1 / (1 + Math.exp(-batch.logits[item * plane + i - (i % widthPx) + x]!));
      const t = batch.target[item * plane + i]! / 255;
      both += p * t;
      union += p + t - p * t;
    }
    return 1 - both / union;
  });
  close(more['loss']! - plain['loss']!, (0.5 * (overlaps[0]! + overlaps[1]!)) / 2);
});
