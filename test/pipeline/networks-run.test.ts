import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fodvid } from '../support/fodvid.ts';
import { golden, goldenTest } from '../support/golden.ts';
import { writeMovingSquare } from '../support/clips/moving-square.ts';
import { writeRandomVit } from '../support/weights/random-vit.ts';

const root = mkdtempSync(join(tmpdir(), 'fodvid-networks-'));
const env = { FODVID_MODELS: join(root, 'models'), FODVID_CACHE: join(root, 'cache') };
after(() => rmSync(root, { recursive: true, force: true }));

const frames = join(root, 'square');

test('without weights the paper preset names every missing file and both ways to get it', async () => {
  mkdirSync(frames);
  await writeMovingSquare(frames, 3, { widthPx: 160, heightPx: 96 });
  const { exitCode, stderr } = await fodvid(
    ['run', frames, '--preset', 'paper', '--no-refine', '--out', join(root, 'missing')],
    env,
  );
  assert.equal(exitCode, 1);
  for (const said of [
    'dino_vitbase8_pretrain.pth',
    'pwclite_ar.tar',
    'models pull dino-vitb8 arflow',
    'models import',
  ]) {
    assert.ok(stderr.includes(said), `${said} is not in: ${stderr}`);
  }
});

goldenTest(
  'DINO and ARFlow run from imported weights to masks',
  golden('arflow', 'pwclite_ar.tar'),
  async (arflow) => {
    const vit = join(root, 'vit.safetensors');
    await writeRandomVit(vit, { patchPx: 16, dim: 384, depth: 12 });
    for (const [file, id] of [
      [vit, 'dino-vits16'],
      [arflow, 'arflow'],
    ] as const) {
      const imported = await fodvid(['models', 'import', file, '--as', id, '--trust'], env);
      assert.equal(imported.exitCode, 0, imported.stderr);
    }
    const options = [
      '--encoder',
      'dino-vits16',
      '--flow',
      'arflow',
      '--size',
      '64x96',
      '--provider',
      'cpu',
      '--no-refine',
    ];
    const ran = await fodvid(['run', frames, ...options, '--out', join(root, 'out'), '--json'], env);
    assert.equal(ran.exitCode, 0, ran.stderr);
    assert.equal(readdirSync(join(root, 'out', 'square', 'masks')).length, 3);
    const report = JSON.parse(readFileSync(join(root, 'out', 'square', 'run.json'), 'utf8')) as {
      provider: string;
      digests: Record<string, string>;
      config: { alpha: number; tau: number };
    };
    assert.equal(report.provider, 'cpu');
    for (const announced of ['arflow on cpu', 'dino-vits16 on cpu'])
      assert.ok(ran.stderr.includes(announced), `${announced} is not in: ${ran.stderr}`);
    assert.deepEqual([report.config.alpha, report.config.tau], [0.7, 0.25]);
    assert.match(report.digests['dino-vits16']!, /^[0-9a-f]{64}$/);
    assert.match(report.digests['arflow']!, /^[0-9a-f]{64}$/);
  },
);
