import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { type ExportFormatId, exportOf } from '../../native/api/exports.ts';
import { silentContext } from '../../native/base/context.ts';
import { FodvidError } from '../../native/base/errors.ts';
import { exportRun } from '../../native/runs/exports/export-run.ts';
import type { MatteSource } from '../../native/runs/mattes/matte-source.ts';
import { startFfmpegWriter } from '../../native/video/ffmpeg-writer.ts';
import { runningFfmpegs } from '../../native/video/spawn-ffmpeg.ts';
import { discMattes, writePattern } from '../support/clips/matted-clip.ts';
import { tinyDisk } from '../support/limits/tiny-disk.ts';
import { temporaryPaths } from '../video/video-fixtures.ts';

const FRAMES = 104;
/** Past the first part of 96 frames. */
const LATE = 100;

describe('an export to a place that fails', () => {
  const folder = temporaryPaths();
  let source: MatteSource;

  before(async () => {
    // Noise, which needs more room than is estimated for pictures.
    const options = '-vf noise=alls=100:allf=t -c:v libx264 -qp 0 -pix_fmt yuv420p';
    source = await discMattes(
      await writePattern(folder('.'), 'noise.mp4', { size: '64x48', frames: FRAMES, options }),
    );
  });

  const write = (id: ExportFormatId, dir: string, report: (done: number) => void = () => undefined) =>
    exportRun(source, exportOf([id], { sound: false }), dir, {
      signal: silentContext.signal,
      progress: { report },
    });

  /** What goes wrong is told in one sentence, which is no system's. */
  const refusal =
    (sentence: RegExp) =>
    (error: unknown): boolean => {
      assert.ok(error instanceof FodvidError, String(error));
      assert.match(error.message, sentence);
      assert.doesNotMatch(error.message, /ENO|EROFS|errno/);
      return true;
    };

  /** The folder of an export that nothing disturbed. */
  async function whole(id: ExportFormatId): Promise<string> {
    const dir = folder(`whole-${id}`);
    if (!existsSync(dir)) await write(id, dir);
    return dir;
  }

  async function assertEqual(id: 'png-rgba' | 'prores4444', dir: string): Promise<void> {
    const expected = await whole(id);
    const names = id === 'prores4444' ? ['noise-cutout.mov'] : readdirSync(join(expected, 'noise-cutout'));
    assert.ok(names.length > 0);
    const at = (root: string, name: string) =>
      readFileSync(id === 'prores4444' ? join(root, name) : join(root, 'noise-cutout', name));
    for (const name of names) assert.ok(at(dir, name).equals(at(expected, name)), name);
  }

  test('a disk that fills up: said, nothing under its name, gone on with when there is room', async (t) => {
    const disk = tinyDisk(800_000);
    if (disk === null) {
      t.skip('this user cannot mount a small disk');
      return;
    }
    try {
      await assert.rejects(write('png-rgba', disk.folder), refusal(/the disk is full|No space left/));
      assert.ok(!existsSync(join(disk.folder, 'noise-cutout')));
      execFileSync('mount', ['-o', 'remount,size=16000000', disk.folder]);
      await write('png-rgba', disk.folder);
      await assertEqual('png-rgba', disk.folder);
    } finally {
      disk.remove();
    }
  });

  test('a file system that is read-only', async (t) => {
    const disk = tinyDisk(8_000_000);
    if (disk === null) {
      t.skip('this user cannot mount a small disk');
      return;
    }
    try {
      execFileSync('mount', ['-o', 'remount,ro', disk.folder]);
      await assert.rejects(write('prores4444', disk.folder), refusal(/read-only/));
    } finally {
      disk.remove();
    }
  });

  for (const id of ['png-rgba', 'prores4444'] as const) {
    test(`a folder that goes away in the middle of ${id}`, async () => {
      const dir = folder(`gone-${id}`);
      const remove = (done: number) => {
        if (done === LATE) rmSync(dir, { recursive: true });
      };
      await assert.rejects(write(id, dir, remove), refusal(/gone|cannot be written|no such file/i));
      assert.ok(!existsSync(join(dir, 'noise-cutout')) && !existsSync(join(dir, 'noise-cutout.mov')));
      await write(id, dir);
      await assertEqual(id, dir);
    });

    test(`an ffmpeg that is killed in the middle of ${id}`, async () => {
      const dir = folder(`killed-${id}`);
      const kill = (done: number) => {
        if (done === LATE) for (const pid of runningFfmpegs()) process.kill(pid, 'SIGKILL');
      };
      await assert.rejects(write(id, dir, kill), refusal(/ffmpeg|cannot be/));
      assert.ok(!existsSync(join(dir, 'noise-cutout')) && !existsSync(join(dir, 'noise-cutout.mov')));
      const counted: number[] = [];
      await write(id, dir, (done) => counted.push(done));
      assert.equal(counted[0], 97, 'begins with the part that was interrupted');
      await assertEqual(id, dir);
    });
  }

  test('an ffmpeg that hangs is given up', async () => {
    const writer = startFfmpegWriter(
      ['-f', 'rawvideo', '-pix_fmt', 'gray', '-video_size', '512x512', '-i', 'pipe:0', '-f', 'null', '-'],
      'clip.mov',
      silentContext.signal,
      300,
    );
    for (const pid of runningFfmpegs()) process.kill(pid, 'SIGSTOP');
    const frames = async () => {
      for (;;) await writer.write(new Uint8Array(512 * 512));
    };
    await assert.rejects(frames(), refusal(/clip\.mov cannot be written: ffmpeg hangs/));
    await writer.stop();
    assert.deepEqual(runningFfmpegs(), []);
  });
});
