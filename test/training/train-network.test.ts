import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { fodvid } from '../support/fodvid.ts';
import { writeMovingSquare } from '../support/clips/moving-square.ts';

const root = mkdtempSync(join(tmpdir(), 'fodvid-train-'));
const env = { FODVID_CACHE: join(root, 'cache') };
after(() => rmSync(root, { recursive: true, force: true }));

const [wide, tall] = [join(root, 'wide'), join(root, 'tall')];
const out = join(root, 'network');
const trainOn = (clips: readonly string[], dir: string) =>
  fodvid(
    ['train', ...clips, ...['--epochs', '1', '--size', '64x96', '--provider', 'cpu', '--json', '--out', dir]],
    env,
  );

before(async () => {
  for (const clip of [wide, tall]) mkdirSync(clip);
  await writeMovingSquare(wide, 5, { widthPx: 160, heightPx: 120 });
  await writeMovingSquare(tall, 4, { widthPx: 120, heightPx: 160 });
});

test('one network learns from clips of several sizes, and apply takes it', async () => {
  const { exitCode, stdout, stderr } = await trainOn([wide, tall], out);
  assert.equal(exitCode, 0, stderr);
  const report = JSON.parse(stdout) as { clips: { frameCount: number }[]; steps: number; modelPath: string };
  assert.deepEqual(
    report.clips.map(({ frameCount }) => frameCount),
    [5, 4],
  );
  assert.deepEqual(readdirSync(out).sort(), ['learning-curve.svg', 'model.md', 'model.onnx']);
  const card = readFileSync(join(out, 'model.md'), 'utf8');
  assert.match(card, /clip: wide, tall/);
  assert.match(card, /frames: 9/);
  const applied = await fodvid(
    ['apply', tall, '--model', report.modelPath, '--out', join(root, 'applied')],
    env,
  );
  assert.equal(applied.exitCode, 0, applied.stderr);
  assert.equal(readdirSync(join(root, 'applied', 'tall', 'masks')).length, 4);
});

test('the same clips train the same network, from the store at once', async () => {
  const { exitCode, stderr } = await trainOn([wide, tall], join(root, 'again'));
  assert.equal(exitCode, 0, stderr);
  const model = (dir: string) => readFileSync(join(dir, 'model.onnx'));
  assert.ok(model(out).equals(model(join(root, 'again'))));
});

test('clips from which nothing can be learned are named in a sentence', async () => {
  const even = join(root, 'even');
  mkdirSync(even);
  for (const frame of [0, 1])
    await sharp({ create: { width: 160, height: 120, channels: 3, background: '#808080' } })
      .png()
      .toFile(join(even, `${frame}.png`));
  const { exitCode, stderr } = await trainOn([even], join(root, 'nothing'));
  assert.equal(exitCode, 1);
  assert.match(stderr, /No network can be trained on these clips: all masks of the graph cut are empty\./);
  assert.deepEqual(readdirSync(join(root, 'nothing')), []);
});
