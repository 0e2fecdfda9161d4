import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createProgress } from '../../native/base/progress.ts';
import type { ResultOrder } from '../../native/farm/storage/farm-storage.ts';
import { fetchResults } from '../../native/farm/storage/s3/fetch-results.ts';
import { typedAddress } from '../../native/farm/storage/s3/object-address.ts';
import { objectStorage } from '../../native/farm/storage/s3/object-storage.ts';
import { type ObjectStore, openObjectStore } from '../../native/farm/storage/s3/object-store.ts';
import { StorageError } from '../../native/farm/storage/s3/storage-error.ts';
import { startS3, type TestS3 } from '../support/farm/s3-server.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';

const root = temporaryFolderOfFile();
const { signal } = new AbortController();
let s3: TestS3;
/** A server that knows no If-None-Match. */
let plain: TestS3;
let store: ObjectStore;
let count = 0;

before(async () => {
  [s3, plain] = await Promise.all([startS3(['masks']), startS3(['masks'], false)]);
  store = await openObjectStore(s3.env);
});
after(() => Promise.all([s3.stop(), plain.stop()]));

const storageAt = (where = store) => objectStorage(['s3://masks'], () => Promise.resolve(where));

/** Finished results on a worker's own disk. */
function finished(masks = 3): ResultOrder {
  const fromDir = join(root, `scratch${++count}`);
  mkdirSync(join(fromDir, 'masks'), { recursive: true });
  for (let index = 0; index < masks; index++)
    writeFileSync(join(fromDir, 'masks', `${index}.png`), `mask ${index}`);
  const report = { clip: '/here/a.mp4', outDir: fromDir, masksDir: join(fromDir, 'masks') };
  writeFileSync(join(fromDir, 'run.json'), JSON.stringify(report));
  return {
    fromDir,
    outDir: `s3://masks/out${count}/clip`,
    publication: { id: 'a'.repeat(64), lease: 'one', worker: 'w' },
    clip: { here: '/here/a.mp4', name: 's3://clips/a.mp4' },
    holds: () => Promise.resolve(true),
    signal,
  };
}

/** All objects below a folder of results. */
async function objectsOf({ outDir }: ResultOrder, where = store): Promise<string[]> {
  const keys: string[] = [];
  for await (const { objects } of where.list(typedAddress(outDir)))
    keys.push(...objects.map(({ key }) => key.split('/clip/')[1]!));
  return keys.sort();
}

/** Fetches the results beside those that they were published from. */
async function fetchedFrom(order: ResultOrder, where = store) {
  const dir = `${order.fromDir}-fetched`;
  const [clip] = await fetchResults(
    order.outDir,
    dir,
    { signal, progress: createProgress(() => undefined) },
    () => Promise.resolve(where),
  );
  return clip!;
}

test('results are there whole, with the paths that others know, and are fetched as they were', async () => {
  const order = finished();
  const large = randomBytes(9 << 20);
  writeFileSync(join(order.fromDir, 'overlay.mp4'), large);
  const storage = storageAt();
  assert.equal(await storage.isFree(order.outDir, order.publication.id), true);
  assert.equal(await storage.publish(order), 'published');
  const own = (await objectsOf(order))[1]!.split('/')[0]!;
  assert.deepEqual(await objectsOf(order), [
    'farm.json',
    ...['masks/0.png', 'masks/1.png', 'masks/2.png', 'overlay.mp4', 'run.json'].map(
      (path) => `${own}/${path}`,
    ),
  ]);
  assert.deepEqual(JSON.parse((await storage.reportOf(order.outDir))!), {
    clip: 's3://clips/a.mp4',
    outDir: `${order.outDir}/${own}`,
    masksDir: `${order.outDir}/${own}/masks`,
  });
  assert.equal(await storage.isFree(order.outDir, order.publication.id), true);
  assert.equal(await storage.isFree(order.outDir, 'b'.repeat(64)), false);
  const clip = await fetchedFrom(order);
  assert.equal(clip.state, 'fetched');
  assert.deepEqual(readdirSync(clip.outDir).sort(), ['farm.json', 'masks', 'overlay.mp4', 'run.json']);
  assert.deepEqual(readFileSync(join(clip.outDir, 'overlay.mp4')), large);
  assert.deepEqual(JSON.parse(readFileSync(join(clip.outDir, 'run.json'), 'utf8')), {
    clip: 's3://clips/a.mp4',
    outDir: clip.outDir,
    masksDir: join(clip.outDir, 'masks'),
  });
  assert.equal((await fetchedFrom(order)).state, 'there');
});

test('what was changed in the object storage is not fetched', async () => {
  const order = finished();
  await storageAt().publish(order);
  const mask = (await objectsOf(order)).find((key) => key.endsWith('1.png'))!;
  await store.write(typedAddress(`${order.outDir}/${mask}`), 'mask X');
  const clip = await fetchedFrom(order);
  assert.ok(clip.state === 'failed' && /1\.png is not what was published/.test(clip.error));
  assert.deepEqual(readdirSync(`${order.fromDir}-fetched`), []);
});

test('of many that publish the same at once exactly one does', async () => {
  const order = finished();
  const storage = storageAt();
  const ends = await Promise.all(
    Array.from({ length: 6 }, (_, i) =>
      storage.publish({ ...order, publication: { ...order.publication, lease: String(i) } }),
    ),
  );
  assert.deepEqual(ends.toSorted(), [...Array<string>(5).fill('there'), 'published'].toSorted());
  assert.equal((await storage.publicationOf(order.outDir))?.lease, String(ends.indexOf('published')));
  assert.equal((await fetchedFrom(order)).state, 'fetched');
});

test('a worker that was thought dead publishes nothing', async () => {
  const order = finished();
  const storage = storageAt();
  assert.equal(await storage.publish({ ...order, holds: () => Promise.resolve(false) }), 'lost');
  assert.deepEqual(await objectsOf(order), []);
  // It slept between the answer about its lease and its last object; another took the clip and published it.
  const other = { ...order, publication: { ...order.publication, lease: 'two', worker: 'other' } };
  const late = await storage.publish({
    ...order,
    holds: async () => (await storage.publish(other)) === 'published',
  });
  assert.equal(late, 'there');
  assert.equal((await storage.publicationOf(order.outDir))?.worker, 'other');
  assert.equal((await objectsOf(order)).length, 5);
});

test('a farm.json that the server writes after the worker heard nothing of it, and lost its lease, names whole results', async () => {
  const order = finished();
  let write: () => Promise<unknown> = () => assert.fail('nothing was sent');
  const deaf: ObjectStore = {
    ...store,
    writeNew(address, text) {
      write = () => store.writeNew(address, text);
      return Promise.reject(new Error('The connection broke off.'));
    },
  };
  await assert.rejects(storageAt(deaf).publish(order), /broke off/);
  const storage = storageAt();
  assert.equal(await storage.publish({ ...order, holds: () => Promise.resolve(false) }), 'lost');
  await write();
  const other = { ...order, publication: { ...order.publication, lease: 'two', worker: 'other' } };
  assert.equal(await storage.publish(other), 'there');
  assert.equal((await fetchedFrom(order)).state, 'fetched');
});

test('what a worker left behind that died goes with the publishing of another', async () => {
  const order = finished();
  await store.write(typedAddress(`${order.outDir}/run-${'0'.repeat(16)}/overlay.mp4`), 'half of it');
  assert.equal(await storageAt().publish(order), 'published');
  assert.equal((await objectsOf(order)).length, 5);
});

test('where the server knows no If-None-Match, results are whole all the same', async () => {
  const order = finished();
  const where = await openObjectStore(plain.env);
  const storage = storageAt(where);
  assert.equal(await storage.publish({ ...order, holds: () => Promise.resolve(false) }), 'lost');
  assert.equal(await storage.publish(order), 'published');
  const again = { ...order, publication: { ...order.publication, lease: 'two' } };
  assert.equal(await storage.publish(again), 'there');
  assert.equal((await storage.publicationOf(order.outDir))?.lease, 'one');
  assert.equal((await objectsOf(order, where)).length, 5);
});

test('where the server knows no If-None-Match, a worker that slept replaces whole results by whole ones', async () => {
  const order = finished();
  const where = await openObjectStore(plain.env);
  const storage = storageAt(where);
  const other = { ...order, publication: { ...order.publication, lease: 'two', worker: 'other' } };
  // It slept between the answer about its lease and its last object; another took the clip and published it.
  const late = await storage.publish({
    ...order,
    holds: async () => (await storage.publish(other)) === 'published',
  });
  assert.equal(late, 'published');
  assert.equal((await fetchedFrom(order, where)).state, 'fetched');
});

test('never replaces other results', async () => {
  const order = finished();
  const storage = storageAt();
  await storage.publish(order);
  const other = { ...order, publication: { ...order.publication, id: 'b'.repeat(64), lease: 'two' } };
  await assert.rejects(storage.publish(other), /already holds other results/);
  const foreign = finished();
  await store.write(typedAddress(`${foreign.outDir}/notes.txt`), 'of a person');
  assert.equal(await storage.isFree(foreign.outDir, foreign.publication.id), false);
  await assert.rejects(storage.publish(foreign), /already holds other results/);
  assert.deepEqual(await objectsOf(foreign), ['notes.txt']);
});

test('a server that is killed while results are sent to it is waited for, and gets the rest', async () => {
  const order = finished(60);
  const storage = storageAt();
  const first = s3.heard('PUT');
  const sending = storage.publish(order).catch((reason: unknown) => reason);
  // The first object is there, others are on their way.
  await Promise.race([first, sending]);
  await s3.kill();
  const error = await sending;
  assert.ok(error instanceof StorageError && error.failure === 'away', String(error));
  assert.match((await storage.trouble(error, 's3://masks'))!.error, /does not answer/);
  await s3.start();
  assert.equal(await storage.publicationOf(order.outDir), null);
  assert.equal(await storage.publish(order), 'published');
  assert.equal((await fetchedFrom(order)).state, 'fetched');
});

test('a wrong key, no bucket, and no server are told apart', async () => {
  const fails = async (env: Record<string, string>, where = 's3://masks/x') => {
    const opened = await openObjectStore({ ...s3.env, ...env });
    const error = await objectStorage('any', () => Promise.resolve(opened))
      .prepare(where)
      .then(
        () => null,
        (reason: unknown) => reason,
      );
    assert.ok(error instanceof StorageError, String(error));
    return `${error.failure}: ${error.message}`;
  };
  assert.match(await fails({ AWS_SECRET_ACCESS_KEY: 'wrong' }), /^refused: .*does not accept the key/);
  assert.match(await fails({ AWS_ACCESS_KEY_ID: 'nobody' }), /^refused: .*does not accept the key/);
  assert.match(await fails({}, 's3://nope/x'), /^refused: There is no bucket nope at http/);
  assert.match(
    await fails({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }),
    /^away: .*does not answer \(ECONNREFUSED\)/,
  );
  await assert.rejects(openObjectStore({ AWS_ENDPOINT_URL: 'localhost:9000' }), /must be http:\/\/HOST:PORT/);
});
