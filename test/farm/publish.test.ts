import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { FodvidError } from '../../native/base/errors.ts';
import { copyInto } from '../../native/farm/copy-into.ts';
import {
  markShare,
  publicationOf,
  publish,
  relocateReport,
  shareTrouble,
} from '../../native/farm/publish.ts';
import { passingTrouble } from '../../native/farm/share-patience.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';
import { tinyDisk } from '../support/limits/tiny-disk.ts';

const root = temporaryFolderOfFile();
let count = 0;

/** Finished results on a worker's own disk, and a share. */
async function setUp(share = join(root, `share${++count}`)) {
  const fromDir = join(root, `scratch${++count}`);
  mkdirSync(join(fromDir, 'masks'), { recursive: true });
  writeFileSync(join(fromDir, 'masks', '00000.png'), 'mask');
  writeFileSync(
    join(fromDir, 'run.json'),
    JSON.stringify({ outDir: fromDir, masksDir: join(fromDir, 'masks') }),
  );
  await markShare(share);
  const outDir = join(share, 'clip');
  const order = {
    fromDir,
    outDir,
    publication: { id: 'a'.repeat(64), lease: 'one', worker: 'w' },
    renamed: { [fromDir]: '/mnt/share/clip' },
    holds: () => Promise.resolve(true),
  };
  return { share, outDir, order };
}

test('publishes the folder whole, with the paths that others know', async () => {
  const { outDir, order, share } = await setUp();
  assert.equal(await publish(order), 'published');
  assert.deepEqual(readdirSync(outDir).sort(), ['farm.json', 'masks', 'run.json']);
  assert.deepEqual(JSON.parse(readFileSync(join(outDir, 'run.json'), 'utf8')), {
    outDir: '/mnt/share/clip',
    masksDir: '/mnt/share/clip/masks',
  });
  assert.equal((await publicationOf(outDir))?.worker, 'w');
  assert.deepEqual(readdirSync(join(share, '.fodvid-farm')), ['README.txt']);
});

test('a share that goes away while results are copied to it is not made anew on the disk below', async () => {
  const { order, share } = await setUp();
  const staging = join(share, '.fodvid-farm', 'staging');
  mkdirSync(join(staging));
  await copyInto(order.fromDir, staging);
  assert.deepEqual(readdirSync(staging).sort(), ['masks', 'run.json']);
  renameSync(share, `${share}.away`);
  await assert.rejects(copyInto(order.fromDir, staging), { code: 'ENOENT' });
  assert.equal(existsSync(share), false);
});

test('of many that publish the same at once exactly one does', async () => {
  const { outDir, order } = await setUp();
  const ends = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      publish({ ...order, publication: { ...order.publication, lease: String(i) } }),
    ),
  );
  assert.deepEqual(ends.toSorted(), ['published', ...Array<string>(7).fill('there')].toSorted());
  assert.equal((await publicationOf(outDir))?.lease, String(ends.indexOf('published')));
});

test('publishes nothing once the lease is lost', async () => {
  const { outDir, order, share } = await setUp();
  assert.equal(await publish({ ...order, holds: () => Promise.resolve(false) }), 'lost');
  assert.ok(!existsSync(outDir));
  assert.deepEqual(readdirSync(join(share, '.fodvid-farm')), ['README.txt']);
});

test('never replaces other results', async () => {
  const { outDir, order } = await setUp();
  mkdirSync(outDir);
  writeFileSync(join(outDir, 'fixes.json'), 'of a person');
  await assert.rejects(
    publish(order),
    (error) => error instanceof FodvidError && error.message.includes(outDir),
  );
  assert.deepEqual(readdirSync(outDir), ['fixes.json']);
});

test('a share that is full leaves nothing behind and is waited for', async (t) => {
  const disk = tinyDisk(64 * 1024);
  if (disk === null) {
    t.skip('this user cannot mount a small file system');
    return;
  }
  t.after(disk.remove);
  const { outDir, order, share } = await setUp(join(disk.folder, 'share'));
  writeFileSync(join(order.fromDir, 'large'), new Uint8Array(100_000));
  const error = await publish(order).catch((reason: unknown) => reason);
  assert.match((await passingTrouble(error, share))?.error ?? '', /full/);
  assert.ok(!existsSync(outDir));
  assert.deepEqual(readdirSync(join(share, '.fodvid-farm')), ['README.txt']);
});

test('tells a share that is gone from an empty one', async () => {
  const { share } = await setUp();
  assert.equal(await shareTrouble(share), null);
  assert.match((await shareTrouble(join(root, 'not-mounted')))!.error, /not-mounted is gone/);
});

test('moves paths in a report and leaves other texts alone', () => {
  const report = { a: '/tmp/x', b: ['/tmp/x/masks', '/tmp/xy'], c: { d: 'in /tmp/x', e: 1, f: null } };
  assert.deepEqual(JSON.parse(relocateReport(JSON.stringify(report), { '/tmp/x': '/share/clip' })), {
    a: '/share/clip',
    b: ['/share/clip/masks', '/tmp/xy'],
    c: { d: 'in /tmp/x', e: 1, f: null },
  });
});
