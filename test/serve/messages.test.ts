import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EngineHandlers, methods } from '../../native/api/contract.ts';
import { createDispatcher, maxCallsUnderWay } from '../../native/api/transport/dispatch.ts';
import { replyMessage, type ReplyMessage } from '../../native/api/transport/messages.ts';
import { maxSocketMessageBytes } from '../../native/serve/engine-sockets.ts';
import { createLimitedLog } from '../../native/serve/limited-log.ts';
import { nextMessage, openSocket, startServed } from '../support/served.ts';

const served = await startServed();
const { port, lines } = served;

/** A small generator of its own, so that a failing case comes again. */
function generator(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const names = Object.keys(methods);
const scalars = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  '',
  '../../etc/passwd',
  '\u0000',
  '__proto__',
  'queue.add',
  [],
  {},
];

/** Values of every shape, some close to the contract's messages, none of them valid. */
function malformed(next: (below: number) => number, depth = 0): unknown {
  const scalar = () => scalars[next(scalars.length)];
  const value = () => (depth < 3 && next(3) === 0 ? malformed(next, depth + 1) : scalar());
  const shapes: (() => unknown)[] = [
    scalar,
    () => Array.from({ length: next(5) }, value),
    () => ({ id: value(), method: names[next(names.length)], params: value(), extra: value() }),
    () => ({ id: next(1000), method: scalar(), params: {} }),
    () => ({ id: next(1000), method: names[next(names.length)], params: { unknown: value() } }),
    () => ({ id: -next(9) - 1, method: 'queue.list', params: {} }),
    () => ({ cancel: value(), id: value() }),
    () => ({ result: value(), id: next(9) }),
    () => JSON.parse(`{"__proto__": {"id": 1}, "constructor": ${next(9)}}`) as unknown,
  ];
  return shapes[next(shapes.length)]!();
}

/** As it goes over the line: mostly JSON, at times cut, bytes, or not text at all. */
function raw(next: (below: number) => number): string | Buffer {
  const text = JSON.stringify(malformed(next));
  const way = next(10);
  if (way === 0) return text.slice(0, next(text.length));
  if (way === 1) return Buffer.from(Array.from({ length: next(64) }, () => next(256)));
  return way === 2 ? `${text}}` : text;
}

test('each of 10,000 malformed messages gets a typed refusal; the log stays short, and the engine answers on', async () => {
  const socket = (await openSocket(port))!;
  const next = generator(20_261_125);
  const before = lines.length;
  const count = 10_000;
  let refused = 0;
  const all = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const reply = replyMessage.parse(JSON.parse(data.toString('utf8')));
      assert.ok('error' in reply, JSON.stringify(reply));
      assert.equal(reply.error.kind, 'invalid');
      assert.ok(reply.error.message.length < 500);
      if (++refused === count) resolve();
    });
  });
  for (let index = 0; index < count; index++) socket.send(raw(next));
  await all;
  const logged = lines.slice(before);
  assert.ok(logged.length > 0 && logged.length < 1_000, `${logged.length} lines`);
  assert.ok(logged.every((line) => line.startsWith('Refused a message') || line.startsWith('... and')));
  socket.removeAllListeners('message');
  const answer = nextMessage(socket);
  socket.send(JSON.stringify({ id: 1, method: 'queue.list', params: {} }));
  assert.deepEqual(await answer, { id: 1, result: { paused: true, items: [] } });
  socket.close();
});

test('an oversized message ends its connection and no other', async () => {
  const [socket, other] = [(await openSocket(port))!, (await openSocket(port))!];
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('error', () => undefined);
  socket.send('x'.repeat(maxSocketMessageBytes + 1));
  assert.equal(await closed, 1009);
  const answer = nextMessage(other);
  other.send(JSON.stringify({ id: 7, method: 'app.info', params: {} }));
  assert.equal(((await answer) as { id: number }).id, 7);
  other.close();
});

test('a flood of calls is refused beyond what may be under way', () => {
  const replies: ReplyMessage[] = [];
  const pending = () => new Promise<never>(() => undefined);
  const handlers = Object.fromEntries(Object.keys(methods).map((name) => [name, pending]));
  const dispatcher = createDispatcher({
    handlers: handlers as unknown as EngineHandlers,
    send: (reply) => replies.push(reply),
    log: () => undefined,
  });
  for (let id = 0; id < maxCallsUnderWay + 9; id++)
    dispatcher.receive({ id, method: 'cache.stats', params: {} });
  assert.deepEqual(
    replies.map((reply) => 'error' in reply && [reply.id, reply.error.kind]),
    Array.from({ length: 9 }, (_, k) => [maxCallsUnderWay + k, 'invalid']),
  );
  dispatcher.close();
});

test('every call of a flood is answered, and the connection lives on', async () => {
  const socket = (await openSocket(port))!;
  const count = 2_000;
  const answered = new Set<number>();
  const all = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const reply = replyMessage.parse(JSON.parse(data.toString('utf8')));
      if ('error' in reply) assert.equal(reply.error.kind, 'invalid');
      if ('id' in reply && reply.id !== null) answered.add(reply.id);
      if (answered.size === count) resolve();
    });
  });
  for (let id = 0; id < count; id++) socket.send(JSON.stringify({ id, method: 'cache.stats', params: {} }));
  await all;
  socket.removeAllListeners('message');
  const answer = nextMessage(socket);
  socket.send(JSON.stringify({ id: count, method: 'app.info', params: {} }));
  assert.equal(((await answer) as { id: number }).id, count);
  socket.close();
});

test('the log tells how many lines it left out, and shows no control characters', () => {
  const written: string[] = [];
  let nowMs = 0;
  const log = createLimitedLog((line) => written.push(line), { lines: 3, windowMs: 100, now: () => nowMs });
  for (let index = 0; index < 10; index++) log(`line ${index}\u001b[2J\r\nforged`);
  assert.equal(written.length, 3);
  assert.ok(written.every((line) => !/\p{Cc}/u.test(line)));
  nowMs = 100;
  log('later');
  assert.deepEqual(written.slice(3), ['... and 7 more lines like these.', 'later']);
});
