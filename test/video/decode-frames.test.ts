import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentContext } from '../../native/base/context.ts';
import { FodvidError } from '../../native/base/errors.ts';
import { writeRgbPng } from '../../native/raster/image-file.ts';
import type { RgbImage } from '../../native/raster/types.ts';
import { decodeFrames } from '../../native/video/decode-frames.ts';
import type { DecodeOptions, Frame } from '../../native/video/decode-frames.ts';
import type { ClipInfo } from '../../native/video/clip.ts';
import { findFfmpeg } from '../../native/video/ffmpeg-binary.ts';
import { probeClip } from '../../native/video/probe-clip.ts';
import { runningFfmpegs } from '../../native/video/spawn-ffmpeg.ts';
import { ffmpeg, h264, temporaryPaths } from './video-fixtures.ts';

const at = temporaryPaths();
const probe = (name: string) => probeClip(at(name), silentContext);

async function framesOf(clip: ClipInfo, options: DecodeOptions = {}): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of decodeFrames(clip, options, silentContext)) frames.push(frame);
  return frames;
}

const pixel = ({ data, widthPx }: RgbImage, x: number, y: number) => [
  ...data.subarray((y * widthPx + x) * 3, (y * widthPx + x) * 3 + 3),
];

/** Lossless RGB frames that ffmpeg itself reads from the video, as one byte sequence. */
const referenceBytes = (name: string, ...options: string[]) =>
  new Uint8Array(
    execFileSync(
      findFfmpeg().ffmpegPath,
      ['-v', 'error', '-i', at(name), ...options, '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'],
      { maxBuffer: 1 << 28 },
    ),
  );

test('decodes every frame of an odd-sized video bit by bit', async () => {
  const source = 'testsrc2=s=854x480:r=10:d=0.5,format=gbrp,crop=853:479';
  await ffmpeg(`-f lavfi -i ${source} -c:v ffv1 ${at('odd.mkv')}`);
  const frames = await framesOf(await probe('odd.mkv'));
  assert.deepEqual(
    frames.map(({ index, image }) => [index, image.widthPx, image.heightPx]),
    [0, 1, 2, 3, 4].map((index) => [index, 853, 479]),
  );
  assert.deepEqual(
    Buffer.concat(frames.map(({ image }) => image.data)),
    Buffer.from(referenceBytes('odd.mkv')),
  );
});

test('gives each frame its presentation time where the rate varies', async () => {
  const some = 'select=not(mod(n\\,3))+lt(n\\,20)';
  await ffmpeg(`-f lavfi -i testsrc2=s=64x48:r=25:d=2 -vf ${some} -fps_mode vfr ${h264} ${at('vfr.mp4')}`);
  const frames = await framesOf(await probe('vfr.mp4'));
  const expected = Array.from({ length: 50 }, (_, n) => n).filter((n) => n < 20 || n % 3 === 0);
  assert.deepEqual(
    frames.map(({ timeSec }) => Math.round(timeSec * 25)),
    expected,
  );
});

test('turns rotated videos upright', async () => {
  const halves = 'color=red:s=64x32:r=5:d=0.4,format=gbrp,drawbox=x=32:w=32:h=32:color=blue:t=fill';
  await ffmpeg(`-f lavfi -i ${halves} -c:v libx264rgb -qp 0 ${at('level.mp4')}`);
  await ffmpeg(`-display_rotation 90 -i ${at('level.mp4')} -c copy ${at('turned.mp4')}`).catch(() =>
    ffmpeg(`-i ${at('level.mp4')} -c copy -metadata:s:v rotate=90 ${at('turned.mp4')}`),
  );
  const [first] = await framesOf(await probe('turned.mp4'));
  assert.deepEqual([first!.image.widthPx, first!.image.heightPx], [32, 64]);
  const ends = [pixel(first!.image, 16, 5), pixel(first!.image, 16, 58)];
  // Which end is red depends on the sign that the ffmpeg version gives its option.
  assert.deepEqual(ends.map((end) => (end[0]! > 200 ? 'red' : end[2]! > 200 ? 'blue' : 'other')).sort(), [
    'blue',
    'red',
  ]);
});

test('decodes interlaced video, one frame per stored frame', async () => {
  await ffmpeg(
    `-f lavfi -i testsrc2=s=128x96:r=25:d=0.4 -c:v mpeg2video -flags +ilme+ildct -top 1 ${at('fields.mpg')}`,
  );
  const clip = await probe('fields.mpg');
  assert.equal((await framesOf(clip)).length, clip.frameCount);
  assert.equal(clip.frameCount, 10);
});

test('keeps one size where the stream changes its size midway', async () => {
  for (const size of ['64x48', '128x96'])
    await ffmpeg(`-f lavfi -i testsrc2=s=${size}:r=25:d=0.2 -c:v mjpeg ${at(`${size}.mkv`)}`);
  await writeFile(at('parts.txt'), `file '${at('64x48.mkv')}'\nfile '${at('128x96.mkv')}'\n`);
  await ffmpeg(`-f concat -safe 0 -i ${at('parts.txt')} -c copy ${at('both.mkv')}`);
  const clip = await probe('both.mkv');
  const frames = await framesOf(clip);
  assert.equal(frames.length, 10);
  assert.ok(frames.every(({ image }) => image.data.length === 64 * 48 * 3));
});

test('decodes a range to the same pictures as the whole', async () => {
  await ffmpeg(`-f lavfi -i testsrc2=s=64x48:r=25:d=1 ${h264} -g 10 ${at('range.mp4')}`);
  const clip = await probe('range.mp4');
  const whole = await framesOf(clip);
  for (const [fromIndex, toIndex] of [
    [0, 3],
    [7, 19],
    [24, 25],
    [5, 5],
  ] as const)
    assert.deepEqual(await framesOf(clip, { fromIndex, toIndex }), whole.slice(fromIndex, toIndex));
  await assert.rejects(framesOf(clip, { fromIndex: 3, toIndex: 26 }), RangeError);
});

test('scales to the size that is asked for', async () => {
  await ffmpeg(`-f lavfi -i color=0x336699:s=100x60:r=5:d=0.4,format=gbrp -c:v ffv1 ${at('plain.mkv')}`);
  await mkdir(at('plain'));
  const image = {
    widthPx: 100,
    heightPx: 60,
    data: new Uint8Array(18_000).map((_, i) => [51, 102, 153][i % 3]!),
  };
  await writeRgbPng(at('plain/1.png'), image);
  for (const name of ['plain.mkv', 'plain']) {
    const size = { widthPx: 33, heightPx: 47 };
    const [frame] = await framesOf(await probe(name), { size });
    assert.deepEqual([frame!.image.widthPx, frame!.image.heightPx], [33, 47]);
    assert.deepEqual(pixel(frame!.image, 20, 30), [51, 102, 153]);
    assert.equal(frame!.image.data.length, 33 * 47 * 3);
  }
});

test('reads the frames of a folder in order, the broken one named when its turn comes', async () => {
  await mkdir(at('folder'));
  for (let i = 0; i < 12; i++)
    await writeRgbPng(at(`folder/f${String(i)}.png`), {
      widthPx: 16,
      heightPx: 16,
      data: new Uint8Array(768).fill(i),
    });
  const clip = await probe('folder');
  const values = (await framesOf(clip)).map(({ image }) => image.data[0]);
  assert.deepEqual(values, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  await writeFile(at('folder/f7.png'), 'broken meanwhile');
  let decoded = 0;
  await assert.rejects(async () => {
    for await (const frame of decodeFrames(clip, {}, silentContext)) decoded = frame.index + 1;
  }, /f7\.png cannot be read/);
  assert.equal(decoded, 7);
});

test('names the video when it gives fewer or more frames than were counted', async () => {
  await ffmpeg(`-f lavfi -i testsrc2=s=64x48:r=25:d=1 ${h264} ${at('count.mp4')}`);
  const clip = await probe('count.mp4');
  const timesSec = new Float64Array(30);
  for (const frameCount of [20, 30])
    await assert.rejects(
      framesOf({ ...clip, frameCount, timesSec }),
      /count\.mp4 gave 2[15] frames where [23]0 were/,
    );
});

/** Whether a process runs; one that ended but that nobody has waited for yet (a zombie) does not. */
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return !(
      existsSync(`/proc/${String(pid)}/stat`) &&
      /\) [ZX] /.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'))
    );
  } catch {
    return false;
  }
};

async function longClip(): Promise<ClipInfo> {
  const path = at('long.mp4');
  await ffmpeg(`-f lavfi -i testsrc2=s=640x480:r=30:d=20 ${h264} ${path}`);
  return probeClip(path, silentContext);
}

test('makes ffmpeg wait for a consumer that waits, and ends it when the consumer leaves', async () => {
  const clip = await longClip();
  const frames = decodeFrames(clip, {}, silentContext);
  await frames.next();
  const [pid] = runningFfmpegs();
  assert.ok(pid !== undefined);
  // 600 frames of 640 x 480 decode in well under that time where nothing holds ffmpeg back.
  await sleep(1500);
  assert.ok(isAlive(pid), 'ffmpeg ran on to the end without a consumer');
  const { external, arrayBuffers } = process.memoryUsage();
  assert.ok(external + arrayBuffers < 100e6, 'frames pile up in memory');
  await frames.return();
  assert.deepEqual(runningFfmpegs(), []);
  assert.equal(isAlive(pid), false);
});

test('ends ffmpeg when it is cancelled, also while nobody reads', async () => {
  const clip = await probe('long.mp4');
  const controller = new AbortController();
  const frames = decodeFrames(clip, {}, { ...silentContext, signal: controller.signal });
  await frames.next();
  const [pid] = runningFfmpegs();
  controller.abort();
  await assert.rejects(frames.next(), (error) => error instanceof FodvidError && error.kind === 'cancelled');
  assert.deepEqual(runningFfmpegs(), []);
  assert.equal(isAlive(pid!), false);
});

test('ends ffmpeg when the program exits in the middle', async () => {
  const script = `
    import { silentContext } from '${import.meta.resolve('../../native/base/context.ts')}';
    import { probeClip } from '${import.meta.resolve('../../native/video/probe-clip.ts')}';
    import { decodeFrames } from '${import.meta.resolve('../../native/video/decode-frames.ts')}';
    import { runningFfmpegs } from '${import.meta.resolve('../../native/video/spawn-ffmpeg.ts')}';
    const frames = decodeFrames(await probeClip(${JSON.stringify(at('long.mp4'))}, silentContext), {}, silentContext);
    await frames.next();
    console.log(runningFfmpegs()[0]);
    process.exit(0);`;
  const pid = Number(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }),
  );
  assert.ok(pid > 0);
  for (let tries = 0; isAlive(pid) && tries < 50; tries++) await sleep(20);
  assert.equal(isAlive(pid), false);
});
