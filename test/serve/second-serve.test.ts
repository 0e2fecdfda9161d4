import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { WebSocket } from 'ws';
import type { Params, Result, MethodName } from '../../native/api/contract.ts';
import type { QueueState } from '../../native/api/queue.ts';
import { createClient } from '../../native/api/transport/client.ts';
import { webSocketChannel } from '../../renderer/client/web-socket-channel.ts';
import { startAppServer, type AppServer } from '../e2e/app-server.ts';
import { writeClip } from '../e2e/clips.ts';
import { tinyConfig } from '../support/test-engine.ts';

const folder = await mkdtemp(join(tmpdir(), 'fodvid-serve-'));
await mkdir(join(folder, 'clips'));
after(() => rm(folder, { recursive: true }));
const note = join(folder, 'cache', 'serving.json');
const gone = join(folder, 'gone');

/** The environment of a server whose sharp cannot be opened while the file `gone` is there. */
const withoutSharp = {
  NODE_OPTIONS: `--require ${join(import.meta.dirname, '..', 'support', 'limits', 'missing-library.cjs')}`,
  MISSING_LIBRARY: 'sharp',
  MISSING_LIBRARY_WHILE: gone,
};

/** The page as a browser that came with the token asks for it, and as its button does. */
async function browserOf({ address }: AppServer) {
  const entry = await fetch(address, { redirect: 'manual' });
  const headers = {
    cookie: entry.headers.get('set-cookie')!.split(';')[0]!,
    origin: new URL(address).origin,
  };
  const ask = (path: string, method: string) =>
    fetch(new URL(path, address), { method, headers, redirect: 'manual' });
  return { page: () => ask('/', 'GET'), tryAgain: async () => (await ask('/retry', 'POST')).status };
}

test('a server whose library cannot be loaded says so on its page, and works once it is back and somebody tries again', async () => {
  await writeFile(gone, '');
  const server = await startAppServer(folder, withoutSharp);
  const { page, tryAgain } = await browserOf(server);
  const first = await page();
  assert.equal(first.status, 503);
  assert.match(
    await first.text(),
    /engine cannot start[\s\S]*The library sharp cannot be loaded: [\s\S]*Try again/,
  );
  assert.match(server.log(), /The library sharp cannot be loaded: /);
  assert.equal(await tryAgain(), 303);
  assert.equal((await page()).status, 503);
  await rm(gone);
  assert.equal(await tryAgain(), 303);
  let now = await page();
  while (now.status === 503) now = await page();
  assert.equal(now.status, 200);
  assert.match(await now.text(), /main\.js/);
  await watchesBeside(server);
  await server.stop('kill');
});

async function watchesBeside(first: AppServer): Promise<void> {
  const noted = await readFile(note, 'utf8');
  assert.equal((await stat(note)).mode & 0o077, 0, 'the note with the token is the owner’s');
  const second = await startAppServer(folder);
  const told = `works on ${join(folder, 'cache')}, at ${first.address}. This one only watches`;
  assert.ok(second.log().includes(told), second.log());
  assert.notEqual(second.address, first.address);
  await second.stop();
  assert.equal(await readFile(note, 'utf8'), noted, 'the first one is still the one that works');
}

test('a second server on a cache says where the first one is and watches it; one after that has ended or was killed works', async () => {
  const first = await startAppServer(folder);
  await watchesBeside(first);
  await first.stop();
  await assert.rejects(stat(note), { code: 'ENOENT' });
});

/** The contract as a program that has the token speaks it. */
function clientOf({ address }: AppServer) {
  const { host, searchParams } = new URL(address);
  const headers = { Authorization: `Bearer ${searchParams.get('token')!}` };
  const open = () => new WebSocket(`ws://${host}/engine`, { headers }) as unknown as globalThis.WebSocket;
  const client = createClient(webSocketChannel(open, () => Promise.resolve(false)));
  after(() => client.close());
  const call = <M extends MethodName>(name: M, params: Params<M>): Promise<Result<M>> =>
    client.call(name, params);
  return { client, call, watches: async () => (await call('app.info', {})).watches };
}

const ended = ({ items }: QueueState) => items.every(({ state }) => state === 'done');

test('a server that watches takes over from one that works, whose clip goes on there, and from one that was killed', async () => {
  const clip = join(folder, 'clips', 'square.mp4');
  await writeClip(clip, 24);
  const first = await startAppServer(folder);
  const second = await startAppServer(folder);
  const [one, two] = [clientOf(first), clientOf(second)];
  const running = new Promise<void>((resolve) => {
    one.client.on('queue.progress', () => resolve());
  });
  await one.call('queue.add', { paths: [clip], config: tinyConfig, outDir: null });
  await one.call('queue.start', {});
  await running;
  const finished = new Promise<void>((resolve) => {
    two.client.on('queue.changed', (queue) => ended(queue) && resolve());
  });
  const replaced = new Promise<void>((resolve) => one.client.on('engine.replaced', () => resolve()));
  assert.equal(await two.watches(), true);
  await two.call('app.takeOver', {});
  await replaced;
  assert.deepEqual([await one.watches(), await two.watches()], [true, false]);
  await assert.rejects(one.call('queue.pause', {}), /only watches/);
  await finished;
  assert.equal((await two.call('runs.list', {})).runs.length, 1);
  assert.ok((await readFile(note, 'utf8')).includes(second.address));

  await second.stop('kill');
  await one.call('app.takeOver', {});
  assert.equal(await one.watches(), false);
  await one.call('queue.pause', {});
  await first.stop();
  await assert.rejects(stat(note), { code: 'ENOENT' });
});
