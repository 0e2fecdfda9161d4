import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { SeededRandom } from '../../native/base/seeded-random.ts';
import { clipsOfShard, foldersOfAll, parseShard } from '../../native/farm/shards/shard.ts';
import { gatherShards, writeShardRecord } from '../../native/farm/shards/shard-record.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';

const root = temporaryFolderOfFile();

test('reads the place from the option or the scheduler', () => {
  assert.deepEqual(parseShard('3/20', {}), { index: 3, count: 20 });
  const slurm = { SLURM_ARRAY_TASK_ID: '12', SLURM_ARRAY_TASK_MIN: '10', SLURM_ARRAY_TASK_COUNT: '8' };
  assert.deepEqual(parseShard('auto', slurm), { index: 3, count: 8 });
  assert.deepEqual(parseShard('auto/4', { JOB_COMPLETION_INDEX: '0' }), { index: 1, count: 4 });
  assert.deepEqual(parseShard('auto/4', { PARALLEL_SEQ: '4' }), { index: 4, count: 4 });
  for (const [text, env] of [
    ['0/3', {}],
    ['4/3', {}],
    ['a/3', {}],
    ['auto/3', {}],
    ['auto', { JOB_COMPLETION_INDEX: '0' }],
  ] as const)
    assert.throws(() => parseShard(text, env), new RegExp(`shard is '${text}'`));
});

test('every clip is in exactly one shard, whatever the order, and the shards weigh alike', async () => {
  const random = new SeededRandom(7);
  for (const count of [1, 3, 8, 20]) {
    const sizes = new Map(Array.from({ length: 50 }, (_, i) => [`/clips/${i}.mp4`, random.below(1000)]));
    const size = (path: string) => Promise.resolve(sizes.get(path)!);
    const clips = [...sizes.keys()];
    const shuffled = clips.toSorted(() => random.next() - 0.5);
    const shards = await Promise.all(
      Array.from({ length: count }, (_, i) =>
        clipsOfShard(i % 2 === 0 ? clips : shuffled, { index: i + 1, count }, size),
      ),
    );
    assert.deepEqual(shards.flat().sort(), clips.toSorted());
    const loads = shards.map((own) => own.reduce((sum, path) => sum + sizes.get(path)!, 0));
    assert.ok(Math.max(...loads) - Math.min(...loads) <= 1000);
  }
});

test('clips of one name get folders of their own that all shards agree on', async () => {
  const folders = await foldersOfAll(['/b/x.mp4', '/a/x.mp4', '/c/X.mov', '/a/x.mp4'], root);
  assert.deepEqual(
    folders.map(({ clip, outDir }) => [clip, basename(outDir)]),
    [
      ['/a/x.mp4', 'x'],
      ['/b/x.mp4', 'x-2'],
      ['/c/X.mov', 'X-3'],
    ],
  );
});

test('gathering names the shards and the masks that are missing', async () => {
  const out = join(root, 'gathered');
  mkdirSync(join(out, 'a', 'masks'), { recursive: true });
  const report = {
    clip: '/a.mp4',
    outDir: join(out, 'a'),
    frameCount: 1,
    computedFrameCount: 1,
    widthPx: 1,
    heightPx: 1,
  };
  const { resolveRunConfig } = await import('../../native/api/run-config.ts');
  writeFileSync(
    join(out, 'a', 'run.json'),
    JSON.stringify({ ...report, config: resolveRunConfig({}), timeSec: 1 }),
  );
  await writeShardRecord(out, {
    index: 1,
    count: 3,
    finished: true,
    clips: [{ clip: '/a.mp4', folder: 'a', error: null }],
  });
  await writeShardRecord(out, {
    index: 3,
    count: 3,
    finished: false,
    clips: [{ clip: '/b.mp4', folder: 'b', error: 'It is bad.' }],
  });
  const first = await gatherShards(out);
  assert.deepEqual(
    first.missing.map(({ index }) => index),
    [2, 3],
  );
  assert.deepEqual(
    first.clips.map((clip) => (clip.state === 'failed' ? clip.error : clip.state)),
    [`The mask 00000.png is missing in ${join(out, 'a')}; run its shard again.`, 'It is bad.'],
  );
  writeFileSync(join(out, 'a', 'masks', '00000.png'), '');
  assert.equal((await gatherShards(out)).clips[0]!.state, 'done');
  await assert.rejects(gatherShards(root), /No shard/);
});
