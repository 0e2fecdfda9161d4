import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { buildGmflow } from '../../native/models/gmflow/gmflow.ts';
import { buildPwcLite } from '../../native/models/pwclite/pwclite.ts';
import type { StateDict } from '../../native/weights/formats/state-dict.ts';
import { golden } from '../support/golden.ts';
import { webgpuProblem } from '../support/webgpu.ts';
import { wavyPicture } from '../support/weights/random-weights.ts';
import { compareSmall, referenceEncoders } from './dino-runs.ts';
import { type BuildFlow, flowOf } from './flow-network-runs.ts';
import { gmflowWeights, pwcLiteWeights } from './small-networks.ts';

/** Whether WebGPU works here; else the test is skipped, and says why. */
async function worksHere(context: TestContext): Promise<boolean> {
  const problem = await webgpuProblem();
  if (problem !== null) context.skip(`WebGPU does not work here: ${problem}`);
  return problem === null;
}

const networks: readonly (readonly [string, BuildFlow, () => StateDict])[] = [
  ['GMFlow', buildGmflow, gmflowWeights],
  ['PWC-Lite', buildPwcLite, pwcLiteWeights],
];
for (const [name, build, weights] of networks)
  test(`the flow of ${name} is the same on WebGPU as on the CPU`, async (context) => {
    if (!(await worksHere(context))) return;
    const pictures = [wavyPicture(40, 24), wavyPicture(40, 24, 1, 2)] as const;
    const wanted = await flowOf(build, weights(), pictures);
    const found = await flowOf(build, weights(), pictures, 'webgpu');
    const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assert.ok(found.every((value, i) => Math.abs(value - wanted[i]!) <= 1e-3 * largest));
  });

for (const name of referenceEncoders)
  test(`tokens and keys of ${name} are the original’s on WebGPU too`, async (context) => {
    const folder = golden('dino');
    if (folder === null) context.skip('the reference values (../shared) are not on this machine');
    else if (await worksHere(context)) await compareSmall(folder, name, 'webgpu');
  });
