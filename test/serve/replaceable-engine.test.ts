import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replaceableEngine } from '../../native/serve/replaceable-engine.ts';
import { engineFolder, noSignal, openEngine, nextEvent } from '../support/test-engine.ts';

test('an engine that is just writing is not replaced, and answers on; once it is done, the next one answers', async () => {
  const own = await openEngine(engineFolder().options);
  const export_ = Promise.withResolvers<never>();
  const first = { ...own, handlers: { ...own.handlers, 'export.run': () => export_.promise } };
  const engine = replaceableEngine(first, () => Promise.resolve(), 20);
  const { handlers } = engine;
  const writing = handlers['export.run']({} as never, noSignal);
  let opened = 0;
  const open = () => {
    opened++;
    return openEngine({ ...engineFolder().options, watches: true });
  };
  await assert.rejects(engine.replace(open), /just writing an export/);
  assert.equal(opened, 0);
  assert.equal((await handlers['app.info']({}, noSignal)).watches, false);
  export_.reject(new Error('cancelled'));
  await assert.rejects(writing, /cancelled/);
  const told = nextEvent(engine, 'engine.replaced');
  await engine.replace(open);
  await told;
  assert.equal((await handlers['app.info']({}, noSignal)).watches, true);
});
