import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveRunConfig } from '../../native/api/run-config.ts';
import { expectedStageSec, trainingSteps } from '../../native/pipeline/stage-times.ts';

const total = (sec: Readonly<Record<string, number>>) =>
  Object.values(sec).reduce((sum, one) => sum + one, 0);

test('without a refinement none of its stages has a share of the time', () => {
  const {
    warpFlow,
    pairs,
    training,
    inference,
    refinedSeparation,
    refinedFilter,
    refinedContours,
    ...others
  } = expectedStageSec(resolveRunConfig({ refine: false }), 60);
  const ofRefinement = [
    warpFlow,
    pairs,
    training,
    inference,
    refinedSeparation,
    refinedFilter,
    refinedContours,
  ];
  assert.ok(ofRefinement.every((sec) => sec === 0));
  assert.ok(Object.values(others).every((sec) => sec > 0));
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
