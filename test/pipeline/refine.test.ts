import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { readMask } from '../../native/raster/image-file.ts';
import { fodvid } from '../support/fodvid.ts';
import { writeMovingSquare } from '../support/clips/moving-square.ts';

const FRAMES = 8;
const root = mkdtempSync(join(tmpdir(), 'fodvid-refine-'));
const env = { FODVID_CACHE: join(root, 'cache') };
after(() => rmSync(root, { recursive: true, force: true }));

const clip = join(root, 'square');
const refineArguments = (frames: string, out: string, ...options: string[]) => [
  'run',
  frames,
  ...[
    '--refine',
    '--epochs',
    '4',
    '--size',
    '96x128',
    '--provider',
    'cpu',
    '--json',
    '--out',
    join(root, out),
  ],
  ...options,
];

interface Report {
  readonly confidence: readonly number[];
  readonly perFrame: readonly { confidence: number; stability: number | null; area: number }[];
  readonly computedPerStage: Readonly<Record<string, number>>;
  readonly refinement: {
    readonly state: string;
    readonly reason: string | null;
    readonly graphCutMasksDir: string;
    readonly modelPath: string;
    readonly stability: { readonly graphCut: number; readonly refined: number } | null;
  };
}

const reportOf = (stdout: string) => (JSON.parse(stdout) as { clips: [{ report: Report }] }).clips[0].report;
const filesIn = (folder: string) =>
  readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name)).toString('base64'));

before(async () => {
  mkdirSync(clip);
  await writeMovingSquare(clip, FRAMES, { widthPx: 160, heightPx: 120 });
});

test('a refined run writes both kinds of masks, the network, its card and its learning curve', async () => {
  const { exitCode, stdout, stderr } = await fodvid(refineArguments(clip, 'out'), env);
  assert.equal(exitCode, 0, stderr);
  const { refinement, confidence, perFrame, computedPerStage } = reportOf(stdout);
  assert.equal(refinement.state, 'refined');
  // The cut's masks were settled, and the refined ones were.
  const { separated, filtered } = computedPerStage;
  assert.deepEqual([separated, filtered], [2 * FRAMES, 2 * FRAMES]);
  assert.deepEqual(
    confidence,
    perFrame.map((frame) => frame.confidence),
  );
  perFrame.forEach(({ stability, area, ...frame }, index) => {
    assert.ok(frame.confidence > 0.4 && frame.confidence <= 1, `frame ${index}: ${frame.confidence}`);
    assert.ok(index === 0 ? stability === null : stability! > 0.5 && stability! <= 1);
    assert.ok(area > 0.04 && area < 0.16, `frame ${index}: ${area}`);
  });
  for (const stability of Object.values(refinement.stability!)) assert.ok(stability > 0.5 && stability <= 1);
  const dir = join(root, 'out', 'square');
  for (const folder of ['masks', 'masks-graphcut']) assert.equal(filesIn(join(dir, folder)).length, FRAMES);
  for (const file of ['model.onnx', 'model.md', 'learning-curve.svg', 'overlay.mp4', 'contact-sheet.png'])
    assert.ok(existsSync(join(dir, file)), file);
  assert.match(stderr, /training.*done/);
});

test('the refined masks are the square, cut out of frames that the network sees one by one', async () => {
  for (const frame of [1, 4, 6]) {
    const mask = await readMask(join(root, 'out', 'square', 'masks', `0000${frame}.png`));
    let [both, union] = [0, 0];
    mask.data.forEach((value, i) => {
      const [x, y] = [i % mask.widthPx, Math.floor(i / mask.widthPx)];
      const left = 8 + 2 * frame;
      const inside = x >= left && x < left + 40 && y >= 40 && y < 80;
      if (inside && value === 1) both++;
      if (inside || value === 1) union++;
    });
    assert.ok(both / union > 0.7, `frame ${frame}: ${both / union}`);
  }
});

test('a second run computes nothing of it again, and gives the same files elsewhere', async () => {
  const { exitCode, stdout, stderr } = await fodvid(refineArguments(clip, 'again'), env);
  assert.equal(exitCode, 0, stderr);
  const { computedPerStage } = reportOf(stdout);
  assert.deepEqual(computedPerStage, {});
  for (const folder of ['masks', 'masks-graphcut'])
    assert.deepEqual(
      filesIn(join(root, 'again', 'square', folder)),
      filesIn(join(root, 'out', 'square', folder)),
    );
  const [first, second] = ['out', 'again'].map((out) =>
    readFileSync(join(root, out, 'square', 'model.onnx')),
  );
  assert.ok(first!.equals(second!));
});

test('the same seed trains the same network in another cache, another seed another', async () => {
  const elsewhere = { FODVID_CACHE: join(root, 'other-cache') };
  const modelOf = (out: string) => readFileSync(join(root, out, 'square', 'model.onnx'));
  async function trained(out: string, ...options: string[]): Promise<Buffer> {
    const { exitCode, stderr } = await fodvid(refineArguments(clip, out, ...options), elsewhere);
    assert.equal(exitCode, 0, stderr);
    return modelOf(out);
  }
  assert.ok((await trained('same')).equals(modelOf('out')));
  assert.ok(!(await trained('other', '--seed', '1')).equals(modelOf('out')));
});

test('apply gives the network’s masks, close to those of the run, and takes single pictures', async () => {
  const model = join(root, 'out', 'square', 'model.onnx');
  const out = join(root, 'applied');
  const picture = join(clip, '00002.png');
  const { exitCode, stdout, stderr } = await fodvid(
    ['apply', clip, picture, join(root, 'missing.mp4'), '--model', model, '--soft', '--json', '--out', out],
    env,
  );
  assert.equal(exitCode, 1, stderr);
  const { inputs } = JSON.parse(stdout) as { inputs: { state: string }[] };
  assert.deepEqual(
    inputs.map(({ state }) => state),
    ['done', 'done', 'failed'],
  );
  assert.match(stderr, /missing\.mp4.*does not exist/);
  const masks = filesIn(join(out, 'square', 'masks'));
  assert.equal(readFileSync(join(out, '00002.png')).toString('base64'), masks[2]);
  // The run's own are averaged over time and with the graph cut's, which a network alone cannot be.
  const [alone, run] = await Promise.all(
    [join(out, 'square'), join(root, 'out', 'square')].map((dir) =>
      readMask(join(dir, 'masks', '00002.png')),
    ),
  );
  const [both, either] = [0, 0].map((_, k) =>
    alone!.data.reduce((n, v, i) => n + (k === 0 ? v & run!.data[i]! : v | run!.data[i]!), 0),
  );
  assert.ok(both! / either! > 0.7, `${both} of ${either}`);
  assert.equal(filesIn(join(out, 'square', 'soft')).length, FRAMES);
});

test('apply says what is wrong with a model', async () => {
  for (const [model, said] of [
    [join(root, 'none.onnx'), /none\.onnx cannot be read/],
    [join(clip, '00000.png'), /00000\.png cannot be opened as an ONNX model/],
  ] as const) {
    const { exitCode, stderr } = await fodvid(
      ['apply', clip, '--model', model, '--out', join(root, 'applied')],
      env,
    );
    assert.equal(exitCode, 1);
    assert.match(stderr, said);
  }
});

test('a clip in which nothing can be told apart keeps the graph cut’s masks, and says why', async () => {
  const even = join(root, 'even');
  mkdirSync(even);
  for (const frame of [0, 1, 2])
    await sharp({ create: { width: 160, height: 120, channels: 3, background: '#808080' } })
      .png()
      .toFile(join(even, `${frame}.png`));
  const { exitCode, stdout, stderr } = await fodvid(refineArguments(even, 'out'), env);
  assert.equal(exitCode, 0, stderr);
  const { refinement, confidence } = reportOf(stdout);
  assert.deepEqual(confidence, [0, 0, 0]);
  assert.deepEqual([refinement.state, refinement.reason], ['kept', 'all masks of the graph cut are empty']);
  assert.match(stderr, /even is not refined: all masks of the graph cut are empty\./);
  const dir = join(root, 'out', 'even');
  assert.deepEqual(filesIn(join(dir, 'masks')), filesIn(join(dir, 'masks-graphcut')));
});

test('a clip of one frame comes to its end', async () => {
  const one = join(root, 'one');
  mkdirSync(one);
  await writeMovingSquare(one, 1, { widthPx: 160, heightPx: 120 });
  const { exitCode, stdout, stderr } = await fodvid(refineArguments(one, 'out'), env);
  assert.equal(exitCode, 0, stderr);
  assert.equal(filesIn(join(root, 'out', 'one', 'masks')).length, 1);
  assert.ok(['refined', 'kept'].includes(reportOf(stdout).refinement.state));
});
