import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Engine, MediaAnswer } from '../../native/app/engine.ts';
import { framePicturePath, thumbnailPath } from '../../native/api/media-url.ts';
import { ask, bearer, startServed } from '../support/served.ts';

const bytes = new Uint8Array([1, 2, 3]);
const pictures: Readonly<Record<string, MediaAnswer>> = {
  [framePicturePath({ runId: 1, layer: 'source', frame: 0, revision: 2 })]: {
    contentType: 'image/png',
    bytes,
    immutable: true,
  },
  [thumbnailPath(1)]: { contentType: 'image/webp', bytes, immutable: false },
};

/** Answers as the engine does: a frame, which never changes, and a thumbnail. */
const media: Engine['media'] = (path) => Promise.resolve(pictures[path] ?? null);

const { engine } = await startServed();
const { port } = await startServed({ engine: { ...engine, media } });
const picture = '/media/runs/1/source/0?r=2';

test('a picture may be kept for ever and is known again by its tag', async () => {
  const first = await ask(port, { path: picture, headers: bearer });
  assert.equal(first.status, 200);
  assert.deepEqual([...first.bytes], [1, 2, 3]);
  assert.match(first.headers['cache-control']!, /private.*immutable/);
  const etag = first.headers.etag!;
  for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const again = await ask(port, { path: picture, headers: { ...bearer, 'if-none-match': tag } });
    assert.deepEqual([again.status, again.bytes.length], [304, 0]);
  }
  const other = await ask(port, { path: picture, headers: { ...bearer, 'if-none-match': '"other"' } });
  assert.equal(other.status, 200);
});

test('a picture that may change is asked for anew each time', async () => {
  const { status, headers } = await ask(port, { path: '/media/jobs/1/thumbnail', headers: bearer });
  assert.deepEqual([status, headers['content-type'], headers.etag], [200, 'image/webp', undefined]);
  assert.match(headers['cache-control']!, /no-cache/);
});

test('a picture comes whole, whatever range is asked for', async () => {
  const {
    status,
    headers,
    bytes: got,
  } = await ask(port, {
    path: picture,
    headers: { ...bearer, range: 'bytes=0-0' },
  });
  assert.deepEqual([status, got.length, headers['accept-ranges']], [200, 3, undefined]);
});

test('HEAD tells the same without the bytes', async () => {
  const { status, headers, bytes: got } = await ask(port, { method: 'HEAD', path: picture, headers: bearer });
  assert.deepEqual([status, headers['content-length'], got.length], [200, '3', 0]);
});

test('what is not there is 404 and typed', async () => {
  for (const path of ['/media/runs/2/source/0?r=0', '/media/runs/1/video/source']) {
    const { status, text } = await ask(port, { path, headers: bearer });
    assert.equal(status, 404);
    assert.equal((JSON.parse(text) as { error: { kind: string } }).error.kind, 'invalid');
  }
});
