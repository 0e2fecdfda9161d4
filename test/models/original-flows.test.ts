import assert from 'node:assert/strict';
import { join } from 'node:path';
import { buildGmflow } from '../../native/models/gmflow/gmflow.ts';
import { readPwcLiteConfig } from '../../native/models/pwclite/pwclite-config.ts';
import { buildPwcLite, pwcLiteFlows } from '../../native/models/pwclite/pwclite.ts';
import { GraphBuilder } from '../../native/onnx/graph.ts';
import * as op from '../../native/onnx/ops.ts';
import { createSession } from '../../native/onnx/session.ts';
import { readStateDict } from '../../native/weights/formats/weight-file.ts';
import { golden, goldenTest } from '../support/golden.ts';
import {
  endPointDistances,
  flowOf,
  meanDistance,
  readFlowReference,
  referenceCrop,
  referenceFlow,
} from './flow-network-runs.ts';

goldenTest('GMFlow finds the flow of the original code', golden('gmflow'), async (folder) => {
  const weights = await readStateDict(join(folder, 'gmflow.pth'));
  const reference = await readFlowReference(join(folder, 'gmflow.safetensors'));
  const flow = await flowOf(buildGmflow, weights, reference.pictures);
  const fields = [
    ['flow_12_crop_f32', referenceCrop(flow)],
    ['flow_12', flow],
  ] as const;
  for (const [name, found] of fields) {
    const distances = endPointDistances(found, referenceFlow(reference, name));
    const percentile99 = distances[Math.floor(0.99 * distances.length)]!;
    assert.ok(meanDistance(distances) <= 0.02, `${name}: mean ${meanDistance(distances)}`);
    assert.ok(percentile99 <= 0.1, `${name}: 99 % within ${percentile99}`);
  }
});

goldenTest(
  'PWC-Lite finds the flow of the original code, as each of its levels does',
  golden('arflow'),
  async (folder) => {
    const weights = await readStateDict(join(folder, 'pwclite_ar.tar'));
    const reference = await readFlowReference(join(folder, 'pwclite_ar.safetensors'));
    const flow = await flowOf(buildPwcLite, weights, reference.pictures);
    const sharp = endPointDistances(referenceCrop(flow), referenceFlow(reference, 'flow_12_crop_f32'));
    assert.ok(
      meanDistance(sharp) <= 1e-3 && sharp.at(-1)! <= 0.02,
      `mean ${meanDistance(sharp)}, max ${sharp.at(-1)!}`,
    );
    const whole = endPointDistances(flow, referenceFlow(reference, 'flow_12'));
    assert.ok(
      meanDistance(whole) <= 1e-3 && whole.at(-1)! <= 0.02,
      `mean ${meanDistance(whole)}, max ${whole.at(-1)!}`,
    );

    const [first, second] = reference.pictures;
    const graph = new GraphBuilder();
    const pictures = graph.input('pictures', [2, 256, 512, 3], 'uint8');
    const planes = op.div(op.transpose(op.cast(pictures, 'float32'), [0, 3, 1, 2]), 255);
    const levels = pwcLiteFlows(planes, weights, readPwcLiteConfig(weights));
    levels.forEach((level, i) => graph.output(`level${4 - i}`, level));
    const session = await createSession(graph);
    const found = await session.run({ pictures: Uint8Array.from([...first.data, ...second.data]) });
    await session.dispose();
    for (const i of [2, 3, 4]) {
      const wanted = referenceFlow(reference, `flow_level${i}`);
      const distances = endPointDistances(found[`level${i}`]!.data as Float32Array, wanted);
      assert.ok(distances.at(-1)! <= 1e-3, `level ${i}: ${distances.at(-1)!}`);
    }
  },
);
