import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { silentContext } from '../../native/base/context.ts';
import {
  createPictureCache,
  type EncodedPicture,
  type EncodedPictureCache,
} from '../../native/app/media/encoded-pictures.ts';
import { createSourceFrames } from '../../native/app/media/source-frames.ts';
import { previewKey } from '../../native/runs/keys/clip-keys.ts';
import { openStore, type Store } from '../../native/store/store.ts';
import type { ClipInfo } from '../../native/video/clip.ts';
import { probeClip } from '../../native/video/probe-clip.ts';
import { ffmpeg, h264, temporaryPaths } from '../video/video-fixtures.ts';
import { noSignal } from '../support/test-engine.ts';

const frameCount = 400;
const folder = temporaryPaths();
let clip: ClipInfo;
before(async () => {
  const path = folder('long.mp4');
  await ffmpeg(`-f lavfi -i testsrc2=size=96x64:rate=24 -frames:v ${frameCount} ${h264} -g 500 '${path}'`);
  clip = await probeClip(path, silentContext);
});

const closing: { close(): unknown }[] = [];
after(async () => {
  for (const one of closing) await one.close();
});

/** Frames of the clip without anything in store and memory, and the numbers of those that were decoded, in their order. */
function freshSources(name: string, onFrame: (index: number) => void = () => undefined) {
  const store = openStore({ folder: folder(name), limitBytes: 1e9 });
  const cache = createPictureCache(1e8);
  const decoded: number[] = [];
  const watched: EncodedPictureCache = {
    get: (key) => cache.get(key),
    has: (key) => cache.has(key),
    set(key, picture) {
      cache.set(key, picture);
      const index = Number(key.slice(key.lastIndexOf('/') + 1));
      decoded.push(index);
      onFrame(index);
    },
  };
  const sources = createSourceFrames(store, watched);
  closing.push(sources, store);
  return { store, sources, decoded };
}

const numbers = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, step) => first + step);

const known = (store: Store) =>
  numbers(0, frameCount - 1).filter((index) => store.hasBlob(previewKey(clip, index)));

test('a leap ends what is decoded elsewhere in the video, and who waited for that gets it afterwards', async () => {
  const leap = Promise.withResolvers<EncodedPicture | null>();
  const { sources, decoded } = freshSources('leap', (index) => {
    if (index === 3) leap.resolve(sources.picture(clip, 300, noSignal));
  });
  const earlier = [0, 10].map((index) => sources.picture(clip, index, noSignal));
  assert.notEqual(await earlier[0], null);
  assert.notEqual(await leap.promise, null);
  assert.deepEqual(decoded.slice(0, 5), [0, 1, 2, 3, 300]);
  assert.notEqual(await earlier[1], null);
});

test('a step back has the frames before it decoded by the same jump', async () => {
  const { sources, store, decoded } = freshSources('back');
  store.putBlobs([{ key: previewKey(clip, 200), stage: 'preview', bytes: Buffer.from('known') }]);
  assert.notEqual(await sources.picture(clip, 199, noSignal), null);
  assert.deepEqual(decoded.slice(0, 8), numbers(192, 199));
});

test('fetching ahead on both sides interrupts nothing', async () => {
  const behind = Promise.withResolvers<EncodedPicture | null>();
  const { sources, decoded } = freshSources('sides', (index) => {
    if (index === 100) behind.resolve(sources.picture(clip, 99, noSignal));
  });
  await sources.picture(clip, 100, noSignal);
  assert.notEqual(await behind.promise, null);
  assert.deepEqual(decoded.slice(0, 17), [...numbers(100, 108), ...numbers(92, 99)]);
});

test('one look has all of the video around it kept in the store, each frame decoded once', async () => {
  const { sources, store, decoded } = freshSources('kept');
  await sources.picture(clip, 200, noSignal);
  while (known(store).length < frameCount) await pause(20);
  assert.deepEqual(decoded, [...numbers(200, frameCount - 1), ...numbers(0, 199)]);
  const later = createSourceFrames(store, createPictureCache(1e8));
  const moved = { ...clip, path: folder('nowhere.mp4') };
  assert.notEqual(await later.picture(moved, 17, noSignal), null);
});

test('another video is served at once while the first is decoded around a look at it', async () => {
  const path = folder('second.mp4');
  await ffmpeg(`-f lavfi -i testsrc=size=96x64:rate=24 -frames:v 30 ${h264} '${path}'`);
  const second = await probeClip(path, silentContext);
  const look = Promise.withResolvers<EncodedPicture | null>();
  const { sources, store } = freshSources('second', (index) => {
    if (index === 152) look.resolve(sources.picture(second, 5, noSignal));
  });
  await sources.picture(clip, 150, noSignal);
  assert.notEqual(await look.promise, null);
  while (!store.hasBlob(previewKey(second, 4))) await pause(20);
  assert.ok(known(store).length < frameCount);
});

test('what nobody waits for any more, and what a video no longer holds, is not there', async () => {
  const { sources } = freshSources('gone');
  const controller = new AbortController();
  const given = sources.picture(clip, 100, controller.signal);
  controller.abort();
  assert.equal(await given, null);
  const path = folder('gone.mp4');
  await ffmpeg(`-f lavfi -i testsrc=size=96x64:rate=24 -frames:v 30 ${h264} '${path}'`);
  const gone = await probeClip(path, silentContext);
  rmSync(path);
  assert.equal(await sources.picture(gone, 9, noSignal), null);
});
