import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import sharp from 'sharp';
import { resolveRunConfig } from '../../native/api/run-config.ts';
import { FodvidError, failedError } from '../../native/base/errors.ts';
import { evalDataset } from '../../native/commands/eval-dataset.ts';
import { createProgress } from '../../native/base/progress.ts';
import type { RunClip } from '../../native/pipeline/run-types.ts';
import { openStore } from '../../native/store/store.ts';
import { runReport } from '../support/run-report.ts';

const widthPx = 40;
const heightPx = 30;
const frameCount = 6;
const name = (i: number) => String(i).padStart(5, '0');

/** A mask whose left `cols` columns are foreground. */
async function writeMask(path: string, cols: number): Promise<void> {
  const data = Uint8Array.from({ length: widthPx * heightPx }, (_, i) => (i % widthPx < cols ? 255 : 0));
  await sharp(data, { raw: { width: widthPx, height: heightPx, channels: 1 } })
    .png()
    .toFile(path);
}

/** A data set in the layout of DAVIS 2016 whose foreground is the left half. */
async function makeDataset(root: string, sequences: readonly string[]): Promise<void> {
  for (const sequence of sequences) {
    const frames = join(root, 'JPEGImages', '480p', sequence);
    const truth = join(root, 'Annotations', '480p', sequence);
    for (const folder of [frames, truth]) mkdirSync(folder, { recursive: true });
    for (let i = 0; i < frameCount; i++) {
      await sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: '#808080' } })
        .jpeg()
        .toFile(join(frames, `${name(i)}.jpg`));
      await writeMask(join(truth, `${name(i)}.png`), widthPx / 2);
    }
  }
}

/** Foreground columns of the masks that each sequence gets: all, and half, of the truth. */
const predicted: Readonly<Record<string, number>> = { right: widthPx / 2, half: widthPx / 4 };

const runClip: RunClip = async (clip, outDir, config) => {
  const cols = predicted[basename(clip)];
  if (cols === undefined) throw failedError(`${clip} cannot be segmented.`);
  const masksDir = join(outDir, 'masks');
  mkdirSync(masksDir, { recursive: true });
  for (let i = 0; i < frameCount; i++) await writeMask(join(masksDir, `${name(i)}.png`), cols);
  return runReport({ clip, outDir, frameCount, widthPx, heightPx, config, timeSec: 2 });
};

async function setUp(t: TestContext, sequences: readonly string[]) {
  const root = mkdtempSync(join(tmpdir(), 'fodvid-eval-'));
  await makeDataset(join(root, 'davis'), sequences);
  const store = openStore({ folder: join(root, 'cache'), limitBytes: 1e9 });
  t.after(() => {
    store.close();
    rmSync(root, { recursive: true });
  });
  const { signal } = new AbortController();
  const progress = createProgress(() => undefined);
  const batch = { outDir: join(root, 'out'), runClip, store, signal, progress };
  const options = { dataset: 'davis16', root: join(root, 'davis'), config: resolveRunConfig({}) };
  return { options, batch };
}

test('scores every sequence and their mean', async (t) => {
  const { options, batch } = await setUp(t, ['right', 'half']);
  const report = await evalDataset(options, batch);
  assert.equal(report.exitCode, 0);
  assert.equal(report.rule, 'official');
  assert.deepEqual(Object.keys(report.sequences).sort(), ['half', 'right']);
  assert.equal(report.sequences['right']!.J.mean, 1);
  assert.equal(report.sequences['half']!.J.mean, 0.5);
  assert.equal(report.mean.J, 0.75);
  assert.equal(report.timeSec, 4);
});

test('a sequence that fails is named, and the others are scored', async (t) => {
  const { options, batch } = await setUp(t, ['broken', 'right']);
  const report = await evalDataset(options, batch);
  assert.equal(report.exitCode, 1);
  assert.deepEqual(Object.keys(report.sequences), ['right']);
  assert.match(report.failed['broken']!, /cannot be segmented/);
  assert.equal(report.mean.J, 1);
});

test('runs only the sequences that were asked for', async (t) => {
  const { options, batch } = await setUp(t, ['right', 'half']);
  const report = await evalDataset({ ...options, sequences: ['half'], rule: 'all' }, batch);
  assert.deepEqual(Object.keys(report.sequences), ['half']);
  assert.equal(report.rule, 'all');
});

test('refuses unknown data sets and sequences by name', async (t) => {
  const { options, batch } = await setUp(t, ['right']);
  const usage = (part: string) => (error: unknown) =>
    error instanceof FodvidError && error.kind === 'usage' && error.message.includes(part);
  await assert.rejects(evalDataset({ ...options, dataset: 'imagenet' }, batch), usage("'imagenet'"));
  await assert.rejects(evalDataset({ ...options, sequences: ['left'] }, batch), usage('left'));
});
