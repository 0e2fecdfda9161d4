import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveRunConfig } from '../../native/api/run-config.ts';
import { expectedStageSec, trainingSteps } from '../../native/pipeline/stage-times.ts';

const total = (sec: Readonly<Record<string, number>>) =>
  Object.values(sec).reduce((sum, one) => sum + one, 0);

test('without a refinement none of its stages has a share of the time', () => {
  const ofRefinement = ['warpFlow', 'pairs', 'training', 'inference'];
  for (const [stage, sec] of Object.entries(expectedStageSec(resolveRunConfig({ refine: false }), 60)))
    assert.equal(sec === 0, ofRefinement.includes(stage) || stage.startsWith('refined'), stage);
});

test('ten times the epochs take ten times the training, and nothing else', () => {
  const config = resolveRunConfig({ refine: true, epochs: 20 });
  const [few, many] = [20, 200].map((epochs) => expectedStageSec({ ...config, epochs }, 60));
  assert.ok(Math.abs(many!.training / few!.training - 10) < 1e-9);
  assert.deepEqual({ ...many, training: 0 }, { ...few, training: 0 });
  assert.equal(trainingSteps({ ...config, epochs: 200 }, 60), 10 * trainingSteps(config, 60));
});

test('the flow of the training counts where it is another than the cut’s', () => {
  const config = resolveRunConfig({ refine: true, flow: 'arflow', warpFlow: 'arflow' });
  assert.equal(expectedStageSec(config, 60).warpFlow, 0);
  const other = expectedStageSec({ ...config, warpFlow: 'gmflow' }, 60);
  assert.ok(other.warpFlow > 0 && total(other) > total(expectedStageSec(config, 60)));
});
