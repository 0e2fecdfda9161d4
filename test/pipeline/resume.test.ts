import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { after, test } from 'node:test';
import { endOf, fodvid, startFodvid } from '../support/fodvid.ts';
import { writeMovingSquare } from '../support/clips/moving-square.ts';

const KILLS = 12;
const FRAMES = 8;

const root = mkdtempSync(join(tmpdir(), 'fodvid-resume-'));
after(() => rmSync(root, { recursive: true, force: true }));

interface RunJson {
  readonly clips: readonly [{ readonly report: { readonly computedPerStage: Record<string, number> } }];
}

const computedOf = (stdout: string) => (JSON.parse(stdout) as RunJson).clips[0].report.computedPerStage;

function digestOfMasks(outDir: string): string {
  const hash = createHash('sha256');
  const masks = join(outDir, 'square', 'masks');
  const names = readdirSync(masks).sort();
  assert.equal(names.length, FRAMES, names.join());
  for (const name of names) hash.update(name).update(readFileSync(join(masks, name)));
  return hash.digest('hex');
}

/** A clip folder and the arguments that run it with a cache and output folder of their own. */
const argumentsOf = (name: string, ...options: string[]) => [
  'run',
  join(root, 'square'),
  '--no-refine',
  '--json',
  '--size',
  '128x176',
  '--out',
  join(root, name),
  '--cache',
  join(root, `${name}-cache`),
  ...options,
];

/** A home folder of its own, and nothing that keeps ONNX Runtime from reporting by itself. */
const home = join(root, 'home');
const ofStranger = { HOME: home, CI: undefined, ORT_DISABLE_TELEMETRY: undefined, XDG_CACHE_HOME: undefined };

test('a run that is killed again and again ends with the masks of an uninterrupted one', async () => {
  mkdirSync(join(root, 'square'));
  await writeMovingSquare(join(root, 'square'), FRAMES, { widthPx: 160, heightPx: 120 });
  const startMs = performance.now();
  const whole = await fodvid(argumentsOf('whole'), ofStranger);
  const wholeMs = performance.now() - startMs;
  assert.equal(whole.exitCode, 0, whole.stderr);
  const once = computedOf(whole.stdout);
  assert.equal(once['flow'], FRAMES);
  assert.equal(once['steady'], FRAMES);

  let state = 7;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  let span = wholeMs;
  for (let killed = 0, attempt = 0; killed < KILLS; attempt++) {
    assert.ok(
      attempt < 4 * KILLS,
      `only ${killed} of ${attempt} runs were still alive when they were to be killed`,
    );
    // Now and then the work starts anew, so that the kills fall into all stages.
    if (killed % 3 === 0) rmSync(join(root, 'cut-cache'), { recursive: true, force: true });
    rmSync(join(root, 'cut', 'square', 'run.json'), { force: true });
    const child = startFodvid(argumentsOf('cut'));
    const ended = endOf(child);
    await Promise.race([ended, delay(span * (0.15 + 0.8 * random()))]);
    child.kill('SIGKILL');
    if ((await ended).exitCode === null) killed++;
    // The first run may have been slower than the others are, on a machine that has more to do.
    else span *= 0.8;
  }

  const resumed = await fodvid(argumentsOf('cut'));
  assert.equal(resumed.exitCode, 0, resumed.stderr);
  assert.equal(digestOfMasks(join(root, 'cut')), digestOfMasks(join(root, 'whole')));
});

test('a run keeps nothing in the home folder, where ONNX Runtime would collect what it reports', () => {
  assert.deepEqual(existsSync(home) ? readdirSync(home) : [], []);
});

test('what was committed before a kill is not computed again', async () => {
  const child = startFodvid(argumentsOf('half'));
  const ended = endOf(child);
  let told = '';
  await new Promise<void>((resolve) => {
    child.stderr.on('data', (text: Buffer) => {
      told += text.toString();
      if (/square: cut/.test(told)) resolve();
    });
    void ended.then(() => resolve());
  });
  child.kill('SIGKILL');
  assert.equal((await ended).exitCode, null);
  const resumed = await fodvid(argumentsOf('half'));
  assert.equal(resumed.exitCode, 0, resumed.stderr);
  const computed = computedOf(resumed.stdout);
  assert.deepEqual(
    [computed['flow'], computed['appearance'], computed['motion']],
    [undefined, undefined, undefined],
  );
  assert.equal(digestOfMasks(join(root, 'half')), digestOfMasks(join(root, 'whole')));
});

test('another tau or alpha computes no flow and no features', async () => {
  const swept = await fodvid(argumentsOf('whole', '--tau', '0.55', '--alpha', '0.4'));
  assert.equal(swept.exitCode, 0, swept.stderr);
  const computed = computedOf(swept.stdout);
  assert.equal(computed['cut'], FRAMES);
  assert.deepEqual(
    [computed['flow'], computed['appearance'], computed['motion']],
    [undefined, undefined, undefined],
  );
});

test('masks without contours come from the same cuts, and are others', async () => {
  const whole = digestOfMasks(join(root, 'half'));
  const plain = await fodvid(argumentsOf('half', '--mask-steps', 'cut'));
  assert.equal(plain.exitCode, 0, plain.stderr);
  const computed = computedOf(plain.stdout);
  assert.deepEqual([computed['cut'], computed['repaired'], computed['mask']], [undefined, undefined, FRAMES]);
  assert.notEqual(digestOfMasks(join(root, 'half')), whole);
});

test('a part of a clip shares what was computed, and its masks keep the numbers of the whole', async () => {
  const part = (...options: string[]) => fodvid(argumentsOf('whole', '--tau', '0.55', ...options));
  const run = await part('--from', '1', '--to', '00:00:00:06');
  assert.equal(run.exitCode, 0, run.stderr);
  // Only frames 1, 2 and 5, 6 have other neighbours than in the whole clip.
  assert.deepEqual([computedOf(run.stdout)['flow'], computedOf(run.stdout)['appearance']], [4, undefined]);
  const folder = join(root, 'whole', 'square');
  const names = Array.from({ length: 6 }, (_, k) => `0000${k + 1}.png`);
  assert.deepEqual(readdirSync(join(folder, 'masks')).sort(), names);
  const exported = await fodvid([
    ...['export', folder, '--format', 'coco-rle', '--from', '5', '--cache', join(root, 'whole-cache')],
    ...['--out', join(root, 'exported')],
  ]);
  assert.equal(exported.exitCode, 0, exported.stderr);
  const [file] = readdirSync(join(root, 'exported'));
  const { images } = JSON.parse(readFileSync(join(root, 'exported', file!), 'utf8')) as {
    readonly images: readonly { readonly file_name: string; readonly frame: number }[];
  };
  assert.deepEqual(
    images.map((image) => [image.file_name, image.frame]),
    [
      ['square/00005.png', 5],
      ['square/00006.png', 6],
    ],
  );
  const outside = await part('--from', '3', '--to', '8');
  assert.equal(outside.exitCode, 1);
  assert.match(outside.stderr, /frames 3 to 8 of square cannot be run: it has the frames 0 to 7/);
});
