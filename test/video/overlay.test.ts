import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { silentContext } from '../../native/base/context.ts';
import { FodvidError } from '../../native/base/errors.ts';
import { encodeMaskPng } from '../../native/raster/image-file.ts';
import type { Mask, RgbImage } from '../../native/raster/types.ts';
import { cellMask, cellPicture, drawContactSheet } from '../../native/video/overviews/draw-contact-sheet.ts';
import { decodeFrames } from '../../native/video/decode-frames.ts';
import { drawOverlay } from '../../native/video/overviews/draw-overlay.ts';
import { encodeOverlay } from '../../native/video/overviews/encode-overlay.ts';
import { probeClip } from '../../native/video/probe-clip.ts';
import { runningFfmpegs } from '../../native/video/spawn-ffmpeg.ts';
import { ffmpeg, temporaryPaths } from './video-fixtures.ts';

const at = temporaryPaths();

const filled = (widthPx: number, heightPx: number, colour: readonly number[]): RgbImage => ({
  widthPx,
  heightPx,
  data: new Uint8Array(widthPx * heightPx * 3).map((_, i) => colour[i % 3]!),
});
const square = (widthPx: number, heightPx: number, from: number, to: number): Mask => ({
  widthPx,
  heightPx,
  data: new Uint8Array(widthPx * heightPx).map((_, i) => {
    const [x, y] = [i % widthPx, Math.floor(i / widthPx)];
    return Number(x >= from && x < to && y >= from && y < to);
  }),
});
const pixel = ({ data, widthPx }: RgbImage, x: number, y: number) =>
  [...data.subarray((y * widthPx + x) * 3).subarray(0, 3)] as [number, number, number];

test('dims the background, tints the foreground and draws the outline around it', () => {
  const source = filled(640, 480, [120, 100, 80]);
  const overlay = drawOverlay(source, square(640, 480, 100, 200));
  const sum = (x: number, y: number) => pixel(overlay, x, y).reduce((a, b) => a + b);
  assert.ok(sum(20, 20) < 150);
  assert.ok(sum(150, 150) > 250 && pixel(overlay, 150, 150)[2] > 80);
  const isOutline = (x: number) => pixel(overlay, x, 150).join() === '240,228,66';
  assert.deepEqual([97, 98, 99, 100, 199, 200, 201, 202].map(isOutline), [
    false,
    true,
    true,
    false,
    false,
    true,
    true,
    false,
  ]);
});

test('shows what a refinement gained and lost', () => {
  const source = filled(640, 480, [120, 100, 80]);
  const overlay = drawOverlay(source, square(640, 480, 150, 250), square(640, 480, 100, 200));
  const [kept, gained, lost, outside] = [175, 230, 120, 20].map((at) => pixel(overlay, at, at));
  assert.ok(gained![2] > kept![2] + 30 && gained![0] < kept![0]);
  assert.ok(lost![0] > lost![2] + 80);
  assert.deepEqual(pixel(drawOverlay(source, square(640, 480, 150, 250)), 230, 230), kept);
  assert.deepEqual(outside, pixel(drawOverlay(source, square(640, 480, 150, 250)), 20, 20));
});

test('draws no outline where the foreground leaves the picture, and none without a foreground', () => {
  const source = filled(64, 64, [50, 50, 50]);
  const outlined = (image: RgbImage) => {
    let count = 0;
    for (let i = 0; i < image.data.length; i += 3) count += Number(image.data[i] === 240);
    return count;
  };
  assert.equal(outlined(drawOverlay(source, square(64, 64, 0, 64))), 0);
  assert.equal(outlined(drawOverlay(source, square(64, 64, 0, 0))), 0);
  assert.equal(outlined(drawOverlay(source, square(64, 64, 0, 10))), 10 + 10 + 1);
  assert.throws(() => drawOverlay(source, square(32, 64, 0, 10)), /mask has 32x64 pixels, its frame 64x64/);
});

async function* colours(count: number, widthPx: number, heightPx: number): AsyncGenerator<RgbImage> {
  for (let i = 0; i < count; i++)
    yield await Promise.resolve(filled(widthPx, heightPx, [20 * i, 120, 200 - 10 * i]));
}

test('encodes one frame per picture at the average rate, odd sides made even, colours kept', async () => {
  const size = { widthPx: 101, heightPx: 63 };
  const timesSec = Float64Array.of(0, 0.04, 0.08, 0.2, 0.24, 0.32, 0.36, 0.4);
  await encodeOverlay({ outPath: at('new/out.mp4'), size, timesSec }, colours(8, 101, 63), silentContext);
  const clip = await probeClip(at('new/out.mp4'), silentContext);
  assert.deepEqual([clip.widthPx, clip.heightPx, clip.frameCount], [100, 62, 8]);
  assert.ok(Math.abs(clip.frameRate - 17.5) < 0.01);
  for await (const { index, image } of decodeFrames(clip, {}, silentContext)) {
    const expected = [20 * index, 120, 200 - 10 * index];
    for (const [c, value] of pixel(image, 50, 30).entries())
      assert.ok(
        Math.abs(value - expected[c]!) <= 6,
        `frame ${String(index)}: ${pixel(image, 50, 30).join()}`,
      );
  }
  assert.deepEqual(await readdir(at('new')), ['out.mp4']);
});

test('writes H.264 in yuv420p with the index first', async () => {
  await encodeOverlay(
    { outPath: at('plays.mp4'), size: { widthPx: 64, heightPx: 48 }, frameRate: 24 },
    colours(1, 64, 48),
    silentContext,
  );
  assert.match(await ffmpeg(`-i ${at('plays.mp4')} -f null -`), /Video: h264 .*yuv420p.*bt709.*24 fps/);
  const bytes = await readFile(at('plays.mp4'));
  assert.ok(bytes.indexOf('moov') > 0 && bytes.indexOf('moov') < bytes.indexOf('mdat'));
});

test('leaves the old file and nothing else when pictures fail or the work is cancelled', async () => {
  await mkdir(at('kept'));
  const target = { outPath: at('kept/out.mp4'), size: { widthPx: 64, heightPx: 48 }, frameRate: 24 };
  await writeFile(target.outPath, 'old');
  async function* failing(): AsyncGenerator<RgbImage> {
    yield* colours(3, 64, 48);
    throw new TypeError('a defect');
  }
  await assert.rejects(encodeOverlay(target, failing(), silentContext), new TypeError('a defect'));
  const controller = new AbortController();
  let closed = false;
  async function* endless(): AsyncGenerator<RgbImage> {
    try {
      for (let i = 0; ; i++) {
        if (i === 50) controller.abort();
        yield* colours(1, 64, 48);
      }
    } finally {
      closed = true;
    }
  }
  const context = { ...silentContext, signal: controller.signal };
  await assert.rejects(
    encodeOverlay(target, endless(), context),
    (error) => error instanceof FodvidError && error.kind === 'cancelled',
  );
  assert.equal(closed, true);
  assert.deepEqual(await readdir(at('kept')), ['out.mp4']);
  assert.equal(await readFile(target.outPath, 'utf8'), 'old');
  assert.deepEqual(runningFfmpegs(), []);
});

test('says in a sentence when the video cannot be written', async () => {
  await writeFile(at('file'), '');
  const target = { outPath: at('file/out.mp4'), size: { widthPx: 64, heightPx: 48 }, frameRate: 24 };
  await assert.rejects(encodeOverlay(target, colours(2, 64, 48), silentContext), (error) => {
    assert.ok(error instanceof FodvidError);
    assert.match(error.message, /file\/out\.mp4 cannot be written: [^\n]+\.$/);
    return true;
  });
});

test('composes rows of pictures with room for their labels', async () => {
  const frames = [filled(160, 90, [200, 0, 0]), filled(160, 90, [0, 200, 0])];
  const cell = { widthPx: 80, heightPx: 45 };
  const masks = await Promise.all(
    [square(160, 90, 10, 60), square(160, 90, 0, 0)].map(async (mask) =>
      cellMask(await encodeMaskPng(mask), cell),
    ),
  );
  const sheet = await drawContactSheet(
    [
      { label: 'Frame', images: [await cellPicture(frames[0]!, cell), frames[1]!] },
      { label: 'Mask', images: masks },
    ],
    { title: 'a <b> & c', columnLabels: ['frame 0', 'frame 9'], cellWidthPx: 80 },
  );
  const count = (colour: string) => {
    let pixels = 0;
    for (let i = 0; i < sheet.data.length; i += 3)
      pixels += Number(sheet.data.subarray(i, i + 3).join() === colour);
    return pixels;
  };
  assert.equal(sheet.data.length, sheet.widthPx * sheet.heightPx * 3);
  assert.deepEqual([count('200,0,0'), count('0,200,0')], [80 * 45, 80 * 45]);
  assert.ok(count('255,255,255') > 20 * 20);
  await assert.rejects(drawContactSheet([]), RangeError);
});
