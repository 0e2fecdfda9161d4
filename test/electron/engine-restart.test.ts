import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createClient } from '../../native/api/transport/client.ts';
import type { EngineConnection } from '../../native/api/transport/client.ts';
import type { EventName, EventPayload } from '../../native/api/contract.ts';
import { EngineError } from '../../native/api/transport/messages.ts';
import { messagePortChannel } from '../../renderer/client/message-port-channel.ts';
import { engineFolder, tinyClip, tinyConfig } from '../support/test-engine.ts';
import { startForkedEngine } from '../support/forked-engine.ts';

/** The next event of a name for which `isIt` holds. */
function heard<E extends EventName>(
  client: EngineConnection,
  name: E,
  isIt: (payload: EventPayload<E>) => boolean = () => true,
): Promise<EventPayload<E>> {
  const { promise, resolve } = Promise.withResolvers<EventPayload<E>>();
  const stop = client.on(name, (payload) => {
    if (!isIt(payload)) return;
    stop();
    resolve(payload);
  });
  return promise;
}

const maskTimes = (outDir: string) => {
  const masks = join(outDir, 'masks');
  return readdirSync(masks).map((name) => statSync(join(masks, name)).mtimeMs);
};

test('an engine killed in the middle of a clip is started again, says so, and loses nothing that was finished', async () => {
  const { library, options } = engineFolder();
  const { settingsFile, defaultOutputDir, cacheFolder } = options;
  const channel = messagePortChannel(() => undefined);
  const client = createClient(channel);
  const { engine, children, lines, trashed } = startForkedEngine(
    { settingsFile, defaultOutputDir },
    cacheFolder,
    (port) => channel.take(port),
  );
  after(() => engine.close());
  const states: string[] = [];
  client.onState((state) => states.push(state));

  const clips = [await tinyClip(library, 'first', 6), await tinyClip(library, 'second', 24)];
  // Calls made before the engine is there wait for it.
  const { ids } = await client.call('queue.add', { paths: clips, config: tinyConfig, outDir: null });
  const secondRuns = heard(
    client,
    'queue.progress',
    ({ id, progress }) => id === ids[1] && progress.fraction > 0.2,
  );
  await client.call('queue.start', {});
  await secondRuns;
  const finished = (await client.call('queue.list', {})).items[0]!;
  assert.equal(finished.state, 'done');
  const before = maskTimes(finished.outDir);

  const restarted = heard(client, 'engine.restarted');
  const underWay = client.call('machine.report', {});
  const [killed] = children;
  killed!.kill('SIGKILL');
  await assert.rejects(underWay, (error) => error instanceof EngineError && error.kind === 'unavailable');
  assert.match((await restarted).reason, /ended unexpectedly.*started again/);
  const end = heard(client, 'queue.changed', ({ items }) => items.every(({ state }) => state === 'done'));
  const now = await client.call('queue.list', {});
  const { items } = now.items.every(({ state }) => state === 'done') ? now : await end;

  assert.deepEqual(
    items.map(({ id, state }) => [id, state]),
    ids.map((id) => [id, 'done']),
  );
  assert.deepEqual(items[0], finished, 'the finished clip is as it was');
  assert.deepEqual(maskTimes(finished.outDir), before, 'its masks were not written again');
  assert.equal(readdirSync(join(items[1]!.outDir, 'masks')).length, 24);
  assert.equal(children.length, 2);
  assert.deepEqual(states, ['open', 'lost', 'open']);
  assert.ok(lines.some((line) => line.includes('ended with code')));

  const { outDir, runId } = items[1]!;
  assert.deepEqual(await client.call('runs.delete', { runIds: [runId!], forGood: false }), {
    untrashed: null,
  });
  assert.deepEqual(trashed, [outDir], 'the main process moves it to the system’s trash');
});

test('an engine that is closed ends by itself and is not started again', async () => {
  const { options } = engineFolder();
  const { settingsFile, defaultOutputDir, cacheFolder } = options;
  const { promise: ready, resolve } = Promise.withResolvers<undefined>();
  const { engine, children } = startForkedEngine({ settingsFile, defaultOutputDir }, cacheFolder, () =>
    resolve(undefined),
  );
  await ready;
  const [child] = children;
  const exit = new Promise<number | null>((settle) => child!.once('exit', settle));
  await engine.close();
  assert.equal(await exit, 0);
  assert.equal(children.length, 1);
});
