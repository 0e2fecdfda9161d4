import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { FodvidError } from '../../native/base/errors.ts';
import {
  readImageSize,
  readMask,
  readRgbImage,
  writeMaskPng,
  writeRgbJpeg,
  writeRgbPng,
} from '../../native/raster/image-file.ts';

let folder = '';
before(async () => (folder = await mkdtemp(join(tmpdir(), 'fodvid-image-'))));
after(() => rm(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const random = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 7919 + (i >> 3) * 31) & 255);

test('reads back the RGB picture it wrote', async () => {
  const image = { widthPx: 7, heightPx: 5, data: random(105) };
  await writeRgbPng(at('rgb.png'), image);
  assert.deepEqual(await readRgbImage(at('rgb.png')), image);
  assert.deepEqual(await readImageSize(at('rgb.png')), { widthPx: 7, heightPx: 5 });
});

test('writes JPEGs of the same size and nearly the same colours', async () => {
  const image = { widthPx: 32, heightPx: 16, data: new Uint8Array(32 * 16 * 3).fill(90) };
  await writeRgbJpeg(at('rgb.jpg'), image);
  const read = await readRgbImage(at('rgb.jpg'));
  assert.deepEqual([read.widthPx, read.heightPx], [32, 16]);
  assert.ok(read.data.every((value) => Math.abs(value - 90) <= 2));
});

test('applies EXIF orientation to the picture and to its size', async () => {
  const raw = sharp(Uint8Array.of(255, 0, 0, 0, 0, 255), { raw: { width: 2, height: 1, channels: 3 } });
  await raw.withMetadata({ orientation: 6 }).png().toFile(at('turned.png'));
  assert.deepEqual(await readRgbImage(at('turned.png')), {
    widthPx: 1,
    heightPx: 2,
    data: Uint8Array.of(255, 0, 0, 0, 0, 255),
  });
  assert.deepEqual(await readImageSize(at('turned.png')), { widthPx: 1, heightPx: 2 });
});

test('drops alpha onto black', async () => {
  const pixels = Uint8Array.of(200, 100, 50, 255, 200, 100, 50, 0);
  await sharp(pixels, { raw: { width: 2, height: 1, channels: 4 } })
    .png()
    .toFile(at('alpha.png'));
  assert.deepEqual((await readRgbImage(at('alpha.png'))).data, Uint8Array.of(200, 100, 50, 0, 0, 0));
});

test('expands gray to three equal channels', async () => {
  await sharp(Uint8Array.of(0, 77, 255), { raw: { width: 3, height: 1, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toFile(at('gray.png'));
  assert.deepEqual(
    (await readRgbImage(at('gray.png'))).data,
    Uint8Array.of(0, 0, 0, 77, 77, 77, 255, 255, 255),
  );
});

test('reduces 16-bit pictures to their upper byte', async () => {
  const pixels = Uint16Array.of(0x1234, 0x8080, 0xffff);
  await sharp(pixels, { raw: { width: 1, height: 1, channels: 3 } })
    .toColourspace('rgb16')
    .png()
    .toFile(at('deep.png'));
  assert.equal((await sharp(at('deep.png')).metadata()).depth, 'ushort');
  assert.deepEqual((await readRgbImage(at('deep.png'))).data, Uint8Array.of(0x12, 0x80, 0xff));
});

const mask = {
  widthPx: 9,
  heightPx: 4,
  data: Uint8Array.from({ length: 36 }, (_, i) => (i % 5 === 0 ? 1 : 0)),
};

test('reads back the mask it wrote, an 8-bit gray PNG of 0 and 255', async () => {
  await writeMaskPng(at('mask.png'), mask);
  assert.deepEqual(await readMask(at('mask.png')), mask);
  const { channels, depth, isPalette } = await sharp(at('mask.png')).metadata();
  assert.deepEqual({ channels, depth, isPalette }, { channels: 1, depth: 'uchar', isPalette: false });
  const stored = await sharp(at('mask.png')).toColourspace('b-w').raw().toBuffer();
  assert.deepEqual([...new Set(stored)].sort(), [0, 255]);
});

test('writes the same bytes for the same mask and leaves no temporary file', async () => {
  await writeMaskPng(at('one.png'), mask);
  await writeMaskPng(at('two.png'), mask);
  assert.deepEqual(await readFile(at('one.png')), await readFile(at('two.png')));
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('.')),
    [],
  );
});

for (const value of [1, 38, 255]) {
  test(`reads the gray value ${String(value)} of a mask as foreground`, async () => {
    const path = at(`gray-${String(value)}.png`);
    await sharp(Uint8Array.of(0, value), { raw: { width: 2, height: 1, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(path);
    assert.deepEqual((await readMask(path)).data, Uint8Array.of(0, 1));
  });
}

test('reads palette masks', async () => {
  const pixels = Uint8Array.of(0, 0, 0, 128, 0, 0, 0, 128, 0, 0, 0, 0);
  await sharp(pixels, { raw: { width: 4, height: 1, channels: 3 } })
    .png({ palette: true, colours: 4 })
    .toFile(at('palette.png'));
  assert.equal((await sharp(at('palette.png')).metadata()).isPalette, true);
  assert.deepEqual((await readMask(at('palette.png'))).data, Uint8Array.of(0, 1, 1, 0));
});

test('keeps small labels of 16-bit masks', async () => {
  await sharp(Uint16Array.of(0, 1, 300), { raw: { width: 3, height: 1, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toFile(at('labels.png'));
  assert.equal((await sharp(at('labels.png')).metadata()).depth, 'ushort');
  assert.deepEqual((await readMask(at('labels.png'))).data, Uint8Array.of(0, 1, 1));
});

const broken: Readonly<Record<string, (path: string) => Promise<void>>> = {
  'missing.png': () => Promise.resolve(),
  'empty.png': (path) => writeFile(path, ''),
  'text.png': (path) => writeFile(path, 'no picture'),
  'truncated.png': async (path) => {
    await writeRgbPng(path, { widthPx: 64, heightPx: 64, data: random(64 * 64 * 3) });
    await truncate(path, 400);
  },
  'truncated.jpg': async (path) => {
    await writeRgbJpeg(path, { widthPx: 64, heightPx: 64, data: random(64 * 64 * 3) });
    await truncate(path, 900);
  },
};

for (const [name, make] of Object.entries(broken)) {
  test(`names the file in the error for ${name}`, async () => {
    await make(at(name));
    for (const read of [readRgbImage, readMask]) {
      await assert.rejects(read(at(name)), (error) => {
        assert.ok(error instanceof FodvidError);
        assert.match(error.message, new RegExp(`${at(name)}.*\\.$`));
        assert.equal(error.message.split('\n').length, 1);
        return true;
      });
    }
  });
}

test('says in a sentence when a picture cannot be written, and leaves the old one', async () => {
  await writeFile(at('file'), 'old');
  await assert.rejects(writeMaskPng(join(at('file'), 'mask.png'), mask), /cannot be written: .*\.$/);
  assert.equal(await readFile(at('file'), 'utf8'), 'old');
});
