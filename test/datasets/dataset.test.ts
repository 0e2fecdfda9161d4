import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { test } from 'node:test';
import { listSequences, openSequence } from '../../native/datasets/dataset.ts';
import { readMaskFiles } from '../../native/datasets/mask-folder.ts';
import { davisRoot, goldenTest } from '../support/golden.ts';
import { drawnMask } from '../metrics/mask-samples.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeTree } from './folder-fixtures.ts';

const mask = drawnMask('#.', '..');
const other = drawnMask('..', '.#');

goldenTest('reads DAVIS 2016: a ground truth for every frame', davisRoot(), async (root) => {
  const names = await listSequences('davis16', root);
  assert.ok(names.includes('blackswan') && names.length === 8);
  const { frames, groundTruth } = await openSequence('davis16', root, 'blackswan');
  assert.equal(frames.length, 50);
  assert.deepEqual(
    groundTruth.map(({ frameIndex }) => frameIndex),
    Array.from({ length: 50 }, (_, i) => i),
  );
  const first = await readMaskFiles(groundTruth[0]!);
  assert.deepEqual([first.widthPx, first.heightPx], [854, 480]);
  assert.ok(first.data.includes(1) && first.data.includes(0));
});

test('SegTrack v2: the objects of a frame are united, single-object sequences read directly', async (t) => {
  const root = temporaryFolder(t);
  await writeTree(root, {
    'JPEGImages/bmx/bmx_01.png': mask,
    'JPEGImages/bmx/bmx_02.png': mask,
    'GroundTruth/bmx/1/bmx_01.png': mask,
    'GroundTruth/bmx/1/bmx_02.png': mask,
    'GroundTruth/bmx/2/bmx_01.png': other,
    'JPEGImages/worm/0.png': mask,
    'GroundTruth/worm/0.png': mask,
    'JPEGImages/unannotated/0.png': mask,
  });
  assert.deepEqual(await listSequences('segtrackv2', root), ['bmx', 'worm']);
  const { groundTruth } = await openSequence('segtrackv2', root, 'bmx');
  assert.deepEqual([...(await readMaskFiles(groundTruth[0]!)).data], [1, 0, 0, 1]);
  assert.deepEqual([...(await readMaskFiles(groundTruth[1]!)).data], [1, 0, 0, 0]);
  assert.equal((await openSequence('segtrackv2', root, 'worm')).groundTruth.length, 1);
});

test('FBMS-59: sparse ground truth finds its frames, the PPM is preferred and its white is background', async (t) => {
  const root = temporaryFolder(t);
  const ppm = Buffer.concat([
    Buffer.from('P6 2 2 255\n'),
    Buffer.from([255, 255, 255, 0, 0, 255, 255, 255, 255, 255, 255, 255]),
  ]);
  const frames = Array.from(
    { length: 12 },
    (_, i) => `Testset/cats01/cats01_${String(i + 1).padStart(4, '0')}.jpg`,
  );
  await writeTree(root, {
    ...Object.fromEntries(frames.map((name) => [name, mask])),
    'Testset/cats01/GroundTruth/cats01_0010_gt.ppm': ppm,
    'Testset/cats01/GroundTruth/cats01_0010_gt.pgm': 'a lossy rendering',
    'Testset/cats01/GroundTruth/cats01_0010_PROB_gt.ppm': 'probabilities',
  });
  const { groundTruth, frames: listed } = await openSequence('fbms59', root, 'cats01');
  assert.equal(listed.length, 12);
  assert.deepEqual(
    groundTruth.map(({ frameIndex, files }) => [frameIndex, files.map((file) => basename(file))]),
    [[9, ['cats01_0010_gt.ppm']]],
  );
  assert.deepEqual([...(await readMaskFiles(groundTruth[0]!)).data], [0, 1, 0, 0]);
});

test('FBMS-59: names that differ are matched by their numbers', async (t) => {
  const root = temporaryFolder(t);
  await writeTree(root, {
    'tennis/tennis495.jpg': mask,
    'tennis/tennis496.jpg': mask,
    'tennis/tennis497.jpg': mask,
    'tennis/GroundTruth/tennis_0497.pgm': 'P5 2 2 255\nxxxx',
  });
  const { groundTruth } = await openSequence('fbms59', root, 'tennis');
  assert.deepEqual(
    groundTruth.map(({ frameIndex }) => frameIndex),
    [2],
  );
});

test('errors name the root, the sequence or the mask, and what was found', async (t) => {
  const root = temporaryFolder(t);
  await writeTree(root, {
    'JPEGImages/480p/dog/00000.jpg': mask,
    'Annotations/480p/dog/00007.png': mask,
    'Annotations/480p/dog/extra.png': mask,
    'elsewhere/readme.txt': 'text',
  });
  await assert.rejects(listSequences('davis16', `${root}/none`), /none is not a readable folder/);
  await assert.rejects(
    listSequences('davis16', `${root}/elsewhere`),
    /layout of davis16 .*found readme\.txt/,
  );
  await assert.rejects(openSequence('davis16', root, 'cat'), /no sequence “cat”; it has dog/);
  await assert.rejects(openSequence('davis16', root, 'dog'), /00007\.png belongs to none of the 1 frames/);
});
