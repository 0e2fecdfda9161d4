import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveRunConfig } from '../../native/api/run-config.ts';
import { farmJob, type FarmJob, farmJobId } from '../../native/farm/farm-job.ts';

const job: FarmJob = {
  protocol: 1,
  chunkFrames: 120,
  kind: 'run',
  program: 'a'.repeat(64),
  weights: { 'dino-vits16': 'b'.repeat(64), arflow: 'c'.repeat(64) },
  clip: { path: '/mnt/a/x.mp4', name: 'x', digest: 'd'.repeat(64) },
  config: resolveRunConfig({}),
  outDir: '/mnt/out/x',
};

test('a job’s id is that of its content, not of its clip’s name or the order of its fields', () => {
  const id = farmJobId(job);
  assert.match(id, /^[0-9a-f]{64}$/);
  assert.equal(farmJobId({ ...job, clip: { ...job.clip, path: '/mnt/b/y.mp4', name: 'y' } }), id);
  const reversed = Object.fromEntries(Object.entries(job.config).toReversed()) as FarmJob['config'];
  const weights = Object.fromEntries(Object.entries(job.weights).toReversed());
  assert.equal(farmJobId({ ...job, config: reversed, weights }), id);
});

test('another source, configuration, program, weights or folder is another job', () => {
  const others: FarmJob[] = [
    { ...job, clip: { ...job.clip, digest: 'e'.repeat(64) } },
    { ...job, config: resolveRunConfig({ tau: 0.1 }) },
    { ...job, program: 'e'.repeat(64) },
    { ...job, weights: { ...job.weights, arflow: 'e'.repeat(64) } },
    { ...job, weights: {} },
    { ...job, outDir: '/mnt/out/x-2' },
  ];
  assert.equal(new Set([job, ...others].map(farmJobId)).size, others.length + 1);
});

test('a message with anything else in it is refused', () => {
  assert.ok(farmJob.safeParse(job).success);
  const wrong: object[] = [
    { ...job, command: 'rm -rf /' },
    { ...job, protocol: 2 },
    { ...job, kind: 'shell' },
    { ...job, outDir: 'relative/path' },
    { ...job, clip: { ...job.clip, path: 'file:///etc/passwd' } },
    { ...job, clip: { ...job.clip, digest: '../../x' } },
    { ...job, config: { ...job.config, provider: 'evil' } },
    { ...job, weights: { arflow: 'none' } },
  ];
  for (const message of wrong) assert.ok(!farmJob.safeParse(message).success, JSON.stringify(message));
});
