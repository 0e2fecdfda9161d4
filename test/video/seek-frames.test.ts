import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { silentContext } from '../../native/base/context.ts';
import { decodeRgb } from '../../native/raster/image-file.ts';
import { type ClipInfo, partOfClip } from '../../native/video/clip.ts';
import { decodeFrames } from '../../native/video/decode-frames.ts';
import { probeClip } from '../../native/video/probe-clip.ts';
import { passFrames, seekFrames, seekJpegs } from '../../native/video/seek-frames.ts';
import { runningFfmpegs } from '../../native/video/spawn-ffmpeg.ts';
import { stillFrame } from '../../native/video/still-frame.ts';
import { ffmpeg, h264, temporaryPaths } from './video-fixtures.ts';

const folder = temporaryPaths();
const source = "-f lavfi -i 'testsrc2=size=96x64:rate=24:duration=2'";
/** Key frames far apart, with frames that refer to later ones, in containers with and without an index. */
const videos = {
  'mp4 with B-frames': [`${source} -c:v libx264 -g 20 -bf 2 -pix_fmt yuv420p`, 'b.mp4'],
  'mp4 of one key frame': [`${source} -c:v libx264 -g 500 -pix_fmt yuv420p`, 'long.mp4'],
  'matroska with a variable rate': [
    `${source} -vf 'select=not(eq(mod(n\\,5)\\,2))' -fps_mode passthrough ${h264} -g 12`,
    'vfr.mkv',
  ],
  'mp4 whose sound begins first': [
    `-itsoffset 0.5 ${source} -f lavfi -i 'sine=duration=3' -map 0:v -map 1:a ${h264} -g 10 -c:a aac`,
    'late.mp4',
  ],
  'transport stream': [`${source} ${h264} -g 10`, 'stream.ts'],
  'raw stream, which cannot be jumped into': [`${source} ${h264} -g 10`, 'raw.h264'],
} as const;

const paths = new Map<string, string>();
before(async () => {
  for (const [name, [options, file]] of Object.entries(videos)) {
    await ffmpeg(`${options} '${folder(file)}'`);
    paths.set(name, folder(file));
  }
});

async function allFrames(clip: ClipInfo): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  for await (const { image } of decodeFrames(clip, {}, silentContext)) frames.push(image.data);
  return frames;
}

for (const name of Object.keys(videos))
  test(`jumps to the very frames of the whole decoding: ${name}`, async () => {
    const clip = await probeClip(paths.get(name)!, silentContext);
    const whole = await allFrames(clip);
    const last = clip.frameCount - 1;
    for (const fromIndex of [0, 1, 9, 10, 21, last]) {
      const toIndex = Math.min(fromIndex + 3, clip.frameCount);
      const options = { size: { widthPx: 96, heightPx: 64 }, fromIndex, toIndex };
      const seen: number[] = [];
      for await (const { index, image, timeSec } of seekFrames(clip, options, silentContext)) {
        seen.push(index);
        assert.equal(timeSec, clip.timesSec[index]);
        assert.equal(Buffer.compare(image.data, whole[index]!), 0, `frame ${index}`);
      }
      assert.deepEqual(
        seen,
        Array.from({ length: toIndex - fromIndex }, (_, i) => fromIndex + i),
      );
    }
    const part = partOfClip(clip, 10, last - 2);
    for (const frames of [decodeFrames, passFrames]) {
      let count = 0;
      for await (const { index, image, timeSec } of frames(part, {}, silentContext)) {
        assert.equal(timeSec, clip.timesSec[10 + index]);
        assert.equal(Buffer.compare(image.data, whole[10 + index]!), 0, `frame ${index} of the part`);
        count++;
      }
      assert.equal(count, last - 11);
    }
  });

test(
  'a jump that is aborted before its first frame is no reason to decode that video from its start',
  { skip: process.platform !== 'linux' && 'tells what ffmpeg does from /proc' },
  async () => {
    const clip = await probeClip(paths.get('mp4 of one key frame')!, silentContext);
    const options = { size: { widthPx: 96, heightPx: 64 }, fromIndex: 30, toIndex: 32 };
    const controller = new AbortController();
    const first = seekFrames(clip, options, { ...silentContext, signal: controller.signal }).next();
    assert.equal(runningFfmpegs().length, 1);
    controller.abort();
    await assert.rejects(first, { kind: 'cancelled' });
    const frames = seekFrames(clip, options, silentContext);
    const next = frames.next();
    const [pid] = runningFfmpegs();
    assert.ok(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes('-ss'));
    assert.equal((await next).value?.index, 30);
    await frames.return();
  },
);

for (const [name, colours] of Object.entries({
  'BT.709': '-vf scale=out_color_matrix=bt709 -colorspace bt709 -color_primaries bt709 -color_trc bt709',
  'no told matrix': '',
  'full range': '-vf scale=out_range=full -color_range pc',
}))
  test(`the JPEGs of a video of ${name} have the colours that a run sees`, async () => {
    const path = folder(`${name}.mp4`);
    await ffmpeg(
      `-f lavfi -i testsrc2=size=320x240:rate=24 -frames:v 40 ${colours} ${h264} -crf 4 -g 20 '${path}'`,
    );
    const clip = await probeClip(path, silentContext);
    assert.ok(clip.kind === 'video');
    const whole = await allFrames(clip);
    const options = { size: { widthPx: 320, heightPx: 240 }, fromIndex: 29, toIndex: 33 };
    const seen: number[] = [];
    for await (const { index, jpeg } of seekJpegs(clip, options, silentContext)) {
      seen.push(index);
      const { data } = await decodeRgb(jpeg);
      const difference = data.reduce((sum, value, i) => sum + Math.abs(value - whole[index]![i]!), 0);
      assert.ok(difference / data.length < 4, `frame ${index}: ${difference / data.length}`);
    }
    assert.deepEqual(seen, [29, 30, 31, 32]);
  });

test('a raw stream, which cannot be jumped into, gives JPEGs too', async () => {
  const clip = await probeClip(paths.get('raw stream, which cannot be jumped into')!, silentContext);
  assert.ok(clip.kind === 'video');
  const options = { size: { widthPx: 96, heightPx: 64 }, fromIndex: 21, toIndex: 23 };
  const seen: number[] = [];
  for await (const { index, jpeg } of seekJpegs(clip, options, silentContext)) {
    seen.push(index);
    const { widthPx, heightPx } = await decodeRgb(jpeg);
    assert.deepEqual([widthPx, heightPx], [96, 64]);
  }
  assert.deepEqual(seen, [21, 22]);
});

test('a still of a video that was never examined keeps its shape and is not enlarged', async () => {
  const { signal } = silentContext;
  const small = await stillFrame(paths.get('mp4 with B-frames')!, 48, signal);
  assert.deepEqual([small!.widthPx, small!.heightPx], [48, 32]);
  const own = await stillFrame(paths.get('transport stream')!, 500, signal);
  assert.deepEqual([own!.widthPx, own!.heightPx], [96, 64]);
});
