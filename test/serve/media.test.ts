import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Engine, MediaAnswer } from '../../native/app/engine.ts';
import { parseRange } from '../../native/app/media/media-http.ts';
import { framePicturePath, videoPath } from '../../native/api/media-url.ts';
import { ask, bearer, startServed } from '../support/served.ts';

const video = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));

const streamOf = (bytes: Uint8Array): ReadableStream<Uint8Array> =>
  new Blob([new Uint8Array(bytes)]).stream();

/** Answers as the engine does: pictures that never change, a video by ranges. */
const media: Engine['media'] = (path, range) => {
  if (path === framePicturePath({ runId: 1, layer: 'source', frame: 0, revision: 2 }))
    return Promise.resolve<MediaAnswer>({
      status: 200,
      contentType: 'image/png',
      body: new Uint8Array([1, 2, 3]),
      sizeBytes: 3,
      contentRange: null,
      immutable: true,
    });
  if (path !== videoPath(1, 'source')) return Promise.resolve(null);
  const first = range === undefined ? 0 : (range.first ?? video.length - range.last!);
  const last = range?.first == null ? video.length - 1 : Math.min(range.last ?? Infinity, video.length - 1);
  const part = video.subarray(first, last + 1);
  return Promise.resolve<MediaAnswer>({
    status: range === undefined ? 200 : first >= video.length ? 416 : 206,
    contentType: 'video/mp4',
    body: streamOf(part),
    sizeBytes: part.length,
    contentRange: range === undefined ? null : `bytes ${first}-${last}/${video.length}`,
    immutable: false,
  });
};

const { engine } = await startServed();
const { port } = await startServed({ engine: { ...engine, media } });
const picture = '/media/runs/1/source/0?r=2';
const videoAddress = '/media/runs/1/video/source';

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

const ranges: readonly [string, number, number][] = [
  ['bytes=0-0', 0, 0],
  ['bytes=0-', 0, 999],
  ['bytes=500-1500', 500, 999],
  ['bytes=-10', 990, 999],
  ['bytes=999-999', 999, 999],
];
for (const [range, first, last] of ranges)
  test(`a video is answered by ${range}`, async () => {
    const { status, headers, bytes } = await ask(port, { path: videoAddress, headers: { ...bearer, range } });
    assert.equal(status, 206);
    assert.equal(headers['content-range'], `bytes ${first}-${last}/1000`);
    assert.equal(headers['content-length'], String(last - first + 1));
    assert.deepEqual(bytes, video.subarray(first, last + 1));
  });

test('a range beyond the end is told so, and one of no known form gets the whole', async () => {
  const beyond = await ask(port, { path: videoAddress, headers: { ...bearer, range: 'bytes=1000-' } });
  assert.equal(beyond.status, 416);
  for (const range of ['bytes=5-2', 'bytes=-', 'items=0-1', 'bytes=0-1,4-5', 'bytes=a-b', 'bytes=1e3-']) {
    assert.equal(parseRange(range), undefined);
    const whole = await ask(port, { path: videoAddress, headers: { ...bearer, range } });
    assert.deepEqual([whole.status, whole.bytes.length], [200, 1000]);
  }
});

test('HEAD tells the same without the bytes', async () => {
  const { status, headers, bytes } = await ask(port, { method: 'HEAD', path: videoAddress, headers: bearer });
  assert.deepEqual([status, headers['content-length'], bytes.length], [200, '1000', 0]);
});

test('what is not there is 404 and typed', async () => {
  const { status, text } = await ask(port, { path: '/media/runs/2/source/0?r=0', headers: bearer });
  assert.equal(status, 404);
  assert.equal((JSON.parse(text) as { error: { kind: string } }).error.kind, 'invalid');
});
