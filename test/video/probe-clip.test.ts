import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { silentContext } from '../../native/base/context.ts';
import { FodvidError } from '../../native/base/errors.ts';
import { openCache } from '../../native/commands/open-cache.ts';
import { probeMemory } from '../../native/runs/probe-memory.ts';
import { writeRgbJpeg, writeRgbPng } from '../../native/raster/image-file.ts';
import { probeClip } from '../../native/video/probe-clip.ts';
import { ffmpeg, h264, temporaryPaths } from './video-fixtures.ts';

const at = temporaryPaths();
const probe = (name: string) => probeClip(at(name), silentContext);
const picture = (widthPx: number, heightPx: number, value = 0) => ({
  widthPx,
  heightPx,
  data: new Uint8Array(widthPx * heightPx * 3).fill(value),
});

async function assertRefused(name: string, pattern: RegExp): Promise<void> {
  await assert.rejects(probe(name), (error) => {
    assert.ok(error instanceof FodvidError, String(error));
    assert.equal(error.kind, 'failed');
    assert.match(error.message, pattern);
    assert.ok(error.message.includes(at(name)), error.message);
    assert.match(error.message, /^[^\n]+\.$/);
    return true;
  });
}

test('tells size, count, times, rate and digest of a video', async () => {
  await ffmpeg(`-f lavfi -i testsrc2=s=320x240:r=25:d=1 ${h264} '${at('plain clip.mp4')}'`);
  const clip = await probe('plain clip.mp4');
  const { kind, name, widthPx, heightPx, frameCount, frameRate, durationSec } = clip;
  assert.deepEqual(
    { kind, name, widthPx, heightPx, frameCount },
    { kind: 'video', name: 'plain clip', widthPx: 320, heightPx: 240, frameCount: 25 },
  );
  assert.ok(Math.abs(frameRate - 25) < 1e-9 && Math.abs(durationSec - 1) < 1e-9);
  for (const [index, time] of clip.timesSec.entries()) assert.ok(Math.abs(time - index / 25) < 1e-9);
  const bytes = await readFile(at('plain clip.mp4'));
  assert.equal(clip.digest, createHash('sha256').update(bytes).digest('hex'));
});

test('a video that the cache knows is not decoded again', async (t) => {
  await ffmpeg(`-f lavfi -i testsrc2=s=64x48:r=30000/1001:d=1 ${h264} ${at('known.mp4')}`);
  const store = openCache(at('probe-cache'), (sentence) => {
    assert.fail(sentence);
  });
  t.after(() => {
    store.close();
  });
  const seen: number[] = [];
  const report = (done: number) => {
    seen.push(done);
  };
  const context = { ...silentContext, progress: { report } };
  const first = await probeClip(at('known.mp4'), context, { memory: probeMemory(store) });
  assert.equal(seen.at(-1), first.frameCount);
  seen.length = 0;
  await copyFile(at('known.mp4'), at('renamed.mp4'));
  const again = await probeClip(at('renamed.mp4'), context, { memory: probeMemory(store) });
  assert.ok(seen.length === 0, 'no frame was decoded');
  assert.deepEqual(again, { ...first, path: at('renamed.mp4'), name: 'renamed' });
  const changed = await readFile(at('known.mp4'));
  await writeFile(at('longer.mp4'), Buffer.concat([changed, Buffer.alloc(8)]));
  await probeClip(at('longer.mp4'), context, { memory: probeMemory(store) });
  assert.equal(seen.at(-1), first.frameCount, 'other bytes are another video');
});

test('gives the displayed size of a rotated video', async () => {
  await ffmpeg(`-f lavfi -i testsrc2=s=64x48:r=10:d=0.5 ${h264} ${at('upright.mp4')}`);
  // The option's name changed: -display_rotation since 6.0, the stream's metadata before.
  await ffmpeg(`-display_rotation 90 -i ${at('upright.mp4')} -c copy ${at('turned.mp4')}`).catch(() =>
    ffmpeg(`-i ${at('upright.mp4')} -c copy -metadata:s:v rotate=90 ${at('turned.mp4')}`),
  );
  const clip = await probe('turned.mp4');
  assert.deepEqual([clip.widthPx, clip.heightPx, clip.frameCount], [48, 64, 5]);
});

test('keeps the presentation times of a variable frame rate', async () => {
  const some = 'select=not(mod(n\\,3))+lt(n\\,20)';
  await ffmpeg(`-f lavfi -i testsrc2=s=64x48:r=25:d=2 -vf ${some} -fps_mode vfr ${h264} ${at('vfr.mp4')}`);
  const { timesSec } = await probe('vfr.mp4');
  const expected = Array.from({ length: 50 }, (_, n) => n).filter((n) => n < 20 || n % 3 === 0);
  assert.equal(timesSec.length, expected.length);
  for (const [index, n] of expected.entries()) assert.ok(Math.abs(timesSec[index]! - n / 25) < 1e-6);
});

test('counts each frame once where parts of different rates were joined', async () => {
  await ffmpeg(`-f lavfi -i testsrc2=s=64x48:r=10:d=1 ${h264} ${at('slow.mkv')}`);
  await ffmpeg(`-f lavfi -i testsrc2=s=64x48:r=50:d=1 ${h264} ${at('fast.mkv')}`);
  await writeFile(at('parts.txt'), `file '${at('slow.mkv')}'\nfile '${at('fast.mkv')}'\n`);
  await ffmpeg(`-f concat -safe 0 -i ${at('parts.txt')} -c copy ${at('joined.mkv')}`);
  const clip = await probe('joined.mkv');
  assert.equal(clip.frameCount, 60);
  assert.ok(clip.timesSec.every((time, index) => index === 0 || time > clip.timesSec[index - 1]!));
});

test('accepts odd sizes and a video of one frame', async () => {
  await ffmpeg(
    `-f lavfi -i testsrc2=s=854x480:r=25,format=gbrp,crop=853:479 -frames:v 1 -c:v ffv1 ${at('odd.mkv')}`,
  );
  const clip = await probe('odd.mkv');
  assert.deepEqual([clip.widthPx, clip.heightPx, clip.frameCount, clip.frameRate], [853, 479, 1, 25]);
});

test('orders the frames of a folder naturally and ignores other files', async () => {
  await mkdir(at('folder/sub.png'), { recursive: true });
  for (const name of ['f10.png', 'f9.png', 'f1.JPG', '.f0.png']) {
    const write = name.endsWith('png') ? writeRgbPng : writeRgbJpeg;
    await write(at(`folder/${name}`), picture(40, 30));
  }
  await writeFile(at('folder/notes.txt'), 'no picture');
  const clip = await probeClip(at('folder/'), silentContext, { folderRate: 10 });
  assert.equal(clip.kind, 'folder');
  assert.deepEqual(
    clip.framePaths,
    ['f1.JPG', 'f9.png', 'f10.png'].map((name) => at(`folder/${name}`)),
  );
  assert.deepEqual([clip.name, clip.widthPx, clip.heightPx, clip.frameRate], ['folder', 40, 30, 10]);
  assert.deepEqual([...clip.timesSec], [0, 0.1, 0.2]);
});

test("changes a folder's digest with a frame's bytes, name or place, and with nothing else", async () => {
  const digests = new Set<string>();
  const digestOf = async (frames: Record<string, number>, folder: string) => {
    await mkdir(at(folder));
    for (const [name, value] of Object.entries(frames))
      await writeRgbPng(at(`${folder}/${name}`), picture(20, 20, value));
    return (await probe(folder)).digest;
  };
  const original = await digestOf({ '1.png': 1, '2.png': 2 }, 'one');
  assert.equal(await digestOf({ '1.png': 1, '2.png': 2 }, 'same'), original);
  digests.add(original);
  digests.add(await digestOf({ '1.png': 2, '2.png': 1 }, 'swapped'));
  digests.add(await digestOf({ '1.png': 1, '3.png': 2 }, 'renamed'));
  digests.add(await digestOf({ '1.png': 1, '2.png': 3 }, 'changed'));
  assert.equal(digests.size, 4);
});

test('names both frames when a folder mixes sizes', async () => {
  await mkdir(at('mixed'));
  await writeRgbPng(at('mixed/a.png'), picture(20, 20));
  await writeRgbPng(at('mixed/b.png'), picture(20, 24));
  await assertRefused('mixed', /a\.png has 20x20 pixels, .*b\.png has 20x24/);
});

test('refuses what is missing, empty, no video or without pictures', async () => {
  await assertRefused('missing.mp4', /does not exist/);
  await writeFile(at('zero.mp4'), '');
  await assertRefused('zero.mp4', /empty \(0 bytes\)/);
  await writeFile(at('text.mp4'), 'This is a text.\n'.repeat(100));
  await assertRefused('text.mp4', /not a video/);
  await writeFile(at('notes.txt'), 'This is a text.\n'.repeat(100));
  await assertRefused('notes.txt', /text file/);
  await mkdir(at('no-pictures'));
  await writeFile(at('no-pictures/readme.md'), 'none');
  await assertRefused('no-pictures', /no PNG or JPEG/);
});

test('refuses a playlist that would make ffmpeg open addresses', async () => {
  const segment = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n';
  await writeFile(at('playlist.mp4'), segment);
  await assertRefused('playlist.mp4', /cannot be read/);
});

test('refuses an audio file, also one with a cover picture', async () => {
  await ffmpeg(`-f lavfi -i sine=d=0.5 ${at('sound.mp4')}`);
  await assertRefused('sound.mp4', /no video stream/);
  await writeRgbPng(at('cover.png'), picture(64, 64, 90));
  await ffmpeg(
    `-f lavfi -i sine=d=0.5 -i ${at('cover.png')} -map 0 -map 1 -c:v copy -disposition:v attached_pic ${at('song.m4a')}`,
  );
  await assertRefused('song.m4a', /no video stream/);
});

test('refuses pictures below 16 x 16', async () => {
  await ffmpeg(`-f lavfi -i color=s=8x8:r=5:d=1,format=gbrp,crop=1:1 -c:v ffv1 ${at('dot.mkv')}`);
  await assertRefused('dot.mkv', /1x1 pixels; at least 16x16/);
  await mkdir(at('dots'));
  await writeRgbPng(at('dots/1.png'), picture(15, 40));
  await assertRefused('dots', /15x40 pixels; at least 16x16/);
});

test('tells how much of a truncated video can be decoded', async () => {
  await ffmpeg(`-f lavfi -i testsrc2=s=320x240:r=25:d=1 ${h264} -movflags +faststart ${at('whole.mp4')}`);
  await copyFile(at('whole.mp4'), at('half.mp4'));
  await truncate(at('half.mp4'), Math.round((await stat(at('whole.mp4'))).size * 0.6));
  await assertRefused('half.mp4', /is (cut off|damaged): .* of (about )?25 .*run (it|them) up to frame \d+/);

  await ffmpeg(`-i ${at('whole.mp4')} -c copy ${at('half.mkv')}`);
  await truncate(at('half.mkv'), Math.round((await stat(at('half.mkv'))).size * 0.6));
  await assertRefused('half.mkv', /is cut off: \d+ of about 25 frames are there/);

  await ffmpeg(`-i ${at('whole.mp4')} -c copy ${at('no-index.mp4')}`);
  await truncate(at('no-index.mp4'), Math.round((await stat(at('no-index.mp4'))).size * 0.6));
  await assertRefused('no-index.mp4', /it is incomplete/);
});

test('ends when it is cancelled before or while it works', async () => {
  await ffmpeg(`-f lavfi -i testsrc2=s=640x480:r=30:d=10 ${h264} ${at('long.mp4')}`);
  const cancelled = (error: unknown) => error instanceof FodvidError && error.kind === 'cancelled';
  const before = { ...silentContext, signal: AbortSignal.abort() };
  await assert.rejects(probeClip(at('long.mp4'), before), cancelled);
  const controller = new AbortController();
  const progress = { report: (done: number) => (done > 2 ? controller.abort() : undefined) };
  await assert.rejects(probeClip(at('long.mp4'), { signal: controller.signal, progress }), cancelled);
});
