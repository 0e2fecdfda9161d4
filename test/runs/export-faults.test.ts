import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { type ExportFormatId, exportOf } from '../../native/api/exports.ts';
import { silentContext } from '../../native/base/context.ts';
import { FodvidError } from '../../native/base/errors.ts';
import { exportRun } from '../../native/runs/exports/export-run.ts';
import type { MatteSource } from '../../native/runs/mattes/matte-source.ts';
import { discMattes, writePattern } from '../support/matted-clip.ts';
import { tinyDisk } from '../support/tiny-disk.ts';
import { temporaryFolder } from '../video/video-fixtures.ts';

const FRAMES = 120;

describe('an export to a place that fails', () => {
  const folder = temporaryFolder();
  let source: MatteSource;

  before(async () => {
    // Noise, which needs more room than is estimated for pictures.
    const options = '-vf noise=alls=100:allf=t -c:v libx264 -qp 0 -pix_fmt yuv420p';
    source = await discMattes(
      await writePattern(folder('.'), 'noise.mp4', { size: '64x48', frames: FRAMES, options }),
    );
  });

  const write = (id: ExportFormatId, dir: string) =>
    exportRun(source, exportOf([id], { sound: false }), dir, silentContext);

  /** What goes wrong is told in one sentence, which is no system's. */
  const refusal =
    (sentence: RegExp) =>
    (error: unknown): boolean => {
      assert.ok(error instanceof FodvidError, String(error));
      assert.match(error.message, sentence);
      assert.doesNotMatch(error.message, /ENO|EROFS|errno/);
      return true;
    };

  const filesOf = (dir: string) =>
    readdirSync(join(dir, 'noise-cutout')).map((name) => readFileSync(join(dir, 'noise-cutout', name)));

  test('a disk that fills up: said, nothing under its name, gone on with when there is room', async (t) => {
    const disk = tinyDisk(800_000);
    if (disk === null) return t.skip('this user cannot mount a small disk');
    try {
      await assert.rejects(write('png-rgba', disk.folder), refusal(/the disk is full|No space left/));
      assert.ok(!existsSync(join(disk.folder, 'noise-cutout')));
      execFileSync('mount', ['-o', 'remount,size=16000000', disk.folder]);
      await write('png-rgba', disk.folder);
      const whole = folder('whole');
      await write('png-rgba', whole);
      assert.deepEqual(filesOf(disk.folder), filesOf(whole));
    } finally {
      disk.remove();
    }
  });

  test('a file system that is read-only', async (t) => {
    const disk = tinyDisk(8_000_000);
    if (disk === null) return t.skip('this user cannot mount a small disk');
    try {
      execFileSync('mount', ['-o', 'remount,ro', disk.folder]);
      await assert.rejects(write('ffv1', disk.folder), refusal(/read-only/));
    } finally {
      disk.remove();
    }
  });
});
