import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentContext } from '../../native/base/context.ts';
import { checkedSequences } from '../../native/commands/eval-dataset.ts';
import { scoreFolders } from '../../native/commands/score-folder.ts';
import { readDavisInfo } from '../../native/datasets/davis-info-file.ts';
import { davisSequences } from '../../native/datasets/davis16-info.ts';
import { type DatasetName, openSequence } from '../../native/datasets/dataset.ts';
import { protocols } from '../../native/datasets/protocol.ts';
import type { Mask } from '../../native/raster/types.ts';
import { maskWhere } from '../metrics/mask-samples.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeTree } from './folder-fixtures.ts';

const half = maskWhere(8, 6, (x) => x < 4);
const empty = maskWhere(8, 6, () => false);
const large = maskWhere(16, 12, (x) => x < 8);

type Tree = Readonly<Record<string, Mask | string>>;

/** Traps that published data sets and other people's results hold, and the sentence for each. */
const opening: readonly (readonly [string, DatasetName, Tree, RegExp])[] = [
  [
    'a frame without ground truth',
    'davis16',
    {
      'JPEGImages/480p/dog/00000.jpg': half,
      'JPEGImages/480p/dog/00001.jpg': half,
      'Annotations/480p/dog/00000.png': half,
    },
    /00001\.jpg of “dog” has no ground truth \(1 masks for 2 frames\)/,
  ],
  [
    'annotations of another resolution',
    'davis16',
    { 'JPEGImages/480p/dog/00000.jpg': half, 'Annotations/480p/dog/00000.png': large },
    /00000\.png is 16 × 12 but its frame is 8 × 6; take both from the same release/,
  ],
  [
    'a mask that belongs to no frame',
    'segtrackv2',
    { 'JPEGImages/bird/a1.png': half, 'GroundTruth/bird/b7.png': half, 'GroundTruth/bird/b8.png': half },
    /b7\.png belongs to none of the 1 frames of “bird”/,
  ],
  [
    'ground truth numbered beyond the frames',
    'fbms59',
    {
      'cats/cats_01.jpg': half,
      'cats/cats_02.jpg': half,
      'cats/GroundTruth/cats_0020.pgm': 'P5 1 1 255\nx',
    },
    /cats_0020\.pgm belongs to none of the 2 frames/,
  ],
  [
    'a file that is no picture',
    'folders',
    { 'frames/a/1.png': half, 'masks/a/1.png': 'text' },
    /1\.png cannot be read/,
  ],
  [
    'an empty file',
    'folders',
    { 'frames/a/1.png': half, 'masks/a/1.png': '' },
    /1\.png is empty \(0 bytes\)/,
  ],
];
for (const [name, dataset, tree, sentence] of opening)
  test(`${protocols[dataset].title}: ${name} is named`, async (t) => {
    const root = temporaryFolder(t);
    await writeTree(root, tree);
    const sequence = /^[^/]+\/(?:480p\/)?([^/]+)\//.exec(Object.keys(tree)[0]!)?.[1] ?? '';
    const asked = dataset === 'fbms59' ? 'cats' : sequence;
    await assert.rejects(openSequence(dataset, root, asked), sentence);
  });

test('sequences with half of their folders are named unless others were asked for', async (t) => {
  const root = temporaryFolder(t);
  await writeTree(root, {
    'JPEGImages/480p/dog/00000.jpg': half,
    'Annotations/480p/dog/00000.png': half,
    'JPEGImages/480p/cow/00000.jpg': half,
    'Annotations/480p/cat/00000.png': half,
  });
  const all = checkedSequences('davis16', { root }, '480p');
  await assert.rejects(all, /cow has frames but no ground truth; cat has ground truth but no frames/);
  assert.deepEqual(await checkedSequences('davis16', { root, sequences: ['dog'] }, '480p'), ['dog']);
  await assert.rejects(checkedSequences('davis16', { root, set: 'val' }, '480p'), /no sequence blackswan/);
  await assert.rejects(checkedSequences('davis16', { root, set: 'test' }, '480p'), /one of train, val/);
  await assert.rejects(checkedSequences('davis16', { root }, '1080p'), /JPEGImages\/1080p/);
});

test('a ground truth that is empty everywhere is refused: empty masks would score 100 %', async (t) => {
  const root = temporaryFolder(t);
  await writeTree(root, {
    'gt/a/0.png': empty,
    'gt/a/1.png': empty,
    'pred/a/0.png': empty,
    'pred/a/1.png': empty,
  });
  const folders = { gtDir: `${root}/gt`, predDir: `${root}/pred`, rule: 'all' as const };
  await assert.rejects(scoreFolders(folders, silentContext), /“a” has no foreground in any of its 2 frames/);
});

test('the published facts hold 20 + 30 sequences, and db_info.yml comes before them', async (t) => {
  const sets = [...davisSequences.values()].map(({ set }) => set);
  assert.deepEqual([sets.filter((set) => set === 'val').length, sets.length], [20, 50]);
  const root = temporaryFolder(t);
  assert.equal(await readDavisInfo(root), davisSequences);
  await writeTree(root, {
    'db_info.yml':
      'sequences:\n- name: dog\n  attributes: [FM]\n  eval_t: true\n  set: train\n  num_frames: 60\n',
  });
  assert.deepEqual((await readDavisInfo(root)).get('dog'), {
    set: 'train',
    attributes: ['FM'],
    countsForT: true,
  });
  await writeTree(root, { 'db_info.yml': 'sequences: [unclosed' });
  await assert.rejects(readDavisInfo(root), /db_info\.yml is no valid YAML/);
});
