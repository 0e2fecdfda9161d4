import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import {
  type ExportFormatId,
  exportFormats,
  exportOf,
  type ExportRequest,
} from '../../native/api/exports.ts';
import { toolPresets } from '../../native/api/tool-presets.ts';
import { silentContext } from '../../native/base/context.ts';
import { formats } from '../../native/export/export-formats.ts';
import { exportRun } from '../../native/runs/exports/export-run.ts';
import type { MatteSource } from '../../native/runs/mattes/matte-source.ts';
import { findFfmpeg } from '../../native/video/ffmpeg-binary.ts';
import { readSourceFacts } from '../../native/video/source-facts.ts';
import { discMattes, writePattern } from '../support/clips/matted-clip.ts';
import { temporaryPaths } from '../video/video-fixtures.ts';

const FRAMES = 6;
/** What this machine's ffmpeg writes. */
const writable = exportFormats.filter((id) => id !== 'hevc-alpha');

/** Raw frames of a file or pattern. */
function decoded(input: string, pixels: string, options: readonly string[] = []): Buffer {
  const args = ['-v', 'error', ...options, '-i', input, '-fps_mode', 'passthrough', '-pix_fmt', pixels];
  return execFileSync(findFfmpeg().ffmpegPath, [...args, '-f', 'rawvideo', 'pipe:1'], { maxBuffer: 1 << 28 });
}

test('the contract, the presets and the table know the same formats', () => {
  assert.deepEqual(new Set(formats.map(({ id }) => id)), new Set(exportFormats));
  for (const tool of toolPresets) for (const id of tool.formats) assert.ok(exportFormats.includes(id), id);
});

describe('an export in every format', () => {
  const folder = temporaryPaths();
  const out = folder('exports');
  let source: MatteSource;
  let notices: readonly string[];

  before(async () => {
    const options =
      '-c:v libx264 -qp 0 -pix_fmt yuv420p -colorspace bt709 ' +
      '-color_primaries bt709 -color_trc bt709 -color_range tv -c:a aac -timecode 01:00:00:00';
    const path = await writePattern(folder('.'), 'clip.mov', {
      frames: FRAMES,
      inputs: '-f lavfi -i sine=d=0.24',
      options,
    });
    source = await discMattes(path);
    // One pass over the source for the sequences, and one for the rest.
    for (const isSequence of [true, false]) {
      const ids = writable.filter(
        (id) => (formats.find((format) => format.id === id)!.kind === 'sequence') === isSequence,
      );
      const pattern = isSequence ? '{format}/{clip}.{frame:05}' : '{format}';
      const request = exportOf(ids, { pattern, startNumber: 1001, sidecars: ['otio', 'fcpxml', 'edl'] });
      ({ notices } = await exportRun(source, request, out, silentContext));
    }
  });

  test('leaves nothing but the exports', () => {
    assert.deepEqual(
      readdirSync(out).filter((name) => name.startsWith('.')),
      [],
    );
    for (const id of writable)
      assert.ok(
        readdirSync(out).some((name) => name === id || name.startsWith(`${id}.`)),
        id,
      );
    assert.deepEqual(notices, ['WebM with alpha takes no aac sound: it is silent.']);
  });

  test('lossless formats hold the same alpha and the same colours', () => {
    const size = 256 * 144;
    const rgba = decoded(join(out, 'png-rgba/clip.%05d.png'), 'rgba', ['-start_number', '1001']);
    assert.equal(rgba.length, FRAMES * 4 * size);
    const matte = decoded(join(out, 'matte-png/clip.%05d.png'), 'gray', ['-start_number', '1001']);
    const ffv1 = decoded(join(out, 'ffv1.mkv'), 'rgba');
    assert.ok(ffv1.equals(rgba));
    const alpha = Buffer.from(Uint8Array.from({ length: FRAMES * size }, (_, i) => rgba[4 * i + 3]!));
    assert.ok(alpha.equals(matte));
    const labels = decoded(join(out, 'davis-png/clip.%05d.png'), 'gray', ['-start_number', '1001']);
    for (let i = 0; i < labels.length; i++) assert.equal(labels[i]! > 0, matte[i]! >= 128);
  });

  test('ProRes alpha is within 1 of 255, and its colours are the source’s', () => {
    // At 16 bits: ffmpeg's own way down to 8 is off by more.
    const samples = (bytes: Buffer) => new Uint16Array(Uint8Array.from(bytes).buffer);
    const exact = samples(
      decoded(join(out, 'png-rgba16/clip.%05d.png'), 'rgba64le', ['-start_number', '1001']),
    );
    for (const id of ['prores4444', 'prores4444xq']) {
      const prores = samples(decoded(join(out, `${id}.mov`), 'rgba64le'));
      assert.equal(prores.length, exact.length);
      let most = 0;
      let colour = 0;
      for (let i = 0; i < exact.length; i++) {
        const off = Math.abs(prores[i]! - exact[i]!) / 257;
        if (i % 4 === 3) most = Math.max(most, off);
        else colour += off / (0.75 * exact.length);
      }
      assert.ok(most <= 1, `${id}: alpha is off by ${most}`);
      assert.ok(colour < 2, `${id}: colours are off by ${colour}`);
    }
  });

  test('movies carry timecode, colours and, where the container takes it, sound', async () => {
    const facts = await readSourceFacts(join(out, 'prores4444.mov'), silentContext.signal);
    assert.equal(facts.timecode, '01:00:00:00');
    assert.deepEqual(facts.colours, { range: 'tv', matrix: 'bt709', primaries: 'bt709', transfer: 'bt709' });
    assert.deepEqual(facts.audio, ['aac']);
    const webm = await readSourceFacts(join(out, 'webm-alpha.webm'), silentContext.signal);
    assert.deepEqual(webm.audio, []);
  });

  test('COCO’s JSON has an annotation for every frame', () => {
    const coco = JSON.parse(readFileSync(join(out, 'coco-rle.json'), 'utf8')) as {
      images: unknown[];
      annotations: { image_id: number; area: number }[];
    };
    assert.equal(coco.images.length, FRAMES);
    assert.deepEqual(
      coco.annotations.map((annotation) => annotation.image_id),
      [1, 2, 3, 4, 5, 6],
    );
  });
});

describe('an export that is disturbed', () => {
  const folder = temporaryPaths();
  let source: MatteSource;
  const one = (id: ExportFormatId, more: Partial<ExportRequest> = {}) =>
    exportOf([id], { sound: false, ...more });

  before(async () => {
    source = await discMattes(await writePattern(folder('.'), 'long.mp4', { size: '64x48', frames: 220 }));
  });

  test('goes on where it was interrupted, to the same files', async () => {
    const whole = folder('whole');
    const resumed = folder('resumed');
    for (const id of ['matte-png', 'prores4444'] as const) {
      await exportRun(source, one(id), whole, silentContext);
      const controller = new AbortController();
      let seen = 0;
      const progress = {
        report: (done: number) => {
          seen = done;
          if (done === 150) controller.abort();
        },
      };
      await assert.rejects(
        exportRun(source, one(id), resumed, { signal: controller.signal, progress }),
        /Cancelled/,
      );
      assert.equal(seen, 150);
      const counted: number[] = [];
      const counting = { report: (done: number) => counted.push(done) };
      await exportRun(source, one(id), resumed, { signal: silentContext.signal, progress: counting });
      assert.equal(counted[0], 97, 'begins with the first frame of the part that was interrupted');
    }
    for (const name of readdirSync(join(whole, 'long-matte')))
      assert.deepEqual(
        readFileSync(join(resumed, 'long-matte', name)),
        readFileSync(join(whole, 'long-matte', name)),
      );
    const movie = (dir: string) => readFileSync(join(dir, 'long-cutout.mov'));
    assert.ok(movie(resumed).equals(movie(whole)));
  });

  test('writes a range with its own numbers', async () => {
    const request = one('matte-png', {
      from: 10,
      to: 14,
      startNumber: 1001,
      pattern: '{clip}_v{version:03}/{clip}.{frame:04}',
    });
    const { paths } = await exportRun(source, request, folder('range'), silentContext);
    assert.deepEqual(paths, [join(folder('range'), 'long_v001')]);
    assert.deepEqual(
      readdirSync(paths[0]!).sort(),
      [1001, 1002, 1003, 1004, 1005].map((number) => `long.${number}.png`),
    );
  });

  test('refuses what cannot be, in a sentence', async () => {
    const attempt = (request: ExportRequest, dir = folder('refused')) =>
      exportRun(source, request, dir, silentContext);
    await assert.rejects(attempt(one('matte-png', { from: 0, to: 220 })), /has frames 0 to 219/);
    await assert.rejects(attempt(one('matte-png', { pattern: '{clip}' })), /needs \{frame:05\} once/);
    await assert.rejects(
      attempt(one('matte-mp4', { pattern: '../{clip}' })),
      /does not name a file in the folder/,
    );
    await assert.rejects(attempt(one('matte-mp4', { pattern: '{shot}' })), /unknown token \{shot\}/);
    await assert.rejects(attempt(exportOf(['prores4444', 'prores4444xq'])), /Two formats would be written/);
    await writeFile(folder('file'), '');
    await assert.rejects(
      attempt(one('matte-png'), join(folder('file'), 'in')),
      /a part of the path is a file/,
    );
    if (process.getuid?.() !== 0) {
      await mkdir(folder('closed'), { mode: 0o500 });
      await assert.rejects(attempt(one('matte-png'), folder('closed')), /not permitted/);
      await chmod(folder('closed'), 0o700);
    }
  });

  test('two exports to one name do not mix', async () => {
    const dir = folder('twice');
    const results = await Promise.allSettled([
      exportRun(source, one('matte-png'), dir, silentContext),
      exportRun(source, one('matte-png'), dir, silentContext),
    ]);
    assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const refused = results.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    assert.match(String(refused.reason), /Another export is writing/);
    assert.ok(existsSync(join(dir, 'long-matte')));
  });
});
