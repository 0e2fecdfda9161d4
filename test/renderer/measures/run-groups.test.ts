import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveRunConfig, type RunOptions } from '../../../native/api/run-config.ts';
import type { RunDetails } from '../../../native/api/runs.ts';
import { groupRuns } from '../../../renderer/measures/run-groups.ts';
import { fakeRun } from '../fake-run.ts';

const base = fakeRun({ frameCount: 4, widthPx: 64, heightPx: 48 });

/** A run of a clip with its mean J. */
const run = (
  clip: string,
  meanJ: number | null,
  options: RunOptions,
  attributes: string[] = [],
): RunDetails => ({
  ...base,
  attributes,
  summary: { ...base.summary, clip, meanJ, config: resolveRunConfig(options) },
});

const near = (value: number | null, expected: number) =>
  assert.ok(value !== null && Math.abs(value - expected) < 1e-12, `${value} is not ${expected}`);

test('runs are compared over the clips that every configuration has', () => {
  const { groups, sharedClips } = groupRuns([
    run('dog', 0.6, { tau: 0.4 }),
    run('boat', 0.1, { tau: 0.4 }),
    run('dog', 0.8, { tau: 0.5 }),
    run('bear', 1, { tau: 0.5 }),
  ]);
  assert.equal(sharedClips, 1);
  assert.deepEqual(
    groups.map(({ label, clips, means }) => [label, clips, means.meanJ]),
    [
      ['tau = 0.4', 2, 0.6],
      ['tau = 0.5', 2, 0.8],
    ],
  );
});

test('seeds of one configuration are one group with the spread of their means', () => {
  const seeded = (seed: number, dog: number, boat: number) => [
    run('dog', dog, { seed }),
    run('boat', boat, { seed }),
  ];
  const { groups } = groupRuns([
    ...seeded(0, 0.6, 0.4),
    ...seeded(1, 0.8, 0.6),
    run('dog', 0.9, { seed: 2 }),
  ]);
  assert.equal(groups.length, 1);
  const [{ label, seeds, means, deviationJ }] = groups as [(typeof groups)[number]];
  assert.deepEqual([label, seeds], ['', 3]);
  // Clips count alike, whatever the number of their runs; a seed without all clips has no mean.
  near(means.meanJ, (2.3 / 3 + 0.5) / 2);
  near(deviationJ, Math.SQRT1_2 * 0.2);
});

test('J by attribute is over the clips that have it, and unknown where one has no ground truth', () => {
  const { groups, clipsByAttribute } = groupRuns([
    run('dog', 0.6, {}, ['FM', 'MB']),
    run('tennis', 0.8, {}, ['FM']),
    run('own.mp4', null, {}),
  ]);
  assert.deepEqual(clipsByAttribute, { FM: 2, MB: 1 });
  near(groups[0]!.attributes['FM']!, 0.7);
  near(groups[0]!.attributes['MB']!, 0.6);
  assert.equal(groups[0]!.means.meanJ, null);
});

test('configurations without a common clip are told so', () => {
  const { sharedClips, groups } = groupRuns([
    run('dog', 0.6, { alpha: 0.1 }),
    run('boat', 0.4, { alpha: 0.2 }),
  ]);
  assert.equal(sharedClips, 0);
  assert.deepEqual(
    groups.map(({ means }) => means.meanJ),
    [0.6, 0.4],
  );
});
