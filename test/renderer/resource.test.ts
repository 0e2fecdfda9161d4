import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNotices } from '../../renderer/state/notices.ts';
import { createResource } from '../../renderer/state/resource.ts';

test('of overlapping fetches the latest counts, whichever comes first', async () => {
  const answers: ((value: string) => void)[] = [];
  const resource = createResource(() => new Promise<string>((resolve) => answers.push(resolve)));
  resource.reload();
  resource.reload();
  answers[1]!('new');
  answers[0]!('old');
  await new Promise(setImmediate);
  assert.deepEqual(resource.get(), { status: 'ready', value: 'new' });
});

test('what was there stays when it cannot be fetched again; a first failure shows its sentence', async () => {
  let fail = true;
  const resource = createResource(() =>
    fail ? Promise.reject(new Error('It is away.')) : Promise.resolve(1),
  );
  const fetched = async () => {
    resource.reload();
    await new Promise(setImmediate);
    return resource.get();
  };
  assert.deepEqual(await fetched(), { status: 'failed', sentence: 'It is away.' });
  fail = false;
  assert.deepEqual(await fetched(), { status: 'ready', value: 1 });
  fail = true;
  assert.deepEqual(await fetched(), { status: 'ready', value: 1 });
});

test('a notice that waits already is not added again', () => {
  const notices = createNotices();
  notices.add({ level: 'error', sentence: 'The disk is full.' });
  notices.add({ level: 'error', sentence: 'The disk is full.' });
  notices.add({ level: 'info', sentence: 'Done.' });
  assert.deepEqual(
    notices.get().map(({ sentence }) => sentence),
    ['The disk is full.', 'Done.'],
  );
  notices.dismiss(notices.get()[0]!.id);
  assert.equal(notices.get().length, 1);
});
