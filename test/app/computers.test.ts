import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Engine, EngineOptions } from '../../native/app/engine.ts';
import { FodvidError } from '../../native/base/errors.ts';
import type { ComputersState } from '../../native/api/computers.ts';
import { methods } from '../../native/api/contract.ts';
import { parseRoot, pathMap } from '../../native/farm/path-map.ts';
import { programIdentity } from '../../native/farm/program-identity.ts';
import { startFarmWorker } from '../../native/farm/worker/farm-worker.ts';
import {
  engineFolder,
  nextEvent,
  noSignal,
  openEngine,
  tinyClip,
  tinyConfig,
} from '../support/test-engine.ts';
import { openFarmQueue, program as otherProgram } from '../support/farm/farm.ts';
import { redisMissing, startRedis, type TestRedis } from '../support/farm/redis-server.ts';

const skip = redisMissing() ?? false;
let redis: TestRedis;
before(async () => {
  if (skip === false) redis = await startRedis();
});
after(async () => {
  if (skip === false) await redis.stop();
});

const address = () => `redis://127.0.0.1:${redis.port}`;

/** An engine that has joined the queue, which is emptied; all below its folder is shared. */
async function joined() {
  const { library, options } = engineFolder();
  const root = dirname(library);
  const engine = await openEngine(options);
  const farm = await openFarmQueue({ url: redis.url });
  await farm.cancel();
  await farm.drain();
  await farm.close();
  const queue = { url: redis.url, caFile: null, folders: [{ shared: root, local: root }] };
  const state = await engine.handlers['computers.connect']({ queue, password: null }, noSignal);
  methods['computers.connect'].result.parse(state);
  return { library, options, root, engine, state };
}

async function startWorker(root: string, name: string) {
  return startFarmWorker({
    address: { url: redis.url },
    map: pathMap([parseRoot(root)]),
    slots: 1,
    cacheFolder: join(root, `cache-${name}`),
    cacheLimitBytes: 1e9,
    program: await programIdentity(),
    notify: () => undefined,
    name,
  });
}

async function addClips(engine: Engine, library: string, names: readonly string[]) {
  const paths = await Promise.all(names.map((name) => tinyClip(library, name)));
  const { ids } = await engine.handlers['queue.add']({ paths, config: tinyConfig, outDir: null }, noSignal);
  return ids;
}

const items = async (engine: Engine) => (await engine.handlers['queue.list']({}, noSignal)).items;
const hasCode = (code: string) => (error: unknown) =>
  error instanceof FodvidError && error.origin.words?.code === code;

test(
  'a queue is joined with its password, which lies apart from the settings, and again at the next start',
  { skip },
  async () => {
    const { options, root, engine, state } = await joined();
    assert.equal(state.link, 'connected');
    assert.equal(state.queue?.url, address());
    assert.equal(state.hasPassword, true);
    assert.ok(!readFileSync(options.settingsFile, 'utf8').includes(redis.password));
    const secret = join(root, 'queue-password');
    assert.equal(readFileSync(secret, 'utf8'), redis.password);
    if (process.platform !== 'win32') assert.equal(statSync(secret).mode & 0o077, 0);
    await engine.close();
    const again = await openEngine(options);
    const isThere = ({ link }: { link: string }) => link === 'connected';
    const now = await again.handlers['computers.state']({}, noSignal);
    if (!isThere(now)) await nextEvent(again, 'computers.changed', isThere);
    await again.handlers['computers.disconnect']({}, noSignal);
    assert.throws(() => statSync(secret), { code: 'ENOENT' });
    assert.equal((await again.handlers['settings.get']({}, noSignal)).computers, null);
  },
);

test('an engine whose queue is gone says so, and closes all the same', { skip }, async () => {
  const own = await startRedis();
  const { library, options } = engineFolder();
  const engine = await openEngine(options);
  const queue = { url: own.url, caFile: null, folders: [{ shared: library, local: library }] };
  await engine.handlers['computers.connect']({ queue, password: null }, noSignal);
  await own.stop();
  const { failure } = await nextEvent(engine, 'computers.changed', ({ link }) => link === 'lost');
  assert.equal(failure?.words?.code, 'queue-lost');
  await assert.rejects(engine.handlers['queue.handOver']({ ids: [1] }, noSignal), hasCode('queue-lost'));
  await engine.close();
});

test('what is wrong with a queue is told, and nothing is remembered of it', { skip }, async () => {
  const { library, options } = engineFolder();
  const { handlers } = await openEngine(options);
  const folders = [{ shared: library, local: library }];
  const connect = (url: string, password: string | null = null, shared = folders) =>
    handlers['computers.connect']({ queue: { url, caFile: null, folders: shared }, password }, noSignal);
  await assert.rejects(connect(address(), 'wrong'), hasCode('queue-password'));
  await assert.rejects(connect('redis://127.0.0.1:1'), hasCode('queue-unreachable'));
  await assert.rejects(connect('http://127.0.0.1'), hasCode('queue-address'));
  await assert.rejects(
    connect(redis.url, null, [{ shared: 'clips', local: library }]),
    hasCode('folder-pair'),
  );
  const other = await openFarmQueue({ url: redis.url });
  await other.drain();
  await other.admit(otherProgram);
  await other.close();
  const { computers } = await handlers['settings.get']({}, noSignal);
  assert.equal(computers, null);
  await assert.rejects(handlers['queue.handOver']({ ids: [1] }, noSignal), hasCode('computers-off'));
});

test(
  'a clip that is handed over runs elsewhere, is shown there, and its results open from the share',
  { skip },
  async () => {
    const { library, root, engine } = await joined();
    const ids = await addClips(engine, library, ['first', 'second']);
    const seen: string[] = [];
    engine.onEvent((told) => {
      if (told.event !== 'queue.changed') return;
      for (const { state, elsewhere } of told.payload.items) seen.push(`${state} ${elsewhere?.worker ?? ''}`);
    });
    const ended = nextEvent(engine, 'queue.changed', (queue) =>
      queue.items.every(({ state }) => state === 'done'),
    );
    const handed = await engine.handlers['queue.handOver']({ ids }, noSignal);
    assert.deepEqual(handed, { handed: 2, rejected: [] });
    assert.ok(
      (await items(engine)).every(({ elsewhere, state }) => elsewhere !== null && state === 'waiting'),
    );
    // What others run is not started here.
    await engine.handlers['queue.start']({}, noSignal);
    assert.ok((await engine.handlers['queue.list']({}, noSignal)).paused);
    const worker = await startWorker(root, 'render-07');
    try {
      const done = (await ended).items;
      methods['queue.list'].result.parse(await engine.handlers['queue.list']({}, noSignal));
      assert.ok(done.every(({ elsewhere }) => elsewhere?.worker === 'render-07'));
      assert.ok(seen.includes('running render-07'), seen.join());
      const run = await engine.handlers['runs.get']({ runId: done[0]!.runId! }, noSignal);
      assert.equal(run.frames.length, 6);
      assert.equal(run.summary.outDir, done[0]!.outDir);
      const isListed = ({ workers }: { workers: readonly { name: string; doneCount: number }[] }) =>
        workers.some(({ name, doneCount }) => name === 'render-07' && doneCount === 2);
      const now = await engine.handlers['computers.state']({}, noSignal);
      if (!isListed(now)) await nextEvent(engine, 'computers.changed', isListed);
      // Run again, it is found where it lies.
      await engine.handlers['queue.retry']({ id: ids[0]! }, noSignal);
      assert.deepEqual(
        (await items(engine)).map(({ state, runId }) => [state, runId]),
        done.map(({ state, runId }) => [state, runId]),
      );
    } finally {
      await worker.stop();
    }
  },
);

test(
  'clips are taken back and cancelled, and a queue that was drained by others is noticed',
  { skip },
  async () => {
    const { library, engine, options } = await joined();
    const ids = await addClips(engine, library, ['a', 'b', 'c']);
    await engine.handlers['queue.handOver']({ ids }, noSignal);
    await assert.rejects(
      engine.handlers['queue.configure']({ id: ids[0]!, config: tinyConfig }, noSignal),
      hasCode('clip-elsewhere'),
    );
    await engine.handlers['queue.takeBack']({ ids: [ids[0]!] }, noSignal);
    await engine.handlers['queue.cancel']({ id: ids[1]! }, noSignal);
    const farm = await openFarmQueue({ url: redis.url });
    assert.deepEqual(await farm.counts(), { waiting: 1, running: 0, done: 0, failed: 0 });
    assert.deepEqual(
      (await items(engine)).map(({ state, elsewhere }) => [state, elsewhere !== null]),
      [
        ['waiting', false],
        ['cancelled', true],
        ['waiting', true],
      ],
    );
    await farm.drain();
    await farm.close();
    await engine.close();
    const again = await openEngine(options);
    await nextEvent(again, 'queue.changed', (queue) => queue.items[2]!.state === 'cancelled');
  },
);

test('clips with corrections, and results outside the shared folders, stay here', { skip }, async () => {
  const { library, engine } = await joined();
  const ids = await addClips(engine, library, ['alone']);
  const outside = engineFolder().library;
  const changes: Partial<EngineOptions> & { outputDir: string } = { outputDir: outside };
  await engine.handlers['settings.set']({ changes }, noSignal);
  const more = await addClips(engine, library, ['astray']);
  await assert.rejects(
    engine.handlers['queue.handOver']({ ids: more }, noSignal),
    hasCode('output-unshared'),
  );
  const { handed } = await engine.handlers['queue.handOver']({ ids }, noSignal);
  assert.equal(handed, 1);
});

test(
  'a worker of another version, or with other weights, is refused and listed with its sentence',
  { skip },
  async () => {
    const { library, root, engine } = await joined();
    const ids = await addClips(engine, library, ['mine']);
    await engine.handlers['queue.handOver']({ ids }, noSignal);
    const isRefused = ({ workers }: ComputersState) =>
      workers.some(({ name, refusal }) => name === 'old-mac' && refusal?.words?.code === 'version-differs');
    const told = nextEvent(engine, 'computers.changed', isRefused);
    const start = startFarmWorker({
      address: { url: redis.url },
      map: pathMap([parseRoot(root)]),
      slots: 1,
      cacheFolder: join(root, 'cache'),
      cacheLimitBytes: 1e9,
      program: otherProgram,
      notify: () => undefined,
      name: 'old-mac',
    });
    await assert.rejects(start, hasCode('computers-version'));
    await told;
    assert.equal((await items(engine))[0]!.state, 'waiting');
  },
);

test(
  'of two clips of one name, the one that is handed over leaves the other its folder',
  { skip },
  async () => {
    const { library, engine } = await joined();
    const paths = await Promise.all(
      ['a', 'b'].map((place) => {
        mkdirSync(join(library, place));
        return tinyClip(join(library, place), 'same');
      }),
    );
    const { ids } = await engine.handlers['queue.add']({ paths, config: tinyConfig, outDir: null }, noSignal);
    const before = (await items(engine)).map(({ outDir }) => outDir);
    await engine.handlers['queue.handOver']({ ids: [ids[1]!] }, noSignal);
    assert.deepEqual(
      (await items(engine)).map(({ outDir }) => outDir),
      before,
    );
    assert.equal(new Set(before).size, 2);
  },
);
