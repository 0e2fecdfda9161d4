import { exportOf } from '../../native/api/exports.ts';
import { defaultRunMatte } from '../../native/api/matte-settings.ts';
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import WebSocket from 'ws';
import { createClient } from '../../native/api/transport/client.ts';
import type { EngineConnection } from '../../native/api/transport/client.ts';
import { methods } from '../../native/api/contract.ts';
import type { MethodName } from '../../native/api/contract.ts';
import { EngineError } from '../../native/api/transport/messages.ts';
import { servePort } from '../../electron/engine/engine-host.ts';
import { messagePortChannel } from '../../renderer/client/message-port-channel.ts';
import { webSocketChannel } from '../../renderer/client/web-socket-channel.ts';
import type { SocketLike } from '../../renderer/client/web-socket-channel.ts';
import { runClips, tinyClip, tinyConfig } from '../support/test-engine.ts';
import { hostPortOf, webPortOf } from '../support/forked-engine.ts';
import { bearer, startServed } from '../support/served.ts';

const { engine, library, outputDir, port: httpPort } = await startServed();
const clip = await tinyClip(library, 'square', 4);
const [runId] = await runClips(engine, [clip]);

const reports: string[] = [];
function overWebSocket(): EngineConnection {
  const open = () =>
    new WebSocket(`ws://127.0.0.1:${httpPort}/engine`, { headers: bearer }) as unknown as SocketLike;
  return createClient(webSocketChannel(open), (sentence) => reports.push(sentence));
}
function overPort(): EngineConnection {
  const { port1, port2 } = new MessageChannel();
  const channel = messagePortChannel(() => undefined);
  const client = createClient(channel, (sentence) => reports.push(sentence));
  servePort(engine, hostPortOf(port1), null, (line) => reports.push(line));
  channel.take(webPortOf(port2));
  return client;
}
const clients = { WebSocket: overWebSocket(), MessagePort: overPort() } as const;
after(() => Object.values(clients).forEach((client) => client.close()));

const choice = { swap: true, eigenvector: 2, component: null, alpha: null, tau: null };
const range = { first: 0, last: 1 };
const region = { x: 0.5, y: 0.5, width: 0.1, height: 0.1 };
const dab = { x: 0.5, y: 0.5, radius: 0.1, adds: true };
/** Every method with parameters that it can be called with; those that change something change it to the same. */
const everyCall: { readonly [M in MethodName]: object } = {
  'queue.list': {},
  'queue.preflight': { paths: [clip], config: tinyConfig },
  'queue.add': { paths: [clip], config: tinyConfig, outDir: null },
  'queue.refine': { runIds: [999] },
  'queue.start': {},
  'queue.pause': {},
  'queue.cancel': { id: 999 },
  'queue.retry': { id: 999 },
  'queue.configure': { id: 999, config: tinyConfig },
  'queue.remove': { ids: [999] },
  'queue.move': { id: 999, toIndex: 0 },
  'queue.handOver': { ids: [999] },
  'queue.takeBack': { ids: [999] },
  'computers.state': {},
  'computers.connect': {
    queue: { url: 'http://none', caFile: null, folders: [{ shared: library, local: library }] },
    password: null,
  },
  'computers.disconnect': {},
  'runs.list': {},
  'runs.get': { runId },
  'runs.delete': { runIds: [999], forGood: false },
  'runs.rename': { runId: 999, name: 'take two' },
  'runs.decide': { runIds: [runId], decision: null },
  'runs.setTruth': { runId, dir: null },
  'fix.preview': { runId, frame: 0, choice },
  'fix.apply': { runId, range, choice },
  'fix.revert': { runId, range },
  'fix.previewDab': { runId, frame: 0, dab },
  'fix.dab': { runId, frame: 0, dab },
  'fix.previewHoldOut': { runId, frame: 0, region },
  'fix.holdOut': { runId, ...range, region },
  'fix.giveUpHoldOut': { runId, ...range, region },
  'fix.undo': { runId, undo: 999 },
  'fix.lock': { runId, frames: [0], locked: false },
  'candidates.find': { runId, frame: 0 },
  'candidates.choose': { runId, frame: 0, choice: { add: [0], remove: [] } },
  'gallery.worst': { limit: 5, perRun: 2, withLocked: false },
  'metrics.export': { runIds: [runId], format: 'csv', path: `${outputDir}/metrics.csv` },
  'export.run': { runId, outDir: null, request: exportOf(['matte-png']) },
  'export.estimate': { runId, outDir: null, request: exportOf(['matte-png']) },
  'matte.get': { runId },
  'matte.set': { runId, matte: defaultRunMatte },
  'export.formats': {},
  'app.info': {},
  'app.takeOver': {},
  'settings.get': {},
  'settings.set': { changes: { theme: 'dark' } },
  'settings.presetConfig': { preset: 'embedded' },
  'models.list': {},
  'models.pull': { id: 'none' },
  'models.cancelPull': { id: 'none' },
  'models.import': { id: null, path: `${library}/none.pth` },
  'models.verify': { id: 'none' },
  'models.remove': { id: 'none' },
  'machine.report': {},
  'cache.stats': {},
  'cache.clear': {},
  'library.browse': { path: null },
};
/** Answers that may differ between two calls: times, free space, and what the call before has changed. */
const varying = new Set<string>([
  'queue.preflight',
  'queue.add',
  'fix.preview',
  'fix.previewDab',
  'fix.dab',
  'fix.previewHoldOut',
  'fix.holdOut',
  'fix.giveUpHoldOut',
  'candidates.choose',
  'fix.apply',
  'fix.revert',
  'fix.lock',
  'runs.setTruth',
  'runs.get',
  'cache.stats',
  'export.estimate',
  'machine.report',
  'gallery.worst',
  'metrics.export',
]);

/** The result, or the error as the client has it. */
const outcome = (client: EngineConnection, name: MethodName) =>
  client.call(name, everyCall[name] as never).then(
    (result) => ({ result }),
    (error: unknown) => {
      assert.ok(error instanceof EngineError, String(error));
      return { error: { kind: error.kind, message: error.message } };
    },
  );

/** Waits until no clip runs: while the one that was queued does, its results cannot be changed. */
async function untilIdle(): Promise<void> {
  for (;;) {
    const { items } = await clients.MessagePort.call('queue.list', {});
    if (items.every(({ state }) => state !== 'running')) return;
    await setTimeout(20);
  }
}

for (const name of Object.keys(methods) as MethodName[])
  test(`${name} answers in the form of the contract, and the same over WebSocket and MessagePort`, async () => {
    if (!name.startsWith('queue.')) await untilIdle();
    const first = await outcome(clients.WebSocket, name);
    const second = await outcome(clients.MessagePort, name);
    for (const answer of [first, second])
      if ('error' in answer)
        assert.ok(['failed', 'usage'].includes(answer.error.kind), JSON.stringify(answer));
    if (varying.has(name)) assert.deepEqual(Object.keys(second), Object.keys(first));
    else assert.deepEqual(second, first);
  });

for (const [transport, client] of Object.entries(clients)) {
  test(`${transport}: parameters that do not fit are refused as invalid`, async () => {
    const wrong = client.call('runs.get', { runId: 'one' } as never);
    await assert.rejects(wrong, (error) => error instanceof EngineError && error.kind === 'invalid');
  });

  test(`${transport}: a call can be cancelled, before it is sent and after`, async () => {
    const isCancelled = (error: unknown) => error instanceof EngineError && error.kind === 'cancelled';
    await assert.rejects(client.call('queue.list', {}, AbortSignal.abort()), isCancelled);
    const controller = new AbortController();
    const call = client.call('queue.list', {}, controller.signal);
    controller.abort();
    await assert.rejects(call, isCancelled);
  });

  test(`${transport}: events come checked, until the listening ends`, async () => {
    const heard: unknown[] = [];
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const stop = client.on('settings.changed', (payload) => {
      heard.push(payload);
      resolve(undefined);
    });
    await client.call('settings.set', { changes: { theme: 'light' } });
    await promise;
    stop();
    await client.call('settings.set', { changes: { theme: 'system' } });
    await client.call('settings.get', {});
    assert.deepEqual(heard, [{}]);
  });
}

test('a WebSocket that the server ends is opened again, and calls in between are told so', async () => {
  const { server, engine: other } = await startServed();
  let port = server.port;
  const open = () =>
    new WebSocket(`ws://127.0.0.1:${port}/engine`, { headers: bearer }) as unknown as SocketLike;
  const client = createClient(webSocketChannel(open));
  after(() => client.close());
  const next = (wanted: string) =>
    new Promise<void>((resolve) => {
      const stop = client.onState((state) => {
        if (state !== wanted) return;
        stop();
        resolve();
      });
    });
  await client.call('queue.list', {});
  const lost = next('lost');
  await server.close();
  await lost;
  await assert.rejects(
    client.call('queue.list', {}),
    (error) => error instanceof EngineError && error.kind === 'unavailable',
  );
  const opened = next('open');
  port = (await startServed({ engine: other })).port;
  await opened;
  assert.deepEqual(await client.call('queue.list', {}), { paused: true, items: [] });
});

test('nothing was sent that the contract does not know', () => {
  assert.deepEqual(
    reports.filter((line) => !line.startsWith('Refused a message: The parameters of runs.get')),
    [],
  );
});
