import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore } from '../../native/store/store.ts';
import {
  engineFolder,
  finishedRun,
  nextEvent,
  noSignal,
  openEngine,
  tinyClip,
} from '../support/test-engine.ts';

test('a second engine on a cache shows and follows what the first one does, and changes nothing', async () => {
  const { library, options } = engineFolder();
  const first = await openEngine(options);
  const { summary } = await finishedRun(first, await tinyClip(library, 'square', 3));
  // This process owns it: an engine that works would take it for its own from before a crash.
  const store = openStore({ folder: options.cacheFolder, limitBytes: Infinity });
  const [runningId] = store.withQueue((queue) => {
    const ids = queue.append([{ clip: 'running', name: 'running', outDir: 'running', config: '{}' }]);
    queue.claimNext();
    return ids;
  });
  store.close();
  const second = await openEngine({ ...options, watches: true });
  const { items } = await second.handlers['queue.list']({}, noSignal);
  assert.equal(items.find(({ id }) => id === runningId)?.state, 'running');
  assert.equal((await second.handlers['app.info']({}, noSignal)).watches, true);
  const { runs } = await second.handlers['runs.list']({}, noSignal);
  assert.deepEqual(
    runs.map(({ id }) => id),
    [summary.id],
  );
  const files = () => readdirSync(summary.outDir);
  const before = files();
  assert.equal((await second.handlers['runs.get']({ runId: summary.id }, noSignal)).frames.length, 3);

  const { handlers } = second;
  const range = { first: 0, last: 1 };
  for (const change of [
    () => handlers['queue.start']({}, noSignal),
    () => handlers['runs.delete']({ runIds: [summary.id], forGood: true }, noSignal),
    () => handlers['fix.revert']({ runId: summary.id, range }, noSignal),
    () => handlers['settings.set']({ changes: {} }, noSignal),
  ])
    await assert.rejects(change, /only watches/);
  assert.deepEqual(files(), before);

  const [queued, decided] = [nextEvent(second, 'queue.changed'), nextEvent(second, 'runs.changed')];
  const paths = [await tinyClip(library, 'later', 3)];
  await first.handlers['queue.add']({ paths, config: summary.config, outDir: null }, noSignal);
  await first.handlers['runs.decide']({ runIds: [summary.id], decision: 'approved' }, noSignal);
  assert.ok((await queued).items.some(({ clip }) => clip === join(library, 'later')));
  await decided;
  const [told] = (await handlers['runs.list']({}, noSignal)).runs;
  assert.equal(told!.decision, 'approved');
});
