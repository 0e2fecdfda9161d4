import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import sharp from 'sharp';
import { silentContext } from '../../native/base/context.ts';
import { probeClip } from '../../native/video/probe-clip.ts';
import { fodvid } from '../support/fodvid.ts';
import { writeMovingSquare } from '../support/clips/moving-square.ts';
import { ffmpeg, h264, temporaryPaths } from '../video/video-fixtures.ts';

const at = temporaryPaths();
const out = (clip: string, ...parts: string[]) => at(join('out', clip, ...parts));

interface RunFile {
  readonly frameCount: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly timesSec: readonly number[];
}

/** The clips, their displayed sizes, and the time of each frame. */
const clips: Readonly<Record<string, { widthPx: number; heightPx: number; timesSec: readonly number[] }>> = {
  'odd.mkv': { widthPx: 107, heightPx: 61, timesSec: [0, 0.1, 0.2, 0.3, 0.4, 0.5] },
  'turned.mp4': { widthPx: 72, heightPx: 108, timesSec: [0, 0.1, 0.2, 0.3, 0.4, 0.5] },
  'variable.mp4': { widthPx: 108, heightPx: 72, timesSec: [0, 0.1, 0.2, 0.5] },
  'one.mp4': { widthPx: 108, heightPx: 72, timesSec: [0] },
};

let stderr = '';
let exitCode: number | null = null;

before(async () => {
  mkdirSync(at('square'));
  await writeMovingSquare(at('square'), 6, { widthPx: 108, heightPx: 72 });
  const source = `-framerate 10 -i ${at('square')}/%05d.png`;
  await ffmpeg(`${source} -vf format=gbrp,crop=107:61:0:5 -c:v ffv1 ${at('odd.mkv')}`);
  await ffmpeg(`${source} ${h264} ${at('upright.mp4')}`);
  // The option's name changed: -display_rotation since 6.0, the stream's metadata before.
  await ffmpeg(`-display_rotation 90 -i ${at('upright.mp4')} -c copy ${at('turned.mp4')}`).catch(() =>
    ffmpeg(`-i ${at('upright.mp4')} -c copy -metadata:s:v rotate=90 ${at('turned.mp4')}`),
  );
  const gaps = "'select=lt(n\\,3)+eq(n\\,5)' -fps_mode vfr";
  await ffmpeg(`${source} -vf ${gaps} ${h264} ${at('variable.mp4')}`);
  await ffmpeg(`${source} -frames:v 1 ${h264} ${at('one.mp4')}`);
  const paths = Object.keys(clips).map((name) => at(name));
  ({ exitCode, stderr } = await fodvid([
    'run',
    ...paths,
    '--out',
    at('out'),
    '--cache',
    at('cache'),
    '--size',
    '64x96',
    '--epochs',
    '1',
  ]));
});

test('all are done', () => assert.equal(exitCode, 0, stderr));

for (const [file, expected] of Object.entries(clips)) {
  const { widthPx, heightPx, timesSec } = expected;
  const name = file.replace(/\..*/, '');

  test(`${file} gets one mask per frame at ${widthPx}x${heightPx}, with the frames' times`, async () => {
    const masks = readdirSync(out(name, 'masks')).sort();
    assert.deepEqual(
      masks,
      timesSec.map((_, index) => `0000${index}.png`),
    );
    for (const mask of masks) {
      const { width, height, channels } = await sharp(out(name, 'masks', mask)).metadata();
      assert.deepEqual([width, height, channels], [widthPx, heightPx, 1]);
    }
    const report = JSON.parse(readFileSync(out(name, 'run.json'), 'utf8')) as RunFile;
    assert.deepEqual(
      [report.frameCount, report.widthPx, report.heightPx, report.timesSec.length],
      [timesSec.length, widthPx, heightPx, timesSec.length],
    );
    for (const [index, time] of timesSec.entries())
      assert.ok(Math.abs(report.timesSec[index]! - time) < 1e-3, `${report.timesSec[index]} for ${time}`);
  });

  test(`the overlay of ${file} has as many frames`, async () => {
    const overlay = await probeClip(out(name, 'overlay.mp4'), silentContext);
    assert.deepEqual(
      [overlay.frameCount, overlay.widthPx, overlay.heightPx],
      [timesSec.length, widthPx - (widthPx % 2), heightPx - (heightPx % 2)],
    );
  });
}
