import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { decodeArguments, encodeArguments, probeArguments } from '../../native/video/ffmpeg-arguments.ts';
import { findFfmpeg } from '../../native/video/ffmpeg-binary.ts';
import { createVideoReportReader, ffmpegFailure } from '../../native/video/ffmpeg-output.ts';
import { naturalOrder } from '../../native/base/natural-order.ts';
import { spelledFor } from '../../native/video/spawn-ffmpeg.ts';
import { temporaryPaths } from './video-fixtures.ts';

const at = temporaryPaths();
const after = (args: readonly string[], option: string) => args[args.indexOf(option) + 1];
const size = { widthPx: 853, heightPx: 479 };

test('opens the same stream in the same way for probing and decoding', () => {
  const probe = probeArguments('/a b/it’s.mp4');
  const decode = decodeArguments('/a b/it’s.mp4', { size, fromIndex: 0, toIndex: 9, frameCount: 9 });
  const input = (args: string[]) => args.slice(0, args.indexOf('-i') + 2);
  assert.deepEqual(input(probe), input(decode));
  assert.equal(after(probe, '-i'), 'file:/a b/it’s.mp4');
  for (const args of [probe, decode]) {
    assert.equal(after(args, '-map'), '0:V:0');
    assert.equal(after(args, '-fps_mode'), 'passthrough');
    assert.ok(args.includes('-xerror'));
  }
});

test('trims only where a part is asked for', () => {
  const filters = (fromIndex: number, toIndex: number) =>
    after(decodeArguments('/v', { size, fromIndex, toIndex, frameCount: 9 }), '-filter:v');
  assert.match(filters(0, 9)!, /^scale=w=853:h=479:/);
  assert.match(filters(2, 5)!, /^trim=start_frame=2:end_frame=5,scale=/);
});

test('encodes what plays everywhere', () => {
  const args = encodeArguments({ outPath: '/o.mp4', size, frameRate: 24 });
  assert.equal(after(args, '-vcodec'), 'libx264');
  assert.equal(args[args.lastIndexOf('-pix_fmt') + 1], 'yuv420p');
  assert.equal(after(args, '-movflags'), '+faststart');
  assert.equal(after(args, '-video_size'), '853x479');
  assert.equal(args.at(-1), 'file:/o.mp4');
});

const lines = `Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:/v.mp4':
  Duration: 01:02:03.50, start: 0.000000, bitrate: 297 kb/s
  Stream #0:0[0x1](und): Video: png, rgb24, 320x240, 90k fps (attached pic)
  Stream #0:1[0x2](und): Video: h264 (High) (avc1 / 0x31637661), yuv420p, 320x240 [SAR 1:1 DAR 4:3], 287 kb/s, 29.97 fps, 29.97 tbr, 30k tbn (default)
[Parsed_showinfo_0 @ 0x55] config in time_base: 1/90000, frame_rate: 30000/1001
[Parsed_showinfo_0 @ 0x55] config out time_base: 0/0, frame_rate: 0/0
[Parsed_showinfo_0 @ 0x55] n:   0 pts:      0 pts_time:0       pos:       48 fmt:yuv420p sar:1/1 s:240x320 i:P iskey:1 type:I
[Parsed_showinfo_0 @ 0x55] color_range:unknown color_space:unknown
[Parsed_showinfo_0 @ 0x55] n:   1 pts:324000001 pts_time:3600 duration:   3003 fmt:yuv420p cl:left sar:1/1 s:240x320 i:P iskey:0 type:B
[Parsed_showinfo_0 @ 0x55] n:   2 pts:  NOPTS pts_time:NOPTS pos:       48 fmt:yuv420p sar:1/1 s:240x320 i:P iskey:1 type:I `;

test("reads size, exact times and the header's announcements from ffmpeg's messages", () => {
  const reader = createVideoReportReader();
  for (const line of lines.split('\n')) reader.push(line);
  assert.deepEqual(reader.report(), {
    format: 'mov,mp4,m4a,3gp,3g2,mj2',
    hasVideo: true,
    hasAudio: false,
    announcedDurationSec: 3723.5,
    announcedFrameRate: 29.97,
    widthPx: 240,
    heightPx: 320,
    timesSec: [0, 324000001 / 90000, null],
    endsEarly: false,
  });
  assert.equal(reader.frameCount, 3);
  reader.push('[mov,mp4 @ 0x55] stream 0, offset 0x77af: partial file');
  assert.equal(reader.report().endsEarly, true);
});

test('explains failures by the last telling line', () => {
  const noVideo = [
    "Stream map '0:V:0' matches no streams.",
    "To ignore this, add a trailing '?' to the map.",
  ];
  assert.equal(ffmpegFailure(noVideo), 'it contains no video stream');
  assert.equal(ffmpegFailure(['av_interleaved_write_frame(): No space left on device']), 'the disk is full');
  assert.equal(
    ffmpegFailure(['[h264 @ 0x55ff05e36e40] [error] Something odd.', 'Conversion failed!', '']),
    'Something odd',
  );
  assert.equal(ffmpegFailure([]), 'ffmpeg ended without a reason');
});

test('prefers the ffmpeg that the environment names', async () => {
  await writeFile(at('ffmpeg'), '#!/bin/sh\n');
  await chmod(at('ffmpeg'), 0o755);
  const found = findFfmpeg({ ...process.env, FODVID_FFMPEG: at('ffmpeg') });
  assert.deepEqual(found, { ffmpegPath: at('ffmpeg'), source: 'environment' });
});

test('says what to correct or install where there is no ffmpeg', () => {
  assert.throws(
    () => findFfmpeg({ FODVID_FFMPEG: at('missing') }),
    /FODVID_FFMPEG is set to .*missing, which/,
  );
});

test('without an ffmpeg on the PATH the one that npm carries is used, in the words that it knows', async () => {
  const found = findFfmpeg({ PATH: at('nowhere') });
  assert.match(found.source, /^(ffmpeg-static|@ffmpeg-installer)$/);
  const { stdout } = await promisify(execFile)(found.ffmpegPath, ['-hide_banner', '-encoders']);
  for (const encoder of ['libx264', 'prores_ks', 'libvpx-vp9'])
    assert.match(stdout, new RegExp(` ${encoder} `));
  const spelled = (source: 'PATH' | '@ffmpeg-installer') =>
    spelledFor({ ...found, source }, ['-fps_mode', 'passthrough', '-i', 'x'])[0];
  assert.equal(spelled('@ffmpeg-installer'), '-vsync');
  assert.equal(spelled('PATH'), '-fps_mode');
});

test('sorts names with numbers as people do, with one fixed order for equal numbers', () => {
  const names = ['f10', 'f9', 'f010', 'f1', 'F2', 'f09'];
  const sorted = [...names].sort(naturalOrder);
  assert.deepEqual(sorted, ['f1', 'F2', 'f09', 'f9', 'f010', 'f10']);
  assert.deepEqual([...names].reverse().sort(naturalOrder), sorted);
});
