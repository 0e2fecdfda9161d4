import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createClient } from '../../native/api/transport/client.ts';
import { startEngineProcess } from '../../electron/engine/engine-process.ts';
import { createPictureAnswers } from '../../electron/engine/engine-pictures.ts';
import { messagePortChannel } from '../../renderer/client/message-port-channel.ts';
import { picturesOver } from '../../renderer/client/port-pictures.ts';
import { engineFolder } from '../support/test-engine.ts';
import { startForkedEngine } from '../support/forked-engine.ts';

const hook = join(import.meta.dirname, '..', 'support', 'limits', 'missing-library.cjs');

test('an engine whose native library is gone says which, stays away, and comes with the first try after it is back', async () => {
  const { root, options } = engineFolder();
  const { settingsFile, defaultOutputDir, cacheFolder } = options;
  const gone = join(root, 'gone');
  writeFileSync(gone, '');
  const channel = messagePortChannel(() => undefined);
  const client = createClient(channel);
  const { engine, children, lines } = startForkedEngine(
    { settingsFile, defaultOutputDir },
    cacheFolder,
    (port) => channel.take(port),
    { NODE_OPTIONS: `--require ${hook}`, MISSING_LIBRARY: 'better-sqlite3', MISSING_LIBRARY_WHILE: gone },
  );
  after(() => engine.close());
  const exited = new Promise((resolve) => children[0]!.once('exit', resolve));
  await exited;
  assert.match(
    engine.failure ?? '',
    /^The library better-sqlite3 cannot be loaded: .*No such file.*try again\.$/,
  );
  assert.ok(
    lines.some((line) => line.startsWith('engine: ') && line.includes('better-sqlite3')),
    'stderr is logged',
  );
  assert.equal(lines.filter((line) => line.startsWith('failed: ')).length, 1);
  assert.equal(children.length, 1, 'it is not tried again by itself');

  rmSync(gone);
  engine.retry();
  assert.equal((await client.call('app.info', {})).host, 'electron');
  assert.equal(engine.failure, null);
  assert.equal(children.length, 2);
});

test('an engine that ends again and again is started five times, then a person has to ask', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const children: EventEmitter[] = [];
  const reasons: (string | null)[] = [];
  const engine = startEngineProcess<never>({
    start() {
      const child = Object.assign(new EventEmitter(), {
        postMessage: () => undefined,
        kill: () => true,
        stdout: null,
        stderr: null,
      });
      children.push(child);
      return child;
    },
    log: () => undefined,
    trashItem: () => Promise.resolve(),
    ready: () => undefined,
    failed: (reason) => reasons.push(reason),
  });
  for (let time = 0; time < 5; time++) {
    assert.deepEqual(reasons, []);
    children.at(-1)!.emit('exit', 139);
    context.mock.timers.tick(10_000);
  }
  assert.equal(children.length, 5);
  assert.match(reasons[0] ?? '', /5 times in a row \(code 139\)/);
  engine.retry();
  assert.deepEqual(reasons.slice(1), [null]);
  assert.equal(children.length, 6);
});

test('a picture that is not waited for any more is cancelled in the engine, and one under way survives a restart', async () => {
  const sent: unknown[] = [];
  const channel = messagePortChannel(() => undefined);
  const { loadPicture } = (() => {
    const pictures = picturesOver(channel);
    pictures.channel.listen({
      message: (message) => sent.push(['contract', message]),
      state: () => undefined,
    });
    return pictures;
  })();
  const port = () => ({
    postMessage: (message: unknown) => sent.push(message),
    close: () => undefined,
    start: () => undefined,
    onmessage: null as ((event: MessageEvent) => void) | null,
    onclose: null as (() => void) | null,
  });
  const first = port();
  channel.take(first);
  const controller = new AbortController();
  const dropped = loadPicture('runs/1/source/0?r=1', controller.signal);
  const kept = loadPicture('runs/1/mask/0?r=1', new AbortController().signal);
  controller.abort();
  await assert.rejects(dropped, { name: 'AbortError' });
  assert.deepEqual(sent, [
    { picture: 0, path: 'runs/1/source/0?r=1' },
    { picture: 1, path: 'runs/1/mask/0?r=1' },
    { cancelPicture: 0 },
  ]);
  first.onclose!();
  const second = port();
  channel.take(second);
  assert.deepEqual(sent.at(-1), { picture: 1, path: 'runs/1/mask/0?r=1' });
  const answer = { picture: 1, contentType: 'image/png', bytes: new Uint8Array([1, 2, 3]) };
  second.onmessage!({ data: answer } as MessageEvent);
  const blob = await kept;
  assert.deepEqual([blob.type, blob.size], ['image/png', 3]);
  second.onmessage!({ data: { event: 'x' } } as MessageEvent);
  assert.deepEqual(sent.at(-1), ['contract', { event: 'x' }]);
});

test('the engine hears of a cancelled picture at once, and answers it no more', async () => {
  const answers: unknown[] = [];
  const signals: AbortSignal[] = [];
  const media = (_path: string, signal?: AbortSignal) => {
    signals.push(signal!);
    return new Promise<null>((resolve) => signal!.addEventListener('abort', () => resolve(null)));
  };
  const pictures = createPictureAnswers(
    media,
    (answer) => answers.push(answer),
    () => undefined,
  );
  pictures.receive({ picture: 7, path: 'runs/1/source/0' });
  pictures.receive({ picture: 8, path: 'runs/1/source/1' });
  pictures.receive({ cancelPicture: 7 });
  pictures.close();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [true, true],
  );
  assert.deepEqual(answers, []);
});
