import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { resolveRunConfig } from '../../native/api/run-config.ts';
import { silentContext } from '../../native/base/context.ts';
import { createProgress } from '../../native/base/progress.ts';
import { ablate } from '../../native/commands/ablation/ablate.ts';
import { compareMethods, parseMethod, ranks } from '../../native/commands/compare-methods.ts';
import { comparisonHtml } from '../../native/commands/compare-report.ts';
import { exportTensors } from '../../native/commands/export-tensors.ts';
import { importMasks } from '../../native/commands/import-masks.ts';
import { rerun } from '../../native/commands/rerun.ts';
import { isIntact, readRun, verifyRuns } from '../../native/commands/verify-run.ts';
import { openSequence } from '../../native/datasets/dataset.ts';
import { runClip } from '../../native/pipeline/run-clip.ts';
import { writeMaskPng } from '../../native/raster/image-file.ts';
import { openStore, type Store } from '../../native/store/store.ts';
import { maskWhere } from '../metrics/mask-samples.ts';
import { launchChromium, withoutChromium } from '../support/chromium.ts';
import { writeMovingSquare } from '../support/clips/moving-square.ts';

const size = { widthPx: 160, heightPx: 120 };
const frameCount = 5;
const root = mkdtempSync(join(tmpdir(), 'fodvid-research-'));
const data = join(root, 'davis');
const runDir = join(root, 'runs', 'square');
const config = resolveRunConfig({ refine: false, provider: 'cpu', size: { heightPx: 96, widthPx: 128 } });
const { signal } = new AbortController();
let store: Store;

/** Services of a command; what it says is gathered. */
function services(said: string[] = []) {
  const progress = createProgress(() => undefined);
  return { store, signal, progress, force: false, notify: (sentence: string) => void said.push(sentence) };
}

before(async () => {
  const frames = join(data, 'JPEGImages', '480p', 'square');
  const truth = join(data, 'Annotations', '480p', 'square');
  for (const folder of [frames, truth, join(root, 'runs')]) mkdirSync(folder, { recursive: true });
  await writeMovingSquare(frames, frameCount, size);
  for (let index = 0; index < frameCount; index++) {
    const left = 8 + 2 * index;
    const mask = maskWhere(160, 120, (x, y) => x >= left && x < left + 40 && y >= 40 && y < 80);
    await writeMaskPng(join(truth, `${String(index).padStart(5, '0')}.png`), mask);
  }
  store = openStore({ folder: join(root, 'cache'), limitBytes: 1e9 });
  await runClip(frames, runDir, config, services());
});

after(() => {
  store.close();
  rmSync(root, { recursive: true, force: true });
});

const ablation = (outDir: string) => ({
  dataset: 'davis16',
  root: data,
  rule: 'official' as const,
  outDir,
  tables: [],
  vary: ['tau=0.4:0.6:0.1'],
  config,
});

test('a grid is evaluated from the cache, written in four formats, and resumed', async () => {
  const outDir = join(root, 'ablation');
  const { plans, tables } = await ablate(ablation(outDir), services());
  assert.deepEqual(
    plans[0]!.cells.map(({ row, J }) => [row, J !== null && J > 0.2]),
    [
      ['0.4', true],
      ['0.5', true],
      ['0.6', true],
    ],
  );
  assert.equal(tables[0]!.rows.length, 3);
  for (const file of ['vary-tau.md', 'vary-tau.tex', 'vary-tau.csv', 'vary-tau.svg'])
    assert.ok(readFileSync(join(outDir, file), 'utf8').length > 20, file);
  assert.match(readFileSync(join(outDir, 'vary-tau.svg'), 'utf8'), /^<svg/);
  const saved = JSON.parse(readFileSync(join(outDir, 'ablation.json'), 'utf8')) as {
    results: Record<string, { J: number }>;
  };
  const known = Object.keys(saved.results)[0]!;
  saved.results[known]!.J = 0.123;
  writeFileSync(join(outDir, 'ablation.json'), JSON.stringify(saved));
  const again = await ablate(ablation(outDir), services());
  assert.ok(again.plans[0]!.cells.some(({ J }) => J === 0.123));
});

test('verify finds missing, changed and strange masks', async () => {
  const [intact] = await verifyRuns(join(root, 'runs'), silentContext);
  assert.ok(isIntact(intact!) && intact!.files >= frameCount);
  const mask = join(runDir, 'masks', '00001.png');
  const kept = readFileSync(mask);
  await writeMaskPng(
    mask,
    maskWhere(160, 120, () => true),
  );
  copyFileSync(mask, join(runDir, 'masks', '99999.png'));
  const [changed] = await verifyRuns(runDir, silentContext);
  assert.deepEqual(
    [changed!.changed, changed!.unknown, changed!.missing],
    [['masks/00001.png'], ['masks/99999.png'], []],
  );
  rmSync(mask);
  rmSync(join(runDir, 'masks', '99999.png'));
  assert.deepEqual((await verifyRuns(runDir, silentContext))[0]!.missing, ['masks/00001.png']);
  writeFileSync(mask, kept);
  await assert.rejects(verifyRuns(join(root, 'davis'), silentContext), /holds no run/);
});

test('rerun gives identical masks, and says what has changed where it does not', async () => {
  const report = join(runDir, 'run.json');
  const fresh = openStore({ folder: join(root, 'fresh'), limitBytes: 1e9 });
  try {
    const again = await rerun(report, join(root, 'again'), { ...services(), store: fresh, runClip });
    assert.deepEqual([again.identical, again.reasons], [true, []]);
  } finally {
    fresh.close();
  }
  const facts = JSON.parse(readFileSync(report, 'utf8')) as Record<string, unknown>;
  const other = join(root, 'other');
  mkdirSync(join(other, 'masks'), { recursive: true });
  for (const name of readdirSync(join(runDir, 'masks')))
    await writeMaskPng(
      join(other, 'masks', name),
      maskWhere(160, 120, (x) => x < 80),
    );
  const outputs = { 'masks/00000.png': 'of another day' };
  writeFileSync(join(other, 'run.json'), JSON.stringify({ ...facts, program: 'an older one', outputs }));
  const changed = await rerun(join(other, 'run.json'), join(root, 'other-again'), { ...services(), runClip });
  assert.equal(changed.different.length, frameCount);
  assert.match(changed.reasons.join(' '), /sources are not those of the first run/);
});

test('methods are ranked on the same frames, and a missing mask is named', async () => {
  assert.deepEqual(ranks([0.5, 0.9, 0.5]), [2.5, 1, 2.5]);
  const sequence = await openSequence('davis16', data, 'square');
  const half = join(root, 'half', 'square');
  mkdirSync(half, { recursive: true });
  for (let index = 0; index < frameCount; index++)
    await writeMaskPng(
      join(half, `0000${index}.png`),
      maskWhere(160, 120, (x) => x < 80),
    );
  const methods = [`half=${join(root, 'half')}`, `ours=${join(root, 'runs')}`].map(parseMethod);
  const options = { dataset: 'davis16' as const, sequences: [sequence], methods, rule: 'official' as const };
  const steps: string[] = [];
  const context = {
    signal,
    progress: { report: (done: number, total: number) => void steps.push(`${done}/${total}`) },
  };
  const comparison = await compareMethods(options, context);
  assert.deepEqual(steps, ['1/2', '2/2']);
  assert.deepEqual(
    comparison.methods.map(({ name, meanRank }) => [name, meanRank]),
    [
      ['half', 2],
      ['ours', 1],
    ],
  );
  const lost = { ...options, methods: [parseMethod(`none=${join(root, 'nowhere')}`)] };
  await assert.rejects(compareMethods(lost, context), /none has no masks of “square”/);
  writeFileSync(join(root, 'report.html'), await comparisonHtml(comparison, 'A <comparison>'));
});

test(
  'the report is one page that fetches nothing and logs nothing',
  { skip: withoutChromium() },
  async () => {
    const html = readFileSync(join(root, 'report.html'));
    assert.ok(html.length < 5e6);
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      const requests: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(`file://${join(root, 'report.html')}`);
      assert.deepEqual(
        requests.filter((url) => !/^(file|data):/.test(url)),
        [],
      );
      assert.deepEqual(complaints, []);
      assert.equal(await page.locator('h1').textContent(), 'A <comparison>');
      const drawn = await page.evaluate(() => [...document.images].every((image) => image.naturalWidth > 0));
      assert.ok(drawn);
      assert.ok((await page.pdf()).length > 10_000);
    } finally {
      await browser.close();
    }
  },
);

test('masks of another method become runs that can be read and verified', async () => {
  const sequence = await openSequence('davis16', data, 'square');
  const method = parseMethod(`truth=${join(data, 'Annotations', '480p')}`);
  const [imported] = await importMasks(method, [sequence], join(root, 'imported'), silentContext);
  assert.equal((await readRun(imported!)).frameCount, frameCount);
  assert.ok(isIntact((await verifyRuns(imported!, silentContext))[0]!));
});

const python = '/usr/bin/python3';
const withoutNumpy =
  (!existsSync(python) || spawnSync(python, ['-c', 'import numpy']).status !== 0) &&
  'There is no Python with NumPy on this machine.';

test('the example of docs/research.md reads the exported tensors', { skip: withoutNumpy }, async () => {
  const outDir = join(root, 'tensors');
  const files = await exportTensors({ runDir, outDir, format: 'npz' }, store, silentContext);
  assert.equal(files.length, frameCount);
  const docs = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'research.md'), 'utf8');
  const example = /```python\n([^`]+)```/.exec(docs)![1]!;
  const { status, stdout, stderr } = spawnSync(python, ['-', outDir], { input: example, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /00000: appearance \(12, 16, 128\), flow \(\d, 2, \d+, \d+\), \d+ % foreground/);
});
