import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, win32 } from 'node:path';
import { test } from 'node:test';
import { FodvidError } from '../../native/base/errors.ts';
import { parseMap, parseRoot, pathMap } from '../../native/farm/path-map.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';

const root = temporaryFolderOfFile();
const local = join(root, 'here');
mkdirSync(join(local, 'clips'), { recursive: true });
writeFileSync(join(local, 'clips', 'a.mp4'), '');
writeFileSync(join(root, 'secret'), '');
symlinkSync(root, join(local, 'way-out'));
const map = pathMap([parseRoot(`/mnt/there=${local}`)]);

test('maps a path to the queue’s name of it and back', async () => {
  const path = join(local, 'clips', 'a.mp4');
  assert.equal(map.toShared(path), '/mnt/there/clips/a.mp4');
  assert.equal(await map.toLocal('/mnt/there/clips/a.mp4'), path);
  assert.equal(await map.toLocal('/mnt/there/new/one'), join(local, 'new', 'one'));
});

test('reads the names of a Windows drive', async () => {
  const drive = pathMap([parseRoot(`Z:\\clips=${local}`)]);
  assert.equal(await drive.toLocal('Z:/clips/a.mp4'), join(local, 'a.mp4'));
  assert.equal(await drive.toLocal('z:/clips/a.mp4'), join(local, 'a.mp4'));
  const there = pathMap([{ shared: 'Z:/clips', local: 'Z:\\clips' }], win32);
  for (const path of ['Z:\\clips\\day 1\\a.mp4', 'z:\\Clips\\day 1\\a.mp4', 'Z:/clips/day 1/a.mp4'])
    assert.equal(there.toShared(path), 'Z:/clips/day 1/a.mp4', path);
  for (const path of ['Z:\\clips2\\a.mp4', 'Y:\\clips\\a.mp4', '\\\\server\\clips\\a.mp4'])
    assert.throws(() => there.toShared(path), /no folder that all computers share/, path);
  const share = pathMap([{ shared: '/mnt/clips', local: '\\\\server\\clips' }], win32);
  assert.equal(share.toShared('\\\\SERVER\\clips\\a.mp4'), '/mnt/clips/a.mp4');
});

test('lets no path of a message out of the shared folders', async () => {
  const ways = [
    '/etc/passwd',
    '/mnt/there/../../secret',
    '/mnt/there/way-out/secret',
    '/mnt/there/way-out/new',
    '/mnt/therefore',
    '/mnt/there/a\0b',
    '/mnt/there/clips\\..\\..\\secret',
  ];
  for (const way of ways)
    await assert.rejects(
      map.toLocal(way),
      (error) => error instanceof FodvidError && error.message.includes(local),
      way,
    );
});

test('a clip of a bucket is found where it was copied to, and a bucket has one name on all machines', async () => {
  const copies = pathMap([parseRoot(`s3://studio/dt=1/clips=${join(local, 'clips')}`)]);
  assert.equal(await copies.toLocal('s3://studio/dt=1/clips/a.mp4'), join(local, 'clips', 'a.mp4'));
  await assert.rejects(copies.toLocal('s3://studio/dt=1/a.mp4'), FodvidError);
  await assert.rejects(copies.toLocal('s3://studio/dt=1/clips/../a.mp4'), FodvidError);
  assert.throws(() => parseMap(['s3://studio=/copies']), /has one name on all machines/);
  assert.throws(() => parseRoot('s3://studio'), /must be SHARED=LOCAL/);
  assert.deepEqual(parseMap(['s3://studio/dt=1', local]).buckets, ['s3://studio/dt=1']);
});

test('of two roots the inner one counts', () => {
  const two = pathMap([parseRoot(`/all=${local}`), parseRoot(`/clips=${join(local, 'clips')}`)]);
  assert.equal(two.toShared(join(local, 'clips', 'a.mp4')), '/clips/a.mp4');
  assert.equal(two.toShared(join(local, 'b')), '/all/b');
});

test('a wrong option and a path outside are sentences that name them', () => {
  for (const text of ['relative=/x', '=/x', '/x=', 'http://host/x=/y'])
    assert.throws(
      () => parseRoot(text),
      (error) => error instanceof FodvidError && error.message.includes(text),
    );
  assert.throws(() => map.toShared('/elsewhere/x.mp4'), /elsewhere.*no folder that all computers share/);
});
