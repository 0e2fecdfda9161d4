import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colourPlan, linearLight } from '../../native/export/colour-plan.ts';
import { parseSourceFacts } from '../../native/video/source-facts.ts';

test('reads colours, depth, timecode, sound and turns from a header', () => {
  const facts = parseSourceFacts([
    '  Stream #0:0[0x1](und): Video: h264 (High 10) (avc1 / 0x31637661), yuv420p10le(tv, bt2020nc/bt2020/smpte2084, top coded first (swapped)), 320x240 [SAR 8:9 DAR 32:27], 309 kb/s, 29.97 fps, 29.97 tbr, 30k tbn (default)',
    '      displaymatrix: rotation of -90.00 degrees',
    '      timecode        : 01:00:00;02',
    '  Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, mono, fltp, 70 kb/s (default)',
    '  Stream #0:2: Video: mjpeg, yuvj420p(pc, bt470bg/unknown/unknown), 64x64, 90k tbr, 90k tbn (attached pic)',
  ])!;
  assert.deepEqual(facts, {
    codec: 'h264',
    pixelFormat: 'yuv420p10le',
    bitDepth: 10,
    hasAlpha: false,
    colours: { range: 'tv', matrix: 'bt2020nc', primaries: 'bt2020', transfer: 'smpte2084' },
    isInterlaced: true,
    timecode: '01:00:00;02',
    pixelAspect: [8, 9],
    audio: ['aac'],
    videoStreams: 1,
    rotationDeg: -90,
  });
});

test('the shape of pixels is the container’s where codec and container differ', () => {
  const line = (aspects: string) => [
    `  Stream #0:0[0x1]: Video: prores (4444) (ap4h / 0x68347061), yuva444p12le(tv), 160x96${aspects}, 25 fps`,
  ];
  assert.deepEqual(parseSourceFacts(line(', 4470 kb/s, SAR 16:11 DAR 80:33'))?.pixelAspect, [16, 11]);
  const both = ' [SAR 1:1 DAR 5:3], 4470 kb/s, SAR 16:11 DAR 80:33';
  assert.deepEqual(parseSourceFacts(line(both))?.pixelAspect, [16, 11]);
  assert.deepEqual(parseSourceFacts(line(''))?.pixelAspect, [1, 1]);
});

test('one name stands for all three tags; a header without any tells nothing', () => {
  const line = (pixels: string) => [
    `  Stream #0:0: Video: prores (4444) (ap4h / 0x68347061), ${pixels}, 64x64, 25 fps`,
  ];
  assert.deepEqual(parseSourceFacts(line('yuva444p12le(tv, bt709, progressive)'))?.colours, {
    range: 'tv',
    matrix: 'bt709',
    primaries: 'bt709',
    transfer: 'bt709',
  });
  const bare = parseSourceFacts(line('yuv420p(progressive)'))!;
  assert.deepEqual(bare.colours, { range: null, matrix: null, primaries: null, transfer: null });
  assert.equal(parseSourceFacts(['  Stream #0:0: Audio: mp3, 44100 Hz']), null);
});

test('what a source does not tell is assumed as players do, and said', () => {
  const none = { range: null, matrix: null, primaries: null, transfer: null };
  const hd = colourPlan(none, { widthPx: 1920, heightPx: 1080 });
  assert.deepEqual([hd.matrixTag, hd.isAssumed], ['bt709', true]);
  assert.equal(colourPlan(none, { widthPx: 720, heightPx: 576 }).matrixTag, 'smpte170m');
  assert.equal(colourPlan(null, { widthPx: 720, heightPx: 576 }).isAssumed, false);
  const hdr = { range: 'tv', matrix: 'bt2020nc', primaries: 'bt2020', transfer: 'arib-std-b67' } as const;
  const plan = colourPlan(hdr, { widthPx: 1920, heightPx: 1080 });
  assert.deepEqual([plan.matrix, plan.matrixTag, plan.isAssumed], ['bt2020', 'bt2020nc', false]);
});

test('transfer curves give 0 and their reference white', () => {
  for (const name of ['bt709', 'iec61966-2-1', 'smpte2084', 'arib-std-b67', 'linear'])
    assert.ok(Math.abs(linearLight(name)(0)) < 1e-6, name);
  assert.ok(Math.abs(linearLight('bt709')(1) - 1) < 1e-9);
  assert.ok(Math.abs(linearLight('arib-std-b67')(0.75) - 1) < 1e-9);
  // ITU-R BT.2408: 203 cd/m² is 58 % of PQ's signal.
  assert.ok(Math.abs(linearLight('smpte2084')(0.5807) - 1) < 0.01);
});
