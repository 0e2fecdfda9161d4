import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { readLabelMask } from '../../native/raster/label-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeTree } from '../datasets/folder-fixtures.ts';

function chunk(type: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(body.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), out.length - 4);
  return out;
}

/** A palette PNG of one row: `bytes` are the packed indexes at this bit depth. */
function palettePng(widthPx: number, bitDepth: number, palette: number[], bytes: number[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(1, 4);
  header.set([bitDepth, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Uint8Array.from(palette)),
    chunk('tRNS', Uint8Array.of(255, 0)),
    chunk('IDAT', deflateSync(Uint8Array.of(0, ...bytes))),
    chunk('IEND', new Uint8Array()),
  ]);
}

async function readBytes(t: TestContext, name: string, bytes: Uint8Array | string, white = false) {
  const folder = temporaryFolder(t);
  await writeTree(folder, { [name]: bytes });
  return readLabelMask(join(folder, name), white ? 'white' : 'black');
}

test('a palette is read by index, whatever its colours and transparency', async (t) => {
  const odd = palettePng(4, 8, [9, 9, 9, 0, 0, 0, 0, 0, 0], [0, 1, 2, 0]);
  const mask = await readBytes(t, 'a.png', odd);
  assert.deepEqual([...mask.data], [0, 1, 1, 0]);
});

test('a palette of two bits is read by index', async (t) => {
  const mask = await readBytes(t, 'a.png', palettePng(4, 2, [9, 9, 9, 0, 0, 0, 5, 5, 5], [0b00011000]));
  assert.deepEqual([...mask.data], [0, 1, 2, 0].map(Math.sign));
});

test('a gray PNG is foreground wherever it is not 0', async (t) => {
  const png = await sharp(Uint8Array.of(0, 1, 128, 255), { raw: { width: 2, height: 2, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
  const mask = await readBytes(t, 'a.png', png);
  assert.deepEqual({ ...mask, data: [...mask.data] }, { widthPx: 2, heightPx: 2, data: [0, 1, 1, 1] });
});

test('the ringing of a JPEG is no foreground', async (t) => {
  const half = Uint8Array.from({ length: 64 * 64 }, (_, i) => (i % 64 < 29 ? 255 : 0));
  const jpeg = await sharp(half, { raw: { width: 64, height: 64, channels: 1 } })
    .jpeg({ quality: 40 })
    .toBuffer();
  const mask = await readBytes(t, 'a.jpg', jpeg);
  assert.deepEqual(
    mask.data,
    half.map((value) => value >> 7),
  );
});

test('PGM is foreground where it is not black', async (t) => {
  const pgm = Buffer.concat([Buffer.from('P5\n# a comment\n3 1\n255\n'), Buffer.from([0, 7, 255])]);
  assert.deepEqual([...(await readBytes(t, 'a.pgm', pgm)).data], [0, 1, 1]);
});

test('PPM with a white background is foreground where it is not white', async (t) => {
  const ppm = Buffer.concat([Buffer.from('P6 2 1 255\n'), Buffer.from([255, 255, 255, 255, 0, 255])]);
  assert.deepEqual([...(await readBytes(t, 'a.ppm', ppm, true)).data], [0, 1]);
});

for (const [name, bytes, message] of [
  ['cut.pgm', Buffer.from('P5 9 9 255\nab'), /cut\.pgm is cut short \(2 of 81/],
  ['wide.pgm', Buffer.from('P5 1 1 65535\nab'), /wide\.pgm is not an 8-bit/],
  ['cut.png', palettePng(4, 8, [0, 0, 0], [0, 0, 0, 0]).subarray(0, 60), /cut\.png cannot be read/],
  ['empty.png', Buffer.alloc(0), /empty\.png is empty/],
  ['text.png', 'not an image', /text\.png cannot be read/],
] as const)
  test(`${name} is refused by name`, async (t) => {
    await assert.rejects(readBytes(t, name, bytes), message);
  });
