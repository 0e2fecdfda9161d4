import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { endOf, fodvid, startFodvid } from '../support/fodvid.ts';

const root = mkdtempSync(join(tmpdir(), 'fodvid-run-'));
const env = { FODVID_CACHE: join(root, 'cache') };
after(() => rmSync(root, { recursive: true, force: true }));

const widthPx = 128;
const heightPx = 96;

/** A textured square that moves before a textured background, as a folder of frames. */
async function framesFolder(name: string, frameCount: number): Promise<string> {
  const folder = join(root, name);
  mkdirSync(folder);
  for (let frame = 0; frame < frameCount; frame++) {
    const data = new Uint8Array(widthPx * heightPx * 3);
    for (let y = 0; y < heightPx; y++)
      for (let x = 0; x < widthPx; x++) {
        const inside = x >= 20 + 4 * frame && x < 56 + 4 * frame && y >= 30 && y < 66;
        const texture = Math.imul((inside ? x - 4 * frame : x) * 131 + y * 71, 2654435761) >>> 26;
        data.set(inside ? [200 - texture, 60, texture] : [texture, 90, 100 + texture], (y * widthPx + x) * 3);
      }
    await sharp(data, { raw: { width: widthPx, height: heightPx, channels: 3 } })
      .png()
      .toFile(join(folder, `${String(frame).padStart(5, '0')}.png`));
  }
  return folder;
}

interface BatchJson {
  readonly clips: readonly {
    readonly state: string;
    readonly error?: string;
    readonly report?: { readonly frameCount: number; readonly computedFrameCount: number };
  }[];
}

test('run makes a mask per frame, goes on after a bad clip, and resumes', async () => {
  const clip = await framesFolder('square', 4);
  const bad = join(root, 'text.mp4');
  writeFileSync(bad, 'This is no video.\n');
  const out = join(root, 'out');
  const args = ['run', bad, clip, '--no-refine', '--size', '64x96', '--out', out, '--json'];

  const first = await fodvid(args, env);
  assert.equal(first.exitCode, 1, first.stderr);
  const { clips } = JSON.parse(first.stdout) as BatchJson;
  assert.deepEqual(
    clips.map(({ state }) => state),
    ['failed', 'done'],
  );
  assert.ok(clips[0]!.error!.includes(bad) && first.stderr.includes(bad));
  const masks = readdirSync(join(out, 'square', 'masks'));
  assert.deepEqual(masks, ['00000.png', '00001.png', '00002.png', '00003.png']);
  const { width, height } = await sharp(join(out, 'square', 'masks', masks[0]!)).metadata();
  assert.deepEqual([width, height], [widthPx, heightPx]);
  assert.ok(existsSync(join(out, 'square', 'run.json')));

  const second = JSON.parse((await fodvid(args, env)).stdout) as BatchJson;
  assert.deepEqual(
    [second.clips[1]!.report!.frameCount, second.clips[1]!.report!.computedFrameCount],
    [4, 0],
  );
});

test('an output folder that cannot be written is one sentence before anything is computed', async () => {
  const clip = await framesFolder('unwritable', 2);
  const out = join(clip, '00000.png', 'out');
  const { exitCode, stdout, stderr } = await fodvid(['run', clip, '--out', out], env);
  assert.equal(exitCode, 1);
  assert.equal(stdout, '');
  assert.match(stderr.trim(), /^The output folder .* cannot be written .*--out DIR\.$/);
});

test('Ctrl-C ends a run with exit code 130 and says that nothing is lost', async () => {
  const clip = await framesFolder('long', 16);
  const child = startFodvid(['run', clip, '--no-refine', '--out', join(root, 'cancelled'), '--json'], env);
  const end = endOf(child);
  await once(child.stderr, 'data');
  child.kill('SIGINT');
  const { exitCode, stdout, stderr } = await end;
  assert.equal(exitCode, 130, stderr);
  assert.match(stderr, /press Ctrl-C again/);
  assert.match(stderr, /Cancelled; what was computed so far is kept/);
  assert.equal((JSON.parse(stdout) as { error: { kind: string } }).error.kind, 'cancelled');
});
