import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { FodvidError } from '../../native/base/errors.ts';
import { memorySource } from '../../native/weights/formats/byte-source.ts';
import { parseCheckpoint, readStateDict, stateDictOf } from '../../native/weights/formats/weight-file.ts';
import { bytes, floatTensor, number, onnxModel } from './onnx-writer.ts';
import { writePickle } from './pickle-writer.ts';
import { tinyDinoFile } from './torch-writer.ts';

const read = async (content: Uint8Array | string, name = 'weights.pth') =>
  stateDictOf(await parseCheckpoint(memorySource(name, Buffer.from(content))));

const refuses = (content: Uint8Array | string, message: RegExp) =>
  assert.rejects(
    read(content),
    (error) => error instanceof FodvidError && message.test(error.message),
    String(message),
  );

test('a file is told by its content, whatever its name', async () => {
  assert.equal((await read(tinyDinoFile(), 'weights.safetensors')).size, 18);
  assert.equal((await read(onnxModel(floatTensor('w', [2], Float32Array.of(1, 2))), 'weights.tar')).size, 1);
});

test('what is no weight file is named for what it is', async () => {
  const strangers: readonly (readonly [Uint8Array | string, RegExp])[] = [
    [
      '<!DOCTYPE html><html><body>Quota exceeded</body></html>',
      /is a web page, not weights: the download failed/,
    ],
    ['\n\n  <html lang="en">', /is a web page/],
    ['<?xml version="1.0"?>\n<!-- x -->\n<html>', /is a web page/],
    ['<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', /XML message/],
    ['{"message": "Not Found"}', /text file \(JSON\)/],
    ['Not Found', /text file, not weights/],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:0\n', /Git LFS pointer/],
    [gzipSync('x'), /packed by gzip/],
    [writePickle(new Map([['w', 1]])), /plain Python pickle/],
    [Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), /HDF5/],
    [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), /image/],
    [Buffer.concat([Buffer.alloc(257, 'a'), Buffer.from('ustar\0'), Buffer.alloc(249)]), /tar archive/],
    [Buffer.from([1, 2, 3, 4, 200, 201]), /no format that is known here/],
    ['', /is empty/],
  ];
  for (const [content, message] of strangers) await refuses(content, message);
});

test('a missing file and a folder are named', async () => {
  await assert.rejects(
    readStateDict('/nowhere/weights.pth'),
    /\/nowhere\/weights\.pth: there is no such file/,
  );
  await assert.rejects(readStateDict(import.meta.dirname), /is not a file|is a folder/);
});

test('ONNX initializers are read from raw data and from lists of floats', async () => {
  const floats = Float32Array.of(1.5, -2, 3);
  const listed = Buffer.concat([
    bytes(1, Buffer.from([3])),
    number(2, 1),
    bytes(4, new Uint8Array(floats.buffer)),
    bytes(8, 'listed'),
  ]);
  const indices = Buffer.concat([number(1, 1), number(2, 7), bytes(7, Buffer.from([5])), bytes(8, 'axes')]);
  const half = Buffer.concat([
    number(1, 2),
    number(2, 10),
    bytes(8, 'half'),
    bytes(9, Buffer.from([0, 0x3c, 0, 0xc0])),
  ]);
  const weights = await read(onnxModel(floatTensor('raw', [3, 1], floats), listed, indices, half));
  const values = [...weights].map(([name, { shape, data }]) => [name, shape, [...data]]);
  assert.deepEqual(values, [
    ['raw', [3, 1], [1.5, -2, 3]],
    ['listed', [3], [1.5, -2, 3]],
    ['half', [2], [1, -2]],
  ]);
});

test('ONNX models without usable weights are refused by name', async () => {
  const external = Buffer.concat([number(1, 1), number(2, 1), bytes(8, 'w'), bytes(13, 'x')]);
  await refuses(onnxModel(external), /keeps "w" in another file/);
  await refuses(onnxModel(floatTensor('w', [3], Float32Array.of(1))), /values of "w" do not fit its shape/);
  const strange = Buffer.concat([number(1, 1), number(2, 17), bytes(8, 'w'), bytes(9, 'x')]);
  await refuses(onnxModel(strange), /"w" has an unknown type or shape/);
  const twice = floatTensor('w', [1], Float32Array.of(1));
  await refuses(onnxModel(twice, twice), /"w" is there twice/);
  await refuses(onnxModel(), /without weights/);
  await refuses(onnxModel(twice).subarray(0, -2), /not a complete ONNX model/);
});
