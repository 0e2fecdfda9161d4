import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { writeMaskPng } from '../../native/raster/image-file.ts';
import { correctionsDigest, readCorrections } from '../../native/runs/corrections/corrections.ts';
import { noFixes, writeFixes } from '../../native/runs/fixes-file.ts';
import { runFolder } from '../../native/runs/run-folder.ts';

const dir = mkdtempSync(join(tmpdir(), 'fodvid-corrections-'));
after(() => rmSync(dir, { recursive: true, force: true }));

test('a locked frame is learned from as it is, by its number in the whole clip', async () => {
  const part = runFolder(dir, { part: { firstFrame: 5 }, frameCount: 4 });
  const mask = { widthPx: 3, heightPx: 2, data: Uint8Array.of(0, 1, 1, 0, 0, 1) };
  await writeMaskPng(part.mask(2), mask);
  await writeFixes(part, 'clip', { ...noFixes, locked: new Set([2, 3]) });
  const found = await readCorrections(part, 'clip');
  assert.deepEqual([...found.masks.keys()], [2]);
  assert.deepEqual([...found.masks.get(2)!.soft.data], [...mask.data]);
  assert.notEqual(correctionsDigest(found), null);
  assert.deepEqual([...(await readCorrections(runFolder(dir), 'clip')).masks.keys()], [7]);
  // What a run of another part writes leaves these frames alone.
  await writeFixes(runFolder(dir, { part: { firstFrame: 0 }, frameCount: 5 }), 'clip', noFixes);
  assert.deepEqual([...(await readCorrections(part, 'clip')).masks.keys()], [2]);
  assert.equal((await readCorrections(part, 'another clip')).masks.size, 0);
});
