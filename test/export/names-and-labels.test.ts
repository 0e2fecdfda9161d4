import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cocoAnnotation, cocoCounts, columnRuns } from '../../native/export/coco-rle.ts';
import { exrInt, exrString, withExrAttributes } from '../../native/export/exr-attributes.ts';
import { exportNames } from '../../native/export/file-names.ts';
import { formats } from '../../native/export/export-formats.ts';

const formatOf = (id: string) => formats.find((format) => format.id === id)!;
const parts = { clip: 'surf 100%', format: 'x', version: 7 };

test('patterns fill in clip, format, version and frames', () => {
  const names = exportNames('{clip}_v{version:03}/{clip}.{frame:04}', formatOf('png-rgba'), parts);
  assert.equal(names.place, 'surf 100%_v007');
  assert.equal(names.frame(1001), 'surf 100%.1001.png');
  assert.equal(names.ffmpegPattern, 'surf 100%%.%04d.png');
  assert.equal(exportNames('{clip}-{format}', formatOf('prores4444'), parts).place, 'surf 100%-x.mov');
});

test('patterns that some system or sequence cannot have are refused', () => {
  const refuse = (pattern: string, id: string, words: RegExp) =>
    assert.throws(() => exportNames(pattern, formatOf(id), parts), words);
  refuse('{clip}', 'png-rgba', /needs \{frame:05\}/);
  refuse('{frame:05}', 'png-rgba', /needs a folder/);
  refuse('{frame:05}', 'prores4444', /single file/);
  refuse('con', 'prores4444', /Windows refuses/);
  refuse('a/../b', 'prores4444', /does not name a file/);
  refuse('/abs', 'prores4444', /does not name a file/);
  refuse('a:b', 'prores4444', /character/);
  refuse('{clip', 'prores4444', /bracket/);
});

test('run lengths are those of COCO’s mask API', () => {
  // pycocotools 2.0.7: encode(asfortranarray([[0, 1, 1], [0, 0, 1]])) gives size [2, 3] and these counts.
  const mask = { widthPx: 3, heightPx: 2, data: Uint8Array.of(0, 1, 1, 0, 0, 1) };
  assert.deepEqual(columnRuns(mask), [2, 1, 1, 2]);
  assert.equal(cocoCounts([2, 1, 1, 2]), '2111');
  assert.equal(cocoCounts([0, 40, 10]), '0X1:');
  assert.deepEqual(cocoAnnotation(mask, 3)?.bbox, [1, 0, 2, 2]);
  assert.equal(cocoAnnotation({ ...mask, data: new Uint8Array(6) }, 3), null);
});

test('labels go into an EXR’s header, and the places of its lines move along', () => {
  const file = Buffer.alloc(60);
  file.writeUInt32LE(0x01312f76, 0);
  file.writeUInt32LE(2, 4);
  file.write('old\0int\0', 8, 'latin1');
  file.writeUInt32LE(4, 16);
  // The header's end at 24, two places behind it, and what they name.
  file.writeBigUInt64LE(41n, 25);
  file.writeBigUInt64LE(50n, 33);
  file.write('first', 41, 'latin1');
  file.write('second', 50, 'latin1');
  const labelled = withExrAttributes(file, [exrInt('old', 9), exrString('alpha', 'straight')], 2);
  assert.ok(labelled.includes('alpha\0string\0'));
  const end = labelled.indexOf('straight') + 'straight'.length + 1;
  const place = (k: number) => Number(Buffer.from(labelled).readBigUInt64LE(end + 8 * k));
  assert.equal(Buffer.from(labelled).toString('latin1', place(0), place(0) + 5), 'first');
  assert.equal(Buffer.from(labelled).toString('latin1', place(1), place(1) + 6), 'second');
});
