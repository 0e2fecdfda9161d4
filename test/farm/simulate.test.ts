import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveRunConfig } from '../../native/api/run-config.ts';
import { planFarm } from '../../native/farm/farm-plan.ts';
import { fewestWorkers, type SimulatedFarm, simulateFarm } from '../../native/farm/simulate.ts';

const calm: SimulatedFarm = {
  workers: 4,
  clips: Array.from({ length: 40 }, () => ({ workSec: 10, sizeBytes: 0 })),
  overheadSec: 0,
  shareBytesPerSec: 1e8,
  failuresPerHour: 0,
  lockSec: 30,
  repairSec: 60,
  stragglerShare: 0,
  stragglerFactor: 2,
  kept: 0,
  seed: 1,
};

test('without trouble the clips are shared out evenly', () => {
  assert.deepEqual(simulateFarm(calm), { timeSec: 100, efficiency: 1, failures: 0 });
  assert.equal(simulateFarm({ ...calm, workers: 3 }).timeSec, 140);
  assert.equal(simulateFarm({ ...calm, workers: 100 }).timeSec, 10);
});

test('a slow share is what all wait for', () => {
  const clips = calm.clips.map((clip) => ({ ...clip, sizeBytes: 1e9 }));
  const { timeSec } = simulateFarm({ ...calm, clips, workers: 40 });
  assert.equal(timeSec, 40 * 10 + 10);
});

test('failures cost what they must, and the same seed tells the same', () => {
  const failing = { ...calm, failuresPerHour: 36 };
  const end = simulateFarm(failing);
  assert.ok(end.failures > 0 && end.timeSec > 100 && end.efficiency < 1);
  assert.deepEqual(simulateFarm(failing), end);
  assert.ok(simulateFarm({ ...failing, kept: 1, repairSec: 0, lockSec: 0 }).timeSec < end.timeSec);
});

test('a hundred thousand clips are played through', () => {
  const clips = Array.from({ length: 100_000 }, () => ({ workSec: 36, sizeBytes: 1e6 }));
  const { timeSec } = simulateFarm({ ...calm, clips, workers: 1000, shareBytesPerSec: 1e9 });
  assert.ok(Math.abs(timeSec - 3600) < 10);
});

test('finds the fewest workers', () => {
  assert.equal(fewestWorkers(calm, 100)?.workers, 4);
  assert.equal(fewestWorkers(calm, 99)?.workers, 5);
  assert.equal(fewestWorkers(calm, 9), null);
});

test('plans by what was given, measured or expected', () => {
  const config = resolveRunConfig({ refine: false });
  const request = {
    videoHours: 10,
    framesPerSec: 25,
    clipSec: 60,
    config,
    withinHours: 24,
    workers: null,
    secPerFrame: 1,
    shareMegabytesPerSec: 100,
    megabytesPerMinute: 60,
    failuresPerHour: 0,
  };
  const plan = planFarm(request);
  // 900,000 frames of a second each, a twentieth of the clips twice as long.
  assert.ok(plan.workers >= 11 && plan.workers <= 13, String(plan.workers));
  assert.ok(plan.hours <= 24);
  assert.equal(planFarm({ ...request, secPerFrame: null }).basis, 'expected');
  assert.equal(planFarm({ ...request, withinHours: null, workers: plan.workers }).hours, plan.hours);
  assert.throws(
    () => planFarm({ ...request, withinHours: 0.1 }),
    /cannot be done.*one clip takes 0\.4 hours/,
  );
});
