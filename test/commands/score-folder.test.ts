import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentContext } from '../../native/base/context.ts';
import { scoreFolders } from '../../native/commands/score-folder.ts';
import type { FrameRule } from '../../native/metrics/score-report.ts';
import type { Mask } from '../../native/raster/types.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeTree } from '../datasets/folder-fixtures.ts';
import { maskWhere } from '../metrics/mask-samples.ts';

const left = maskWhere(20, 10, (x) => x < 10);
const quarter = maskWhere(20, 10, (x) => x < 5);

/** `count` frames of a mask in a folder, numbered from `first`. */
const clip = (folder: string, count: number, mask: Mask, first = 0): Record<string, Mask> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      join(folder, `${String(first + i).padStart(5, '0')}.png`),
      mask,
    ]),
  );

const score = (root: string, gt: string, pred: string, rule: FrameRule = 'official') =>
  scoreFolders({ gtDir: join(root, gt), predDir: join(root, pred), rule }, silentContext);

for (const [layout, predFolder, predDir] of [
  ['folders of masks per sequence', 'pred/dog', 'pred'],
  ['the output folder of a run', 'pred/dog/masks', 'pred'],
  ['the folder of one sequence', 'pred/dog', 'pred/dog'],
  ['one clip of a run', 'pred/dog/masks', 'pred/dog'],
] as const)
  test(`scores ${layout}`, async (t) => {
    const root = temporaryFolder(t);
    await writeTree(root, { ...clip('gt/dog', 4, left), ...clip(predFolder, 4, quarter) });
    const report = await score(root, 'gt', predDir);
    assert.deepEqual(Object.keys(report.sequences), ['dog']);
    assert.deepEqual(report.sequences['dog']?.J.perFrame, [0.5, 0.5, 0.5, 0.5]);
    assert.equal(report.mean.J, 0.5);
    assert.deepEqual([report.rule, report.unscored], ['official', []]);
  });

test('masks given directly on both sides are one sequence, whatever the folders are called', async (t) => {
  const root = temporaryFolder(t);
  await writeTree(root, { ...clip('truth', 3, left), ...clip('guess', 3, left) });
  const report = await score(root, 'truth', 'guess');
  assert.deepEqual(report.mean, { J: 1, F: 1 });
  assert.deepEqual(Object.keys(report.sequences), ['truth']);
});

test('frames are matched by order where their names differ but their number does not', async (t) => {
  const root = temporaryFolder(t);
  await writeTree(root, {
    ...clip('gt', 3, left),
    'pred/frame9.png': left,
    'pred/frame10.png': quarter,
    'pred/frame11.png': left,
  });
  const report = await score(root, 'gt', 'pred', 'all');
  assert.deepEqual(report.sequences['gt']?.J.perFrame, [1, 0.5, 1]);
});

test('sparse ground truth is scored where it is', async (t) => {
  const root = temporaryFolder(t);
  await writeTree(root, { ...clip('gt', 1, left, 4), ...clip('pred', 9, left) });
  const { sequences } = await score(root, 'gt', 'pred', 'all');
  assert.deepEqual([sequences['gt']?.frames, sequences['gt']?.frameNames], [1, ['00004']]);
});

test('ground truth without prediction is named in the report', async (t) => {
  const root = temporaryFolder(t);
  await writeTree(root, {
    ...clip('gt/cat', 3, left),
    ...clip('gt/dog', 3, left),
    ...clip('pred/dog', 3, left),
  });
  assert.deepEqual((await score(root, 'gt', 'pred')).unscored, ['cat']);
});

test('a prediction without ground truth is left out and named', async (t) => {
  const root = temporaryFolder(t);
  await writeTree(root, {
    ...clip('gt/dog', 2, left),
    ...clip('pred/dog', 2, left),
    ...clip('pred/cat', 2, left),
  });
  const report = await score(root, 'gt', 'pred', 'all');
  assert.deepEqual([Object.keys(report.sequences), report.unpaired], [['dog'], ['cat']]);
});

test('progress counts the frames up to all of them', async (t) => {
  const root = temporaryFolder(t);
  await writeTree(root, { ...clip('gt/a', 3, left), ...clip('gt/b', 10, left) });
  const reports: [number, number][] = [];
  const progress = { report: (done: number, total: number) => void reports.push([done, total]) };
  await scoreFolders(
    { gtDir: join(root, 'gt'), predDir: join(root, 'gt') },
    { signal: silentContext.signal, progress },
  );
  assert.deepEqual(reports.at(-1), [13, 13]);
});

test('an aborted score ends as cancelled', async (t) => {
  const root = temporaryFolder(t);
  await writeTree(root, clip('gt/a', 3, left));
  const folders = { gtDir: join(root, 'gt'), predDir: join(root, 'gt') };
  await assert.rejects(scoreFolders(folders, { ...silentContext, signal: AbortSignal.abort() }), {
    kind: 'cancelled',
  });
});

test('each wrong folder or mask is one sentence that names it', async (t) => {
  const root = temporaryFolder(t);
  await writeTree(root, {
    ...clip('gt/dog', 4, left),
    ...clip('short/dog', 3, left),
    ...clip(
      'small/dog',
      4,
      maskWhere(10, 10, () => true),
    ),
    ...clip('other/cat', 4, left),
    ...clip('broken/dog', 3, left),
    'broken/dog/00003.png': 'no image',
    'empty/notes.txt': 'nothing to score',
    ...clip('pair', 2, left),
  });
  for (const [pred, message] of [
    ['missing', /prediction folder .*missing does not exist/],
    ['empty', /prediction folder .*empty holds no masks \(found notes\.txt\)/],
    ['empty/notes.txt', /notes\.txt is not a folder/],
    ['short', /short\/dog has no mask for frame 00003 of “dog” \(3 masks for 4 annotated/],
    ['small', /small\/dog\/00000\.png: .*10 × 10 .*20 × 10/],
    ['other', /no sequence “cat” in .*gt \(it has dog\)/],
    ['broken', /broken\/dog\/00003\.png cannot be read/],
  ] as const)
    await assert.rejects(score(root, 'gt', pred), { name: 'FodvidError', kind: 'failed', message });
  await assert.rejects(score(root, 'pair', 'pair'), /2 annotated .*“all”/);
});
