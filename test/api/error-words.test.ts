import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorBodyOf } from '../../native/api/transport/dispatch.ts';
import { errorBody } from '../../native/api/transport/messages.ts';
import { errorWords } from '../../native/base/error-words.ts';
import { failedError } from '../../native/base/errors.ts';
import { catalogues } from '../../renderer/i18n/catalogues.ts';
import { worded } from '../../renderer/i18n/worded.ts';

const folder = '/full/cache';
const error = failedError('The disk is full.', {
  words: errorWords('cache-full', { folder }),
  advice: 'Name another with --cache DIR.',
});

test('an error reaches a window with its words, and without the advice for the command line', () => {
  const body = errorBody.parse(errorBodyOf(error, () => undefined));
  assert.deepEqual(body, {
    kind: 'failed',
    message: 'The disk is full.',
    words: { code: 'cache-full', values: { folder } },
  });
  assert.equal(error.withAdvice, 'The disk is full. Name another with --cache DIR.');
});

test('a defect has words too, and its stack trace goes to the log', () => {
  const log: string[] = [];
  const body = errorBody.parse(errorBodyOf(new Error('no such thing'), (line) => log.push(line)));
  assert.deepEqual(body.words, { code: 'unexpected', values: { reason: 'no such thing' } });
  assert.match(log.join(''), /no such thing\n\s+at /);
});

test('each language words an error; one without known words keeps its sentence', () => {
  const words = error.origin.words!;
  const said = Object.values(catalogues).map(({ errors }) =>
    worded(errors, { error: 'The sentence.', words }),
  );
  assert.ok(
    said.every((text) => text.includes(folder)),
    said.join('\n'),
  );
  assert.equal(new Set([...said, 'The sentence.']).size, 3);
  for (const other of [
    undefined,
    { code: 'of-a-newer-engine', values: {} },
    { code: 'toString', values: {} },
  ])
    assert.equal(worded(catalogues.de.errors, { error: 'The sentence.', words: other }), 'The sentence.');
});

test('no wording speaks of the command line', () => {
  const values = new Proxy({}, { get: (_, name) => String(name) });
  for (const { errors } of Object.values(catalogues))
    for (const code of Object.keys(errors) as (keyof typeof errors)[])
      assert.doesNotMatch(errors[code](values as never), /(^| )--[a-z]|npm run|fodvid [a-z]/, code);
});
