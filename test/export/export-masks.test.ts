import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import sharp from 'sharp';
import { exportFormats } from '../../native/api/run-config.ts';
import { silentContext } from '../../native/base/context.ts';
import { formats } from '../../native/export/formats.ts';
import { exportMasks, exportPath, findFormat } from '../../native/runs/export-masks.ts';
import { maskFileName } from '../../native/runs/mask-file.ts';
import { writeMaskPng } from '../../native/raster/image-file.ts';
import type { Mask } from '../../native/raster/types.ts';
import type { ClipInfo } from '../../native/video/clip.ts';
import { probeClip } from '../../native/video/probe-clip.ts';
import { writeMovingSquare } from '../support/moving-square.ts';
import { ffmpeg, temporaryFolder } from '../video/video-fixtures.ts';

const FRAMES = 5;
/** An odd width: yuv420p has none. */
const size = { widthPx: 97, heightPx: 64 };

/** A disc that moves to the right. */
function discMask(index: number): Mask {
  const data = Uint8Array.from({ length: size.widthPx * size.heightPx }, (_, i) => {
    const [x, y] = [i % size.widthPx, Math.floor(i / size.widthPx)];
    return Number(Math.hypot(x - 30 - 6 * index, y - 32) < 18);
  });
  return { ...size, data };
}

describe('exports', () => {
  const folder = temporaryFolder();
  const job = { masksDir: folder('masks'), outDir: folder('exports') };
  let clip: ClipInfo;

  before(async () => {
    await writeMovingSquare(folder('square'), FRAMES, size);
    clip = await probeClip(folder('square'), silentContext);
    for (let index = 0; index < FRAMES; index++)
      await writeMaskPng(join(job.masksDir, maskFileName(index)), discMask(index));
  });

  /** Exports, and decodes every frame of the result to gray by `filter`. */
  async function decoded(id: string, filter: string, inputOptions = ''): Promise<Buffer[]> {
    const path = await exportMasks({ clip, ...job }, findFormat(id), silentContext);
    const frames = folder(`${id}-frames`);
    await ffmpeg(
      `-y -v error ${inputOptions} -i '${path}' -vf '${filter},format=gray' -fps_mode passthrough '${frames}-%d.png'`,
    );
    const names = readdirSync(folder('.')).filter((name) => name.startsWith(`${id}-frames`));
    assert.equal(names.length, FRAMES);
    const numbers = names.map((_, i) => `${frames}-${i + 1}.png`);
    return Promise.all(numbers.map((name) => sharp(name).extractChannel(0).raw().toBuffer()));
  }

  /** The share of pixels whose level is on the other side of one half than the mask's. */
  function wrongShare(gray: Buffer, index: number, widthPx = size.widthPx): number {
    const mask = discMask(index);
    let wrong = 0;
    for (let y = 0; y < size.heightPx; y++)
      for (let x = 0; x < widthPx; x++)
        if (gray[y * widthPx + x]! >= 128 !== (mask.data[y * size.widthPx + x] === 1)) wrong++;
    return wrong / (widthPx * size.heightPx);
  }

  test('the contract and the command line know the formats that there are', () => {
    assert.deepEqual(
      formats.map(({ id }) => id),
      exportFormats,
    );
  });

  test('png-rgba has the mask as alpha and the source as colours, to the bit', async () => {
    const path = await exportMasks({ clip, ...job }, findFormat('png-rgba'), silentContext);
    assert.equal(readdirSync(path).length, FRAMES);
    for (let index = 0; index < FRAMES; index++) {
      const cutout = sharp(join(path, maskFileName(index)));
      const alpha = await cutout.clone().extractChannel(3).raw().toBuffer();
      const source = await sharp(join(folder('square'), maskFileName(index)))
        .raw()
        .toBuffer();
      assert.deepEqual(
        [...alpha],
        [...discMask(index).data].map((value) => 255 * value),
      );
      assert.deepEqual(await cutout.clone().removeAlpha().raw().toBuffer(), source);
    }
  });

  test('prores4444 and webm-alpha carry the mask as alpha in every frame', async () => {
    for (const [id, input] of [
      ['prores4444', ''],
      ['webm-alpha', '-c:v libvpx-vp9'],
    ] as const) {
      const frames = await decoded(id, 'alphaextract', input);
      frames.forEach((gray, index) => assert.ok(wrongShare(gray, index) < 0.005, `${id} frame ${index}`));
    }
  });

  test('matte-mp4 shows the mask, without the odd last column', async () => {
    const frames = await decoded('matte-mp4', 'null');
    frames.forEach((gray, index) => {
      assert.equal(gray.length, (size.widthPx - 1) * size.heightPx);
      assert.ok(wrongShare(gray, index, size.widthPx - 1) < 0.005, `frame ${index}`);
    });
  });

  test('a missing mask is named, and nothing is left behind', async () => {
    const broken = { clip, masksDir: folder('no-masks'), outDir: folder('nothing') };
    for (const format of formats) {
      await assert.rejects(exportMasks(broken, format, silentContext), /00000\.png cannot be read/);
      assert.equal(existsSync(exportPath(broken, format)), false);
    }
    assert.deepEqual(existsSync(broken.outDir) ? readdirSync(broken.outDir) : [], []);
  });

  test('an unknown format is a usage error that lists the known ones', () => {
    assert.throws(() => findFormat('gif'), /'gif'; known are png-rgba, prores4444/);
  });
});
