import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FodvidError } from '../../native/base/errors.ts';
import { parseMap } from '../../native/farm/path-map.ts';
import { addressText, sharedAddress, typedAddress } from '../../native/farm/storage/s3/object-address.ts';
import { asStorageError, StorageError } from '../../native/farm/storage/s3/storage-error.ts';
import { storagesOf } from '../../native/farm/storage/storages.ts';

test('reads an address as a person types it', () => {
  assert.deepEqual(typedAddress('s3://studio/day 1/ü.mp4'), { bucket: 'studio', key: 'day 1/ü.mp4' });
  for (const text of ['s3://studio', 's3://studio/', 'S3://studio'])
    assert.equal(addressText(typedAddress(text)), 's3://studio');
  assert.equal(addressText(typedAddress('s3://studio/clips/')), 's3://studio/clips');
  for (const text of ['s3://', 's3:///x', 's3://UP/x', 's3://studio//x', 's3://studio/a/../b', '/mnt/clips'])
    assert.throws(
      () => typedAddress(text),
      (error) => error instanceof FodvidError && error.kind === 'usage' && error.message.includes(text),
      text,
    );
});

test('lets no address of a message out of the prefixes of a worker', async () => {
  const roots = ['s3://studio/clips', 's3://masks'];
  for (const name of ['s3://studio/clips', 's3://studio/clips/a/b.mp4', 's3://masks/x'])
    assert.equal(addressText(sharedAddress(name, roots)), name);
  const outside = [
    's3://studio/secret.mp4',
    's3://studio/clips2/a.mp4',
    's3://studio/clips/../secret.mp4',
    's3://studio/clips//secret.mp4',
    's3://studio/clips/a\\..\\b',
    's3://studio/clips/a\0b',
    's3://masks2/x',
    's3://MASKS/x',
  ];
  const storages = storagesOf(parseMap(['/mnt/clips', ...roots]));
  for (const name of outside) {
    assert.throws(
      () => sharedAddress(name, roots),
      /outside the buckets .*s3:\/\/studio\/clips, s3:\/\/masks/,
      name,
    );
    await assert.rejects(storages(name).here(name), FodvidError, name);
  }
  // A worker with folders only shares no bucket.
  const folders = storagesOf(parseMap(['/mnt/clips']));
  await assert.rejects(folders('s3://masks/x').here('s3://masks/x'), /outside the buckets .*\(none\)/);
});

test('what comes back by itself is told from what a person has to put right, and from our own defects', () => {
  const told = (name: string, status: number | null, message = '') => {
    const answer = status === null ? {} : { $metadata: { httpStatusCode: status } };
    const error = Object.assign(new Error(message), { name, ...answer });
    const made = asStorageError(error, typedAddress('s3://studio/a.mp4'), 'http://s3');
    return made instanceof StorageError ? `${made.failure}: ${made.message}` : made;
  };
  assert.match(String(told('TimeoutError', null)), /^away: .*does not answer \(TimeoutError\)/);
  assert.match(String(told('SlowDown', 503)), /^away: .*\(503 SlowDown\)/);
  assert.match(String(told('ConditionalRequestConflict', 409)), /^away: /);
  assert.match(String(told('ExpiredToken', 400)), /^refused: .*does not accept the key/);
  assert.match(String(told('PermanentRedirect', 301)), /^refused: .*AWS_REGION/);
  assert.match(String(told('RequestTimeTooSkewed', 403)), /^refused: The clock/);
  assert.match(String(told('AccessDenied', 403)), /^denied: .*s3:\/\/studio\/a\.mp4 \(AccessDenied\)/);
  assert.match(String(told('InvalidRequest', 400, 'No.')), /^denied: .*\(InvalidRequest: No\);/);
  const defect = told('TypeError', null, 'x is not a function');
  assert.ok(defect instanceof Error && !(defect instanceof StorageError));
});
