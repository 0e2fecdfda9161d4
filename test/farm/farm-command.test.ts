import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { writeMaskPng } from '../../native/raster/image-file.ts';
import { maskWhere } from '../metrics/mask-samples.ts';
import { endOf, fodvid, startFodvid } from '../support/fodvid.ts';
import { writeMovingSquare } from '../support/clips/moving-square.ts';
import { redisMissing, startRedis } from '../support/farm/redis-server.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';

const root = temporaryFolderOfFile();
const share = join(root, 'share');
const env = { FODVID_CACHE: join(root, 'cache') };
const words = ['--no-refine', '--provider', 'cpu', '--size', '64x96', '--json'];

interface BatchJson {
  readonly clips: readonly {
    readonly state: string;
    readonly outDir: string;
    readonly report: { readonly masksDir: string };
  }[];
}

const masksIn = (dir: string) =>
  readdirSync(join(dir, 'masks')).map((name) => readFileSync(join(dir, 'masks', name)).toString('base64'));

const clips = ['one', 'two'].map((name) => join(share, name));
const alone = join(root, 'alone');
const ready = (async () => {
  for (const [i, clip] of clips.entries()) {
    mkdirSync(clip, { recursive: true });
    await writeMovingSquare(clip, 2, { widthPx: 64 + 16 * i, heightPx: 48 });
  }
  const one = await fodvid(['run', ...clips, '--out', alone, ...words], env);
  assert.equal(one.exitCode, 0, one.stderr);
})();

test('shards write the masks that one machine writes, and gathering reports them all', async () => {
  await ready;
  const out = join(root, 'shards');
  const half = await fodvid(['run', ...clips, '--out', out, '--shard', '2/2', ...words], env);
  assert.equal(half.exitCode, 0, half.stderr);
  const early = await fodvid(['gather', out]);
  assert.equal(early.exitCode, 1);
  assert.match(early.stderr, /Shard 1\/2 has not been run/);
  const task = { ...env, JOB_COMPLETION_INDEX: '0' };
  assert.equal(
    (await fodvid(['run', ...clips.toReversed(), '--out', out, '--shard', 'auto/2', ...words], task))
      .exitCode,
    0,
  );
  const all = await fodvid(['gather', out, '--json']);
  assert.equal(all.exitCode, 0, all.stderr);
  assert.deepEqual(
    (JSON.parse(all.stdout) as BatchJson).clips.map(({ state }) => state),
    ['done', 'done'],
  );
  for (const name of ['one', 'two']) assert.deepEqual(masksIn(join(out, name)), masksIn(join(alone, name)));
});

/** A data set of one sequence, a square that moves, in the shared folder. */
async function dataSet(): Promise<string> {
  const data = join(share, 'davis');
  const [frames, truth] = ['JPEGImages', 'Annotations'].map((kind) => join(data, kind, '480p', 'square'));
  for (const folder of [frames!, truth!]) mkdirSync(folder, { recursive: true });
  const size = { widthPx: 96, heightPx: 72 };
  await writeMovingSquare(frames!, 3, size);
  for (let index = 0; index < 3; index++) {
    const left = 8 + 2 * index;
    const mask = maskWhere(96, 72, (x, y) => x >= left && x < left + 24 && y >= 24 && y < 48);
    await writeMaskPng(join(truth!, `0000${index}.png`), mask);
  }
  return data;
}

test(
  'run, ablate and export --queue print the reports of one machine, with the same masks',
  { skip: redisMissing() ?? false },
  async (t) => {
    await ready;
    const redis = await startRedis();
    t.after(() => redis.stop());
    const queue = { ...env, FODVID_QUEUE: redis.url };
    const worker = startFodvid(
      ['worker', '--map', `/mnt/farm=${share}`, '--cache', join(root, 'cache-worker')],
      queue,
    );
    const ended = endOf(worker);
    t.after(() => worker.kill('SIGKILL'));
    const out = join(share, 'results');
    const map = ['--map', `/mnt/farm=${share}`, '--queue', redis.url];
    const bad = join(share, 'none.mp4');
    const run = await fodvid(['run', ...clips, bad, '--out', out, ...map, ...words], queue);
    assert.equal(run.exitCode, 1, run.stderr);
    const report = JSON.parse(run.stdout) as BatchJson;
    assert.deepEqual(
      report.clips.map(({ state }) => state),
      ['done', 'done', 'failed'],
    );
    assert.equal(report.clips[0]!.report.masksDir, join(out, 'one', 'masks'));
    for (const name of ['one', 'two']) assert.deepEqual(masksIn(join(out, name)), masksIn(join(alone, name)));
    const status = await fodvid(['queue', 'status', '--json'], queue);
    const { counts, workers } = JSON.parse(status.stdout) as {
      counts: object;
      workers: { doneCount: number }[];
    };
    assert.deepEqual(counts, { waiting: 0, running: 0, done: 2, failed: 0 });
    assert.equal(workers.length, 1);

    const grid = ['ablate', '--root', await dataSet(), '--rule', 'all', '--vary', 'tau=0.4,0.6', ...words];
    const here = await fodvid([...grid, '--out', join(root, 'grid')], env);
    const there = await fodvid([...grid, '--out', join(share, 'grid'), ...map], queue);
    assert.deepEqual([here.exitCode, there.exitCode], [0, 0], `${here.stderr}${there.stderr}`);
    const [ours, theirs] = [here, there].map(({ stdout }) =>
      (JSON.parse(stdout) as { plans: { cells: { J: number; F: number }[] }[] }).plans[0]!.cells.map(
        ({ J, F }) => [J, F],
      ),
    );
    assert.equal(ours!.length, 2);
    assert.deepEqual(theirs, ours);
    worker.kill('SIGTERM');
    assert.equal((await ended).exitCode, 0);

    // A worker that has nothing of the run in its cache exports what the machine exports that ran it.
    const fresh = startFodvid(
      ['worker', '--map', `/mnt/farm=${share}`, '--cache', join(root, 'cache-fresh')],
      queue,
    );
    t.after(() => fresh.kill('SIGKILL'));
    const formats = ['--format', 'matte-png', '--sidecar', 'edl', '--json'];
    const [alonePlace, sharedPlace] = [join(root, 'exports'), join(share, 'exports')];
    const own = await fodvid(['export', join(alone, 'one'), '--out', alonePlace, ...formats], env);
    const remote = await fodvid(
      ['export', join(out, 'one'), '--out', sharedPlace, ...map, ...formats],
      queue,
    );
    assert.deepEqual([own.exitCode, remote.exitCode], [0, 0], `${own.stderr}${remote.stderr}`);
    const [mine, others] = [own, remote].map(({ stdout }) => JSON.parse(stdout) as { paths: string[] });
    assert.deepEqual(
      others!.paths.map((path) => relative(sharedPlace, path)),
      mine!.paths.map((path) => relative(alonePlace, path)),
    );
    const filesOf = (paths: readonly string[]) =>
      paths.flatMap((path) =>
        statSync(path).isDirectory()
          ? readdirSync(path).map((name) => readFileSync(join(path, name)).toString('base64'))
          : [],
      );
    assert.equal(filesOf(mine!.paths).length, 2);
    assert.deepEqual(filesOf(others!.paths), filesOf(mine!.paths));

    // Here, too, where the map says where the clip lies that the report names as the other machine did.
    const mapped = (place: string) => ['export', join(out, 'one'), '--out', join(root, place), ...formats];
    const lost = await fodvid(mapped('mapped'), env);
    assert.equal(lost.exitCode, 1);
    assert.match(lost.stderr, /The clip \/mnt\/farm\/one was moved or deleted.*--map SHARED=LOCAL/);
    const found = await fodvid([...mapped('mapped'), '--map', `/mnt/farm=${share}`], env);
    assert.equal(found.exitCode, 0, found.stderr);
    const { paths, notices } = JSON.parse(found.stdout) as { paths: string[]; notices: string[] };
    assert.deepEqual([filesOf(paths), notices], [filesOf(mine!.paths), []]);
    const elsewhere = { ...env, FODVID_CACHE: join(root, 'cache-empty') };
    const bare = await fodvid([...mapped('bare'), '--map', `/mnt/farm=${share}`], elsewhere);
    assert.equal(bare.exitCode, 0, bare.stderr);
    assert.match((JSON.parse(bare.stdout) as { notices: string[] }).notices.join(), /not smoothed over time/);
  },
);

test('without Redis, and without a shared folder, sentences say what to do', async () => {
  const none = await fodvid(['queue', 'status', '--queue', 'redis://127.0.0.1:1', '--json']);
  assert.equal(none.exitCode, 1);
  assert.match(none.stderr, /No Redis answers at redis:\/\/127\.0\.0\.1:1 .*start one with "redis-server/);
  const unmapped = await fodvid(['worker', '--queue', 'redis://127.0.0.1:1']);
  assert.equal(unmapped.exitCode, 2);
  assert.match(unmapped.stderr, /--map/);
});

test('writes a script for Slurm and a template for OpenJD that run the shards', async () => {
  const out = join(root, 'o d');
  const slurm = await fodvid([
    'script',
    'slurm',
    '/a b/x.mp4',
    '--out',
    out,
    '--shards',
    '8',
    '--tau',
    '0.4',
    '--warp-flow',
    'arflow',
  ]);
  assert.equal(slurm.exitCode, 0, slurm.stderr);
  assert.match(slurm.stdout, /^#!\/bin\/bash\n(#.*\n)*#SBATCH --array=1-8\n/);
  assert.match(
    slurm.stdout,
    /exec .* run '\/a b\/x\.mp4' --out '.*o d' --warp-flow arflow --tau 0\.4 --shard auto\/8\n$/,
  );
  const openjd = await fodvid(['script', 'openjd', '/a.mp4', '--out', out, '--shards', '8']);
  const { steps } = JSON.parse(openjd.stdout) as {
    steps: { script: { actions: { onRun: { args: string[] } } } }[];
  };
  assert.deepEqual(steps[0]!.script.actions.onRun.args.slice(-2), [
    '--shard',
    '{{Task.Param.Shard}}/{{Param.Shards}}',
  ]);
});
